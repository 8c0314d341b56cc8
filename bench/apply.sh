#!/bin/sh
# From a change to what is served by it: bench/apply.sh [numbers of routes [data planes [changes [turns]]]]
#
# A real kube-apiserver and etcd (KUBEBUILDER_ASSETS), one operator and some data planes, each as its image starts it
# (bench/image.sh) with the JVM that JAVA_HOME names, in the chart's limits. For each number of routes, once warm
# (SLUICE_WARM changes): how long changes take, and their stages, one after the other or with SLUICE_REST ms of quiet between
# them; then what requests at a steady rate feel of a change each 100 ms. SLUICE_BASE names a commit whose programs take
# turns with those of this one, beside the same API server. SLUICE_FILE takes the moments of every change. Figures of before
# are in results/.
set -eu
cd "$(dirname "$0")/.."
routes=${1:-1,1000,5000}
planes=${2:-2}
changes=${3:-400}
turns=${4:-1}
: "${KUBEBUILDER_ASSETS:?the folder of kube-apiserver and etcd}" "${JAVA_HOME:?the JDK of the images: 25}"
image=$(echo $(bench/flags.sh) ${SLUICE_JAVA_OPTIONS:-})
measured=$JAVA_HOME
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Maven itself and the client that measures run on the JDK of the build; the client by the first compiler alone, for what the
# second one takes of two cores is missing where it is measured.
unset JAVA_HOME
built() {
  (cd "$1" && ./mvnw -q -B -ntp ${SLUICE_MAVEN:-} -P '!review' -pl operator,dataplane -am -DskipTests package)
  JAVA_HOME=$measured bench/image.sh "$1" "$work/$2"
}
built . here
images=$work/here
if [ -n "${SLUICE_BASE:-}" ]; then
  base=bench/target/base-$(git rev-parse --short=12 "$SLUICE_BASE^{commit}")
  [ -d "$base" ] || { git worktree prune; git worktree add -q --detach "$base" "$SLUICE_BASE"; }
  built "$base" base
  images=$work/base,$images
fi

echo "commit $(git rev-parse --short HEAD), $("$measured/bin/java" -version 2>&1 | head -1), $(nproc) cores," \
  "load $(cut -d ' ' -f 1-2 /proc/loadavg)"
./mvnw -q -B -ntp ${SLUICE_MAVEN:-} -P '!review' -pl e2e -am verify -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false \
  -Dit.test=ApplySpeedIT -Dfailsafe.failIfNoSpecifiedTests=false -Dsluice.e2e.speed=true \
  "-Dsluice.e2e.java=$measured" "-Dsluice.e2e.speed.routes=$routes" "-Dsluice.e2e.speed.planes=$planes" \
  "-Dsluice.e2e.speed.changes=$changes" "-Dsluice.e2e.speed.warm=${SLUICE_WARM:-1200}" \
  "-Dsluice.e2e.speed.rest=${SLUICE_REST:-0}" -DargLine=-XX:TieredStopAtLevel=1 \
  "-Dsluice.e2e.speed.seconds=${SLUICE_SECONDS:-30}" "-Dsluice.e2e.speed.file=${SLUICE_FILE:-}" \
  "-Dsluice.e2e.speed.images=$images" "-Dsluice.e2e.speed.turns=$turns" \
  "-Dsluice.e2e.options.OperatorMain=$image -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:MaxRAM=1g -XX:MaxRAMPercentage=60" \
  "-Dsluice.e2e.options.DataPlaneMain=$image -XX:+UseSerialGC -XX:MaxRAM=768m -XX:MaxRAMPercentage=40"
