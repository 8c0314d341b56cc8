"""Load: wrk for HTTP/1.1, h2load for HTTP/2. Both on one core, one thread, 64 connections."""

import json
import os
import re
import subprocess
import time

from . import tools
from .machine import Window
from .peers import SIZES
from .process import Failed

HERE = os.path.dirname(os.path.abspath(__file__))
CONNECTIONS = 64
SETTLE = 0.5
"""Seconds after the start of the load, and before its end, that the busy share does not count."""


class Load:
    """How one scenario asks: scheme, protocol, path, streams at a time on each connection, the size of what is sent."""

    def __init__(self, core, scheme, port, path, http2, streams=1, sends=None):
        self.core = core
        self.url = f"{scheme}://localhost:{port}{path}"
        self.http2, self.streams = http2, streams
        self.sends = sends
        self.size = sends or path.rsplit("/", 1)[1]

    def run(self, seconds, proxy, watched, think_millis=None):
        """Runs it against a proxy; gives latencies in µs, rates, and what the cores did meanwhile.

        watched: (proxy's core, load's core, pids of the backend)
        """
        proxy_core, load_core, backend = watched
        pids = proxy.pids()
        whole = Window(proxy_core, pids)
        command = self._h2load(seconds) if self.http2 else self._wrk(seconds)
        environment = tools.environment()
        if self.sends:
            environment["SEND_BYTES"] = str(SIZES[self.sends])
        if think_millis is not None:
            environment["THINK_MS"] = str(think_millis)
        child = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            preexec_fn=lambda: os.sched_setaffinity(0, {self.core}))
        time.sleep(SETTLE)
        middle = Window(proxy_core, pids), Window(load_core, [child.pid, *backend])
        time.sleep(max(0.5, seconds - 2 * SETTLE))
        at_proxy, at_load = middle[0].end(), middle[1].end()
        output, _ = child.communicate()
        if self.http2 and self.sends:
            os.remove(self.body)
        used = whole.end()
        result = self._parse_h2load(output) if self.http2 else self._parse_wrk(output)
        if result["requests"] == 0:
            raise Failed(f"no request got through:\n{output}")
        count = result["requests"]
        result.update(
            rate=count / result["seconds"],
            cpu_us=used["own_seconds"] / count * 1e6,
            core_us=used["busy_seconds"] / count * 1e6,
            proxy_busy=at_proxy["busy"],
            proxy_foreign=at_proxy["foreign"],
            load_busy=at_load["busy"],
            load_foreign=at_load["foreign"],
            think_millis=think_millis)
        return result

    def _wrk(self, seconds):
        return [tools.debian("wrk"), "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "30s",
                "-s", f"{HERE}/wrk.lua", self.url]

    @staticmethod
    def _parse_wrk(output):
        found = re.search(r"^RESULT (.*)$", output, re.M)
        if not found:
            raise Failed(f"wrk says:\n{output}")
        return json.loads(found.group(1))

    def _h2load(self, seconds):
        self.log = f"/dev/shm/sluice-bench-{os.getpid()}.tsv"
        if os.path.exists(self.log):
            os.remove(self.log)
        sent = []
        if self.sends:
            self.body = f"/dev/shm/sluice-bench-{os.getpid()}.body"
            with open(self.body, "w") as out:
                out.write("x" * SIZES[self.sends])
            sent = ["-d", self.body]
        return [tools.debian("h2load"), "-t1", f"-c{CONNECTIONS}", f"-m{self.streams}", f"-D{seconds}",
                "-w20", "-W24", f"--log-file={self.log}", *sent, self.url]

    def _parse_h2load(self, output):
        try:
            with open(self.log) as file:
                rows = [line.split("\t") for line in file]
            os.remove(self.log)
        except FileNotFoundError:
            raise Failed(f"h2load says:\n{output}") from None
        times = sorted(int(row[2]) for row in rows)
        if not times:
            raise Failed(f"h2load says:\n{output}")
        begin = min(int(row[0]) for row in rows)
        end = max(int(row[0]) + int(row[2]) for row in rows)

        def percentile(share):
            return float(times[min(len(times) - 1, int(len(times) * share))])

        return {
            "requests": len(rows), "seconds": (end - begin) / 1e6,
            "errors": sum(1 for row in rows if row[1] != "200"),
            "p50": percentile(0.5), "p99": percentile(0.99), "p999": percentile(0.999), "max": float(times[-1])}
