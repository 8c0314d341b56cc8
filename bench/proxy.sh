#!/bin/sh
# Sluice beside nginx, HAProxy and Envoy, one core each: bench/proxy.sh --help
set -eu
cd "$(dirname "$0")"
exec python3 -B -m proxy "$@"
