#!/bin/sh
# What an image starts, without a container: bench/image.sh checkout folder
#
# The checkout is built (package). Leaves in folder/operator and folder/dataplane files named classpath and options, a line
# each: jars of its own, and the JVM's flags of the Dockerfile with a cache that is trained as it trains it, in the memory
# that the chart allows. JAVA_HOME is the image's JDK.
set -eu
from=$(cd "$1" && pwd)
mkdir -p "$2"
into=$(cd "$2" && pwd)
java=${JAVA_HOME:?the JDK of the images: 25}/bin/java
cd "$from"
for name in operator dataplane; do
  to=$into/$name
  mkdir -p "$to/lib"
  # Copies, for the cache is bound to the files. Ours first, as in the image.
  cp -p "$from/$name/target/$name"-*.jar "$from/$name"/target/lib/*.jar "$to/lib/"
  for jar in "$to"/lib/crds-*.jar "$to"/lib/snapshot-*.jar "$to/lib/$name"-*.jar; do
    [ ! -f "$jar" ] || echo "$jar"
  done > "$to/classpath"
  ls "$to"/lib/*.jar | grep -v -x -F -f "$to/classpath" > "$to/others"
  cat "$to/others" >> "$to/classpath"
  {
    sed -n "/^RUN printf '%s\\\\n'/,/> jvm.options/p" Dockerfile | sed -n 's/^ *\(-[^ ]*\) .*/\1/p'
    printf '%b' "$(sed -n "/ AS $name\$/,/^ENTRYPOINT/s/^RUN printf -- .\(.*\)-cp .*/\1/p" Dockerfile)"
  } | sed "s#=/opt/sluice/#=$to/#" > "$to/options"
  # Images of before had no native libraries beside their jars.
  [ ! -d "$name/target/native" ] || cp -rp "$name/target/native" "$to/native"
done
train() {
  "$@" -cp "$(paste -sd: "$to/classpath")" $main > "$to/training.log" 2>&1 || true
  [ -f "$to/sluice.aot" ] || { tail -5 "$to/training.log" >&2; exit 1; }
  printf '%s\n' "-XX:AOTCache=$to/sluice.aot" -Xlog:aot=off -Xlog:cds=off >> "$to/options"
}
to=$into/operator
main="dev.sluice.operator.main.Training examples"
# What a JVM takes by itself in that much memory; images of before said G1.
grep -q -- '-XX:+Use.*GC$' "$to/options" || echo -XX:+UseSerialGC >> "$to/options"
echo "-XX:MaxRAM=1g" >> "$to/options"
POD_NAME=training POD_NAMESPACE=default train timeout --preserve-status -s TERM 20 \
  "$java" -XX:AOTCacheOutput="$to/sluice.aot" "@$to/options"
to=$into/dataplane
main=dev.sluice.dataplane.main.Training
printf '%s\n' -XX:+UseSerialGC -XX:MaxRAM=768m >> "$to/options"
export POD_NAME=training POD_NAMESPACE=default SLUICE_OPERATORS=127.0.0.1:9 SLUICE_STATE_DIR="$to/state" \
  SLUICE_DRAIN_DELAY=0s
set --
# Images of before were trained as they run.
[ ! -f dataplane/training.options ] || set -- @dataplane/training.options
train timeout 120 "$java" -XX:AOTCacheOutput="$to/sluice.aot" "$@" "@$to/options"
rm -rf "$to/state"
