"""Sluice's data plane as its image runs it: same flags, same heap, same cache of classes.

Its snapshot is compiled from generated manifests by the real compiler and lies in its state folder,
so that no operator runs beside it. Telemetry is on, as it is by default.
"""

import base64
import contextlib
import functools
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import time

from . import peers, tools
from .process import Failed, Process

HEAP_MIB = 307
"""40 % of the chart's memory limit of 768 MiB, as -XX:MaxRAMPercentage gives it in the container."""

FIRST_HEAP_MIB = 12
"""1/64 of that limit: what a JVM in the container begins with; without it, it would be 1/64 of this machine."""

COLLECTOR = "-XX:+UseSerialGC"
"""What a JVM takes by itself under that limit; here it would see all of this machine's memory."""


class Build:
    """What one commit builds."""

    def __init__(self, root, name):
        self.root, self.name = root, name

    def jars(self, module="dataplane"):
        own = [j for j in glob.glob(f"{self.root}/{module}/target/{module}-*.jar") if "-tests" not in j]
        return sorted(own) + sorted(glob.glob(f"{self.root}/{module}/target/lib/*.jar"))

    def make(self, modules):
        print(f"building {self.name} ...", file=sys.stderr)
        # Two builds in one folder would read each other's half-written jars.
        command = ["flock", f"{self.root}/.mvn", "./mvnw", "-q", "-B", "-DskipTests", "-P", "!review",
                   "-pl", modules, "-am", "package"]
        offline = subprocess.run([*command, "-o"], cwd=self.root, capture_output=True)
        if offline.returncode:
            subprocess.run(command, cwd=self.root, check=True)

    def flags(self):
        """Those of the Dockerfile, so that image and benchmark are the same thing."""
        with open(f"{self.root}/Dockerfile") as file:
            text = file.read()
        given = re.findall(r"^\s+(-[\w:+=.-]+) \\$", text, re.M)
        own = re.search(r" AS dataplane\n.*?printf -- '(.*?)-cp ", text, re.S)
        # In place of the share of a container's memory, which is not here.
        given += [f for f in own.group(1).split("\\n") if f and "RAMPercentage" not in f] if own else []
        if not given:
            raise SystemExit("no JVM flags found in the Dockerfile")
        if java_major() < 24:
            given = [f for f in given if not re.search("CompactObjectHeaders|sun-misc-unsafe|native-access", f)]
        # Images of before said which collector to take.
        if not any(re.fullmatch(r"-XX:\+Use\w+GC", f) for f in given):
            given.append(COLLECTOR)
        # Images of before had no native libraries beside their jars.
        native = f"{self.root}/dataplane/target/native"
        if os.path.isdir(native):
            given.append(f"-Djava.library.path={native}")
        if not any(f.startswith("-Xms") for f in given):
            given.append(f"-Xms{FIRST_HEAP_MIB}m")
        return [*dict.fromkeys(given), f"-Xmx{HEAP_MIB}m"]

    def trains_itself(self):
        """Whether that class ends when it is done; those of before ran until they were stopped."""
        with open(f"{self.root}/Dockerfile") as file:
            return re.search(r"timeout \d+ java .*@jvm.options dev\.sluice\.dataplane", file.read())

    def training(self):
        """The class that the image's cache is made with; the data plane itself in images of before."""
        with open(f"{self.root}/Dockerfile") as file:
            named = re.search(r"AOTCacheOutput\S+ .*@jvm.options dev\.sluice\.dataplane\.main\.(\w+)", file.read())
        return named.group(1) if named else "DataPlaneMain"

    def training_flags(self):
        """Those that hold while the image's cache is made; images of before had none."""
        file = f"{self.root}/dataplane/training.options"
        return [f"@{file}"] if os.path.exists(file) else []


def java_major():
    text = subprocess.run([tools.java(), "-version"], capture_output=True, text=True).stderr
    return int(re.search(r'version "(\d+)', text).group(1))


def here():
    build = Build(tools.ROOT, "this commit")
    build.make("dataplane,bench")
    return build


