#!/bin/sh
# What an endpoint that flips between good and bad costs, beside nginx, HAProxy and Envoy: bench/flip.sh --help
set -eu
cd "$(dirname "$0")"
exec python3 -B -m proxy.flip "$@"
