#!/bin/sh
# Where Sluice's CPU time goes under load: bench/profile.sh --help
set -eu
cd "$(dirname "$0")"
exec python3 -B -m proxy.profile "$@"