def at(reference):
    """An earlier commit, built in a worktree of its own below target."""
    sha = git("rev-parse", "--short=12", f"{reference}^{{commit}}")
    folder = os.path.join(tools.TARGET, f"base-{sha}")
    if not os.path.exists(f"{folder}/pom.xml"):
        git("worktree", "prune")
        git("worktree", "add", "--detach", folder, sha)
    build = Build(folder, f"{reference} ({sha})")
    # Its own compiler as well: what a snapshot looks like is between the two, and changes with them.
    if not build.jars() or not build.jars("standalone"):
        build.make("dataplane,bench")
    return build


def git(*arguments):
    return subprocess.run(["git", *arguments], cwd=tools.ROOT, check=True, capture_output=True, text=True).stdout.strip()


def service(name, backend_port, address="127.0.0.1", protocol="http"):
    return f"""
apiVersion: v1
kind: Service
metadata: {{name: {name}}}
spec: {{ports: [{{name: http, port: 80, appProtocol: {protocol}}}]}}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {{name: {name}, labels: {{kubernetes.io/service-name: {name}}}}}
addressType: IPv4
ports: [{{name: http, port: {backend_port}}}]
endpoints: [{{addresses: [{address}]}}]
"""


def manifests(folder, routes, backend_port, own_services=False):
    """Routes of three rules each, all on one host: the hardest case for the path tree.

    They share a Service; with own_services each has its own, as it is in a cluster.
    """
    os.makedirs(folder, exist_ok=True)
    # The backend's too, so that who asks it over TLS may trust it.
    shared = os.path.dirname(os.path.dirname(folder))
    cert, key = (base64.b64encode(open(f, "rb").read()).decode() for f in peers.certificate(shared))
    common = f"""
apiVersion: v1
kind: Secret
type: kubernetes.io/tls
metadata: {{name: certificate}}
data: {{tls.crt: {cert}, tls.key: {key}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {{name: authority}}
data: {{ca.crt: {json.dumps(base64.b64decode(cert).decode())}}}
"""
    numbers = [2500] if routes == 1 else range(routes)
    names = {n: f"backend-{n}" if own_services else "backend" for n in numbers}
    services = [service(name, backend_port) for name in dict.fromkeys(names.values())]
    if routes > peers.TLS_SERVICE:
        names.update({peers.HTTP2_SERVICE: "http2", peers.TLS_SERVICE: "tls"})
        services.append(service("http2", backend_port, peers.HTTP2_ADDRESS, "kubernetes.io/h2c"))
        services.append(service("tls", backend_port, peers.TLS_ADDRESS, "https"))
    peers.write(os.path.join(folder, "routes.yaml"),
                "---".join([common, *services, *(route(n, to) for n, to in names.items())]))


def route(number, to):
    base = f"/api/service-{number}"
    verified = f", tls: {{hostname: {peers.HOST}, caRef: {{name: authority}}}}" if to == "tls" else ""
    tls = "  tls: {secrets: [{name: certificate}]}\n" if number == 2500 else ""
    rules = [("health", f"exact: {base}/health"), ("users", f"template: '{base}/users/{{id}}'"), ("all", f"prefix: {base}")]
    text = "".join(
        f"  - {{name: {name}, matches: [{{path: {{{path}}}}}], backends: [{{service: {to}, port: 80{verified}}}]}}\n"
        for name, path in rules)
    return f"""
apiVersion: sluice.dev/v1alpha1
kind: ApiRoute
metadata: {{name: service-{number}}}
spec:
  hostnames: [{peers.HOST}]
{tls}  rules:
{text}"""


