#!/bin/sh
# The JVM flags that both images start with, a line each: they stand in the Dockerfile alone.
set -eu
cd "$(dirname "$0")/.."
sed -n "/^RUN printf '%s\\\\n'/,/> jvm.options/p" Dockerfile | sed -n 's/^ *\(-[^ ]*\) .*/\1/p'
