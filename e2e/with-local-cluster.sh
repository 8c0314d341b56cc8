#!/bin/bash
# Runs e2e/cluster.sh on a one-machine cluster that is started for it and stopped after it. Needs root and the tools in
# SLUICE_KUBE_TOOLS (default: ../shared/tools/kube beside the project), whose `cluster` makes such a cluster.
set -euo pipefail
cd "$(dirname "$0")/.."
tools=${SLUICE_KUBE_TOOLS:-../shared/tools/kube}
[ -x "$tools/cluster" ] || { echo "with-local-cluster.sh: no $tools/cluster: set SLUICE_KUBE_TOOLS" >&2; exit 2; }
tools=$(cd "$tools" && pwd)
PATH="$("$tools/assets"):$PATH"; export PATH
dir=$(mktemp -d)
trap 'code=$?; "$tools/cluster" down "$dir" > /dev/null 2>&1 || true; rm -rf "$dir"; exit $code' EXIT
"$tools/cluster" up "$dir" --node > /dev/null
for base in jdk jre; do
  buildah inspect --type image "docker.io/library/eclipse-temurin:25-$base" > /dev/null 2>&1 || { "$tools/cluster" bases "$dir"; break; }
done
# layers: both targets share what Maven builds
KUBECONFIG=$dir/kubeconfig SLUICE_E2E_BUILD_FLAGS=--layers SLUICE_E2E_BUILD="$tools/cluster build $dir" e2e/cluster.sh "$@"
