#!/bin/sh
# What a rate limit adds, beside nginx's limit_req and Envoy's local_ratelimit: bench/limits.sh --help
set -eu
cd "$(dirname "$0")"
exec python3 -B -m proxy.limits "$@"
