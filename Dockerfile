# docker build --target operator -t sluice/operator . ; docker build --target dataplane -t sluice/dataplane .
ARG BUILD_IMAGE=eclipse-temurin:25-jdk
ARG RUN_IMAGE=eclipse-temurin:25-jre

FROM ${BUILD_IMAGE} AS build
WORKDIR /src
COPY . .
# Tests have run before an image is built. The cache keeps what Maven downloads between builds.
ENV MAVEN_USER_HOME=/cache/maven
RUN --mount=type=cache,target=/cache/maven \
    ./mvnw -q -B -ntp -Dmaven.repo.local=/cache/maven/repository -DskipTests -pl operator,dataplane -am package
# lib: what others made, which changes seldom and is a layer of its own; app: what is ours.
RUN for m in operator dataplane; do \
      mkdir -p /out/$m/app && mv $m/target/lib $m/target/native /out/$m/ && \
      mv /out/$m/lib/crds-*.jar /out/$m/lib/snapshot-*.jar /out/$m/app/ 2> /dev/null; \
      mv $m/target/$m-*.jar /out/$m/app/ || exit 1; \
    done

FROM ${RUN_IMAGE} AS run
WORKDIR /opt/sluice
# Written to an argument file, so that the training run and the container start with the same words: the cache is
# bound to the class path and to these flags.
#   what the compilers and a snapshot's loading have freed goes back to the system (10 s)
#   native libraries are loaded where they lie: out of the jars each start would write a copy to /tmp first
#   no look at /proc and at all network interfaces for the names of channels that logs never show
#   reflection by the VM itself, as each method handle in its place costs a class that no cache keeps; no events for
#   JFR from Netty's allocator, for the same reason
RUN printf '%s\n' \
      -XX:+UseCompactObjectHeaders \
      -XX:+ExitOnOutOfMemoryError \
      -XX:TrimNativeHeapInterval=10000 \
      -XX:-UsePerfData \
      --enable-native-access=ALL-UNNAMED \
      --sun-misc-unsafe-memory-access=allow \
      -Djava.library.path=/opt/sluice/native \
      -Dio.netty.noUnsafe=false \
      -Dio.netty.jfr.enabled=false \
      -Dio.netty.processId=1 \
      -Dio.netty.machineId=00:00:00:00:00:00:00:01 \
      -Djdk.reflect.useNativeAccessorOnly=true \
      -Dfile.encoding=UTF-8 \
      > jvm.options

FROM run AS operator
COPY --from=build /out/operator/lib lib/
COPY --from=build /out/operator/native native/
COPY --from=build /out/operator/app app/
# The first compiler alone: work comes in bursts, with which the second is never done (ADR 035). The collector is the JVM's
# choice, as it is for data planes.
RUN printf -- '-XX:TieredStopAtLevel=1\n-XX:MaxRAMPercentage=60\n-cp "%s"\n' "$(ls app/*.jar lib/*.jar | sed 's#^#/opt/sluice/#' | paste -sd:)" >> jvm.options
# The examples are compiled, then an operator starts with nothing around it: what a start in a cluster loads and runs
# is kept as a cache. Where this JVM cannot make one the image works without.
RUN --mount=type=bind,from=build,source=/src/examples,target=/examples \
    POD_NAME=training POD_NAMESPACE=default \
    timeout --preserve-status -s TERM 20 java -XX:AOTCacheOutput=sluice.aot @jvm.options dev.sluice.operator.main.Training /examples > /tmp/training.log 2>&1; \
    ls -l sluice.aot || tail -5 /tmp/training.log; rm -rf /tmp/*
USER 65532:65532
EXPOSE 9443 9090
ENTRYPOINT ["java", "-XX:AOTCache=/opt/sluice/sluice.aot", "-Xlog:aot=off", "-Xlog:cds=off", "@/opt/sluice/jvm.options", "dev.sluice.operator.main.OperatorMain"]

FROM run AS dataplane
COPY --from=build /out/dataplane/lib lib/
COPY --from=build /out/dataplane/native native/
COPY --from=build /out/dataplane/app app/
# Direct buffers may grow as large as the heap. The collector is the JVM's choice (ADR 029): Serial below 2 cores or
# 1,792 MiB, else G1. What reading a snapshot leaves behind dies young in so large a young generation (ADR 041); with the
# 4 MiB that the JVM would begin with it is copied to the old one, and stays there.
RUN printf -- '-XX:MaxRAMPercentage=40\n-Xms32m\n-XX:NewSize=16m\n-cp "%s"\n' "$(ls app/*.jar lib/*.jar | sed 's#^#/opt/sluice/#' | paste -sd:)" >> jvm.options
# A start with a snapshot, some requests, and an operator with changes load and run most of what a start in a cluster does;
# what it learnt of the code is kept as a cache. It ends by itself. Where this JVM cannot make one the image works without.
RUN --mount=type=bind,from=build,source=/src/dataplane/training.options,target=/training.options \
    POD_NAME=training POD_NAMESPACE=default SLUICE_OPERATORS=127.0.0.1:9 SLUICE_STATE_DIR=/tmp/state SLUICE_DRAIN_DELAY=0s \
    timeout 120 java -XX:AOTCacheOutput=sluice.aot @/training.options @jvm.options dev.sluice.dataplane.main.Training > /tmp/training.log 2>&1; \
    ls -l sluice.aot || tail -5 /tmp/training.log; rm -rf /tmp/*
USER 65532:65532
EXPOSE 8080 8443 9090
ENTRYPOINT ["java", "-XX:AOTCache=/opt/sluice/sluice.aot", "-Xlog:aot=off", "-Xlog:cds=off", "@/opt/sluice/jvm.options", "dev.sluice.dataplane.main.DataPlaneMain"]
