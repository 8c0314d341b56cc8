#!/bin/sh
# What compiling and pushing cost an operator: bench/operator.sh [routes [data planes]]
#
# Prints what a compile of all routes costs in a fresh process, what one change costs after it and
# how many bytes each data plane is sent for it; then what an operator with a heap of 512 MiB needs
# until many data planes that all come at once are current. Figures of before are in results/.
set -eu
cd "$(dirname "$0")/.."
routes=${1:-10000}
planes=${2:-100}
./mvnw -q -B -P '!review' -pl bench -am -DskipTests test-compile dependency:build-classpath \
  -Dmdep.outputFile=target/classpath >&2
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
classpath=bench/target/classes:$(cat bench/target/classpath)
logging=-Dlogback.configurationFile=dev/sluice/operator/main/logback.xml

echo "commit $(git rev-parse --short HEAD), $("$java" -version 2>&1 | head -1), $(nproc) cores," \
  "load $(cut -d ' ' -f 1-2 /proc/loadavg)"
"$java" "$logging" -cp "$classpath" dev.sluice.bench.CompileScale "$routes"
echo
"$java" -Xmx512m "$logging" -cp "$classpath" dev.sluice.bench.PushStorm "$routes" "$planes"
