#!/bin/sh
# What compiling and pushing cost an operator: bench/operator.sh [routes [data planes [fresh processes]]]
#
# Prints what a compile of all routes costs in fresh processes that start as the image's do: with the flags of the
# Dockerfile and a cache that is trained as it trains it, in the memory that the chart allows. Then what one change
# costs after it and how many bytes each data plane is sent for it, and what an operator with those flags and a heap of
# 512 MiB needs until many data planes that all come at once are current. JAVA_HOME is to be a JDK as the image has it
# (25). Figures of before are in results/.
set -eu
cd "$(dirname "$0")/.."
routes=${1:-10000}
planes=${2:-100}
processes=${3:-7}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
./mvnw -q -B -P '!review' -pl bench -am -DskipTests package dependency:build-classpath \
  -Dmdep.outputFile=target/classpath >&2
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
classpath=bench/target/classes:$(cat bench/target/classpath)
logging=-Dlogback.configurationFile=dev/sluice/operator/main/logback.xml

# The flags stand in the Dockerfile alone: those of both images, then those of the operator.
{
  bench/flags.sh | sed "s#=/opt/sluice/#=$PWD/operator/target/#"
  printf '%b' "$(sed -n '/ AS operator/,/ AS dataplane/s/^RUN printf -- .\(.*\)-cp .*/\1/p' Dockerfile)"
  # What a JVM takes by itself in that much memory.
  echo -XX:+UseSerialGC
  echo -XX:MaxRAM=1g
} > "$work/jvm.options"
# Ours first, as in the image; ours that run here only are after all that the cache is bound to.
image=$(ls operator/target/operator-*.jar operator/target/lib/crds-*.jar operator/target/lib/snapshot-*.jar | paste -sd:)
image=$image:$(ls operator/target/lib/*.jar | grep -v -e /crds- -e /snapshot- | paste -sd:)
POD_NAME=training POD_NAMESPACE=default \
  timeout --preserve-status -s TERM 20 "$java" -XX:AOTCacheOutput="$work/sluice.aot" "@$work/jvm.options" \
  -cp "$image" dev.sluice.operator.main.Training examples > "$work/training.log" 2>&1 || true
[ -f "$work/sluice.aot" ] || { tail -5 "$work/training.log" >&2; exit 1; }
scale() {
  "$java" -XX:AOTCache="$work/sluice.aot" -Xlog:aot=off -Xlog:cds=off "@$work/jvm.options" "$logging" \
    -cp "$image:$(ls bench/target/bench-*.jar)" dev.sluice.bench.CompileScale "$routes" "$@"
}

echo "commit $(git rev-parse --short HEAD), $("$java" -version 2>&1 | head -1), $(nproc) cores," \
  "load $(cut -d ' ' -f 1-2 /proc/loadavg)"
echo
echo "$routes routes, compiled from nothing in $processes fresh processes, as the image starts them:"
for _ in $(seq "$processes"); do
  scale 0
done | tee "$work/cold" | grep compiled
median() {
  sed -n "s/.*$2 \([0-9]*\) ms.*/\1/p" "$work/cold" | sort -n | awk -v what="$1" '{ms[NR] = $1} END {
    printf "%s: median %d ms, %d to %d ms\n", what, ms[int((NR + 1) / 2)], ms[1], ms[NR]}'
}
median wall process:
median "CPU of its thread" CPU
scale
echo
"$java" "@$work/jvm.options" -Xmx512m "$logging" -cp "$classpath" dev.sluice.bench.PushStorm "$routes" "$planes"