class Contender:
    """A build with a number of routes."""

    def __init__(self, name, build, compiler, routes, folder, backend_port, flags=(), write=manifests, variables=None,
                 training=()):
        self.name, self.build, self.flags, self.variables = name, build, flags, variables or {}
        self.training = training or build.training_flags()
        self.folder = os.path.join(folder, name)
        self.state = os.path.join(self.folder, "state")
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        yaml = os.path.join(self.folder, "manifests")
        write(yaml, routes, backend_port)
        self.compiler = compiler
        subprocess.run(self._program("SnapshotFile", yaml, self.state), check=True, stdout=subprocess.DEVNULL)
        self.cache = self._cache()

    def _program(self, name, *arguments):
        """One of bench's own, with what the commit has that compiles; this one's where that has none of the name."""
        quiet = ["--sun-misc-unsafe-memory-access=allow"] if java_major() >= 24 else []
        classes = [f"{root}/bench/target/classes" for root in (self.compiler.root, tools.ROOT)]
        classes += self.compiler.jars("standalone")
        return [tools.java(), *quiet, "-cp", ":".join(classes), f"dev.sluice.bench.{name}", *arguments]

    def _cache(self):
        """As the image's build makes it: from a start of the class that its Dockerfile names."""
        if java_major() < 25:
            return []
        file = os.path.join(self.folder, "sluice.aot")
        training = Process(
            "training", self._command([f"-XX:AOTCacheOutput={file}", *self.training], self.build.training()), 0, self.folder,
            self._environment({"http": 0, "https": 0}, os.path.join(self.folder, "empty"), 0))
        if self.build.trains_itself():
            training.child.wait(120)
        else:
            time.sleep(12)
            training.stop(120)
        return [f"-XX:AOTCache={file}", "-Xlog:aot=off", "-Xlog:cds=off"] if os.path.exists(file) else []

    def _command(self, more, main="DataPlaneMain"):
        return [tools.java(), *self.build.flags(), *self.flags, *more, "-cp", ":".join(self.build.jars()),
                f"dev.sluice.dataplane.main.{main}"]

    @staticmethod
    def _environment(ports, state, admin):
        return {
            "POD_NAME": "bench", "POD_NAMESPACE": "default", "SLUICE_OPERATORS": "127.0.0.1:9",
            "SLUICE_STATE_DIR": state, "SLUICE_HTTP_PORT": str(ports["http"]),
            "SLUICE_HTTPS_PORT": str(ports["https"]), "SLUICE_ADMIN_PORT": str(admin),
            "SLUICE_EVENT_LOOPS": "1", "SLUICE_DRAIN_DELAY": "0s", "SLUICE_DRAIN_TIMEOUT": "1s"}

    def start(self, core, ports, more=()):
        self.admin = ports["admin"]
        return Process(self.name, self._command([*self.cache, *more]), core, self.folder,
                       {**self._environment(ports, self.state, ports["admin"]), **self.variables})

    @contextlib.contextmanager
    def operator(self, core):
        """An operator's push port with this snapshot: as long as it lasts, a function that starts a pod that is new."""
        token = os.path.join(self.folder, "token")
        peers.write(token, "bench")
        command = self._program("SnapshotServer", self.state, self.folder)
        with open(os.path.join(self.folder, "operator.log"), "w") as log:
            operator = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
                preexec_fn=lambda: os.sched_setaffinity(0, {core}))
        try:
            # Its log goes there as well.
            port = next((line.strip() for line in operator.stdout if line.strip().isdigit()), None)
            if not port:
                raise Failed(f"{self.name} has no operator: see {log.name}")
            yield functools.partial(self._start_new, {
                "SLUICE_OPERATORS": f"127.0.0.1:{port}", "SLUICE_PUSH_SERVER_NAME": "operator.bench",
                "SLUICE_PUSH_CA_FILE": os.path.join(self.folder, "ca.crt"), "SLUICE_TOKEN_FILE": token})
        finally:
            operator.stdin.close()
            operator.wait(10)

    def _start_new(self, variables, core, ports):
        state = os.path.join(self.folder, "new")
        shutil.rmtree(state, ignore_errors=True)
        os.makedirs(state)
        return Process(self.name, self._command(self.cache), core, self.folder,
                       {**self._environment(ports, state, ports["admin"]), **self.variables, **variables})
