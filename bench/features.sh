#!/bin/sh
# What each way to treat backends adds to a request: bench/features.sh --help
set -eu
cd "$(dirname "$0")"
exec python3 -B -m proxy.features "$@"
