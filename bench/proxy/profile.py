"""bench/profile.sh: where a data plane's CPU time goes under full load.

Writes below bench/target/profile: cpu.txt (shares by system call and by method, from perf with the JVM's
own map), perf.txt (by symbol), threads.txt, allocations.txt (JFR, by class and by place), syscalls.txt (strace -c; it slows
the process, so read counts and not times).
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter

from . import machine, peers, rounds, sluice, stacks, tools
from .load import Load

OUT = os.path.join(tools.TARGET, "profile")


def arguments():
    parser = argparse.ArgumentParser(prog="bench/profile.sh", description=__doc__.splitlines()[0])
    parser.add_argument("scenario", nargs="?", default="h1-1k", choices=rounds.SCENARIOS)
    parser.add_argument("--routes", type=int, default=5000)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--warm-up", type=int, default=20)
    parser.add_argument("--java-options", default="")
    parser.add_argument("--no-build", action="store_true")
    return parser.parse_args()


def run(command, file=None):
    done = subprocess.run(command, capture_output=True, text=True)
    if file:
        peers.write(os.path.join(OUT, file), done.stdout or done.stderr)
    return done.stdout


def tool(name):
    return os.path.join(os.path.dirname(os.path.realpath(tools.java())), name)


def sampled(pid, seconds):
    """While the load runs: perf first, then the JVM's map, which perf reads when it reports."""
    data = os.path.join(OUT, "perf.data")
    run(["perf", "record", "-q", "-e", "cpu-clock", "-F", "1999", "-g", "-p", str(pid), "-o", data, "--", "sleep", str(seconds)])
    run([tool("jcmd"), str(pid), "Compiler.perfmap"])
    return data


def perf_report(data):
    text = stacks.summary(run(["perf", "script", "-i", data, "-F", "comm,ip,sym"]))
    peers.write(os.path.join(OUT, "cpu.txt"), text)
    run(["perf", "report", "-i", data, "--no-children", "-g", "none", "--percent-limit", "0.2", "--sort", "symbol", "--stdio"],
        "perf.txt")
    run(["perf", "report", "-i", data, "--no-children", "-g", "none", "--sort", "comm", "--stdio"], "threads.txt")


def allocations(pid, seconds, requests):
    """Bytes by class and by the first frame of our own, from JFR's allocation samples."""
    file = os.path.join(OUT, "alloc.jfr")
    settings = peers.write(os.path.join(OUT, "alloc.jfc"), """<?xml version="1.0"?><configuration version="2.0">
<event name="jdk.ObjectAllocationSample"><setting name="enabled">true</setting>
<setting name="throttle">2000/s</setting><setting name="stackTrace">true</setting></event></configuration>""")
    run([tool("jcmd"), str(pid), "JFR.start", "name=a", f"settings={settings}", f"filename={file}"])
    time.sleep(seconds)
    run([tool("jcmd"), str(pid), "JFR.stop", "name=a"])
    text = run([tool("jfr"), "print", "--stack-depth", "24", "--events", "ObjectAllocationSample", file])
    classes, places, threads = Counter(), Counter(), set()
    for event in text.split("jdk.ObjectAllocationSample {")[1:]:
        weight = re.search(r"weight = ([\d.,]+) (\w+)", event)
        kind = re.search(r"objectClass = (\S+)", event)
        thread = re.search(r'eventThread = "([^"]*)"', event)
        if not weight or not kind:
            continue
        # A thread's first sample weighs all that it allocated before.
        if thread and thread.group(1) not in threads:
            threads.add(thread.group(1))
            continue
        scale = {"bytes": 1, "byte": 1, "kB": 1024, "MB": 1 << 20, "GB": 1 << 30}[weight.group(2)]
        size = float(weight.group(1).replace(",", "")) * scale
        own = re.search(r"(dev\.sluice\.\S+?)\(.*?line: (\d+)", event)
        first = re.search(r"stackTrace = \[\s*(\S+?)\(.*?line: (\d+)", event)
        classes[kind.group(1)] += size
        place = f"{own.group(1)}:{own.group(2)}" if own else "-"
        at = f"{first.group(1)}:{first.group(2)}" if first else "-"
        places[f"{kind.group(1)} at {at} from {place}"] += size
    total = sum(classes.values())
    lines = [f"{total / max(1, requests):.0f} bytes a request (about: {requests} requests)", ""]
    for counter in (classes, places):
        lines += [f"{v / max(1, requests):8.1f} B  {v / total:5.1%}  {k}" for k, v in counter.most_common(45)] + [""]
    peers.write(os.path.join(OUT, "allocations.txt"), "\n".join(lines))
    return "\n".join(lines)


def main():
    given = arguments()
    scenario = rounds.SCENARIOS[given.scenario]
    shutil.rmtree(OUT, ignore_errors=True)
    os.makedirs(OUT)
    build = sluice.Build(tools.ROOT, "this commit") if given.no_build else sluice.here()
    with tempfile.TemporaryDirectory(prefix="sluice-bench-") as folder:
        os.chmod(folder, 0o755)
        backend_port, http, https, admin = machine.free_ports(4)
        one = sluice.Contender("sluice", build, build, given.routes, folder, backend_port, given.java_options.split())
        backend = peers.backend(0, folder, backend_port)
        ports = {"http": http, "https": https, "admin": admin, "h2c": http}
        process = one.start(1, ports, ["-XX:+PreserveFramePointer"])
        try:
            path = peers.path(scenario.size, scenario.service)
            process.await_answer(http, path)
            load = Load(0, scenario.scheme, ports[scenario.port], path, scenario.http2, scenario.streams, scenario.sends)
            watched = machine.Core(1), machine.Core(0), backend.pids()
            rounds.say("warm-up", load.run(given.warm_up, process, watched))
            data = []
            under(load, process, watched, given.seconds, lambda: data.append(sampled(process.child.pid, given.seconds - 2)))
            perf_report(data[0])
            result = under(load, process, watched, given.seconds + 4, lambda: time.sleep(0))
            seen = []
            result = under(load, process, watched, given.seconds, lambda: seen.append(
                allocations(process.child.pid, given.seconds - 4, round(result["rate"] * (given.seconds - 4)))))
            pid = str(process.child.pid)
            result = under(load, process, watched, given.seconds, lambda: run(
                ["timeout", "-s", "INT", "5", "strace", "-c", "-f", "-p", pid, "-o", f"{OUT}/syscalls.txt"]))
            print(run(["cat", f"{OUT}/cpu.txt"]))
            print(seen[0])
            print(run(["head", "-15", f"{OUT}/syscalls.txt"]), "in 5 s at", round(result["rate"]), "/s", file=sys.stdout)
        finally:
            process.stop()
            backend.stop()


def under(load, process, watched, seconds, what):
    """Does something while the load runs."""
    results = []
    thread = threading.Thread(target=lambda: results.append(load.run(seconds, process, watched)))
    thread.start()
    time.sleep(1)
    what()
    thread.join()
    rounds.say("measured", results[0])
    return results[0]


main()
