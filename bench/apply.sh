#!/bin/sh
# From a change to what is served by it: bench/apply.sh [numbers of routes [data planes [changes]]]
#
# A real kube-apiserver and etcd (KUBEBUILDER_ASSETS), one operator and some data planes, each with the JVM that JAVA_HOME
# names and the flags of its image in the chart's limits. For each number of routes, once warm: how long changes take,
# and their stages; then what requests at a steady rate feel of a change each 100 ms. Figures of before are in results/.
set -eu
cd "$(dirname "$0")/.."
routes=${1:-1,1000,5000}
planes=${2:-2}
changes=${3:-400}
: "${KUBEBUILDER_ASSETS:?the folder of kube-apiserver and etcd}" "${JAVA_HOME:?the JDK of the images: 25}"
image=$(echo $(bench/flags.sh) ${SLUICE_JAVA_OPTIONS:-})

echo "commit $(git rev-parse --short HEAD), $("$JAVA_HOME/bin/java" -version 2>&1 | head -1), $(nproc) cores," \
  "load $(cut -d ' ' -f 1-2 /proc/loadavg)"
# Maven itself and the client that measures run on the JDK of the build.
export MEASURED=$JAVA_HOME
unset JAVA_HOME
./mvnw -q -B -ntp ${SLUICE_MAVEN:-} -P '!review' -pl e2e -am verify -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false \
  -Dit.test=ApplySpeedIT -Dfailsafe.failIfNoSpecifiedTests=false -Dsluice.e2e.speed=true \
  "-Dsluice.e2e.java=$MEASURED" "-Dsluice.e2e.speed.routes=$routes" "-Dsluice.e2e.speed.planes=$planes" \
  "-Dsluice.e2e.speed.changes=$changes" "-Dsluice.e2e.speed.warm=${SLUICE_WARM:-300}" \
  "-Dsluice.e2e.speed.seconds=${SLUICE_SECONDS:-30}" \
  "-Dsluice.e2e.options.OperatorMain=$image -XX:+UseG1GC -XX:MaxRAM=1g -XX:MaxRAMPercentage=60" \
  "-Dsluice.e2e.options.DataPlaneMain=$image -XX:+UseSerialGC -XX:MaxRAM=768m -XX:MaxRAMPercentage=40"
