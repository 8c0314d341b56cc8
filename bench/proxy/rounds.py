"""One scenario: all contenders up, warmed, then measured in turns, round after round."""

import statistics
import sys
from dataclasses import dataclass

from . import machine, peers
from .load import CONNECTIONS, Load
from .process import Failed

BUSY = 0.95
"""Below this share of its core a proxy was not the limit, and nothing is reported of it."""
FOREIGN = 0.05
"""Above this share of a core, used by others, a run is disturbed: it is repeated, and a quiet one preferred."""
REPEATS = 2
WARM_REQUESTS = 300_000
SIZES_WORTH = {"64k": 4, "1m": 30, "10m": 200}
"""How many small requests one of this size makes up for, as to what the JIT compiler sees of it."""


@dataclass(frozen=True)
class Scenario:
    name: str
    says: str
    scheme: str
    port: str
    size: str
    http2: bool = False
    streams: int = 1
    service: int = peers.SERVICE
    sends: str | None = None
    """The size of what clients send with each request; None: nothing."""


SCENARIOS = {
    s.name: s
    for s in (
        Scenario("h1-1k", "HTTP/1.1, 1 KiB", "http", "http", "1k"),
        Scenario("h1-64k", "HTTP/1.1, 64 KiB", "http", "http", "64k"),
        Scenario("h1-10m", "HTTP/1.1, 10 MiB", "http", "http", "10m"),
        Scenario("h2c-1k", "HTTP/2 without TLS in, 4 streams a connection, 1 KiB", "http", "h2c", "1k", True, 4),
        Scenario("h2c-10m", "HTTP/2 without TLS in, 10 MiB", "http", "h2c", "10m", True),
        Scenario("tls-1k", "HTTP/1.1 over TLS in, 1 KiB", "https", "https", "1k"),
        Scenario("tls-10m", "HTTP/1.1 over TLS in, 10 MiB", "https", "https", "10m"),
        Scenario("h2-1k", "HTTP/2 over TLS in, 4 streams a connection, 1 KiB", "https", "https", "1k", True, 4),
        Scenario("h1-h2-1k", "HTTP/1.1 in, HTTP/2 to the backend, 1 KiB", "http", "http", "1k", service=peers.HTTP2_SERVICE),
        Scenario("h2c-h2-1k", "HTTP/2 without TLS in, 4 streams a connection, HTTP/2 to the backend, 1 KiB",
                 "http", "h2c", "1k", True, 4, peers.HTTP2_SERVICE),
        Scenario("h1-h2-64k", "HTTP/1.1 in, HTTP/2 to the backend, 64 KiB", "http", "http", "64k", service=peers.HTTP2_SERVICE),
        Scenario("h1-h2-10m", "HTTP/1.1 in, HTTP/2 to the backend, 10 MiB", "http", "http", "10m", service=peers.HTTP2_SERVICE),
        Scenario("h2c-h2-10m", "HTTP/2 without TLS in, HTTP/2 to the backend, 10 MiB",
                 "http", "h2c", "10m", True, service=peers.HTTP2_SERVICE),
        Scenario("h1-tls-1k", "HTTP/1.1 in, TLS to the backend, 1 KiB", "http", "http", "1k", service=peers.TLS_SERVICE),
        Scenario("h1-tls-10m", "HTTP/1.1 in, TLS to the backend, 10 MiB", "http", "http", "10m", service=peers.TLS_SERVICE),
        Scenario("h2-10m", "HTTP/2 over TLS in, 10 MiB", "https", "https", "10m", True),
        Scenario("h1-sent-64k", "HTTP/1.1, 64 KiB sent", "http", "http", peers.TAKEN, sends="64k"),
        Scenario("h1-sent-1m", "HTTP/1.1, 1 MiB sent", "http", "http", peers.TAKEN, sends="1m"),
        Scenario("h2c-sent-64k", "HTTP/2 without TLS in, 64 KiB sent", "http", "h2c", peers.TAKEN, True, sends="64k"),
        Scenario("h2c-sent-1m", "HTTP/2 without TLS in, 1 MiB sent", "http", "h2c", peers.TAKEN, True, sends="1m"),
        Scenario("tls-sent-64k", "HTTP/1.1 over TLS in, 64 KiB sent", "https", "https", peers.TAKEN, sends="64k"),
        Scenario("h1-h2-sent-64k", "HTTP/1.1 in, HTTP/2 to the backend, 64 KiB sent", "http", "http", peers.TAKEN,
                 service=peers.HTTP2_SERVICE, sends="64k"),
        Scenario("h2c-h2-sent-1m", "HTTP/2 without TLS in, HTTP/2 to the backend, 1 MiB sent", "http", "h2c", peers.TAKEN, True,
                 service=peers.HTTP2_SERVICE, sends="1m"),
    )
}


class Field:
    """Who takes part, on which cores, and how long to wait for others to leave those."""

    def __init__(self, proxy_core, load_core, backend, patience):
        self.load_core, self.backend, self.patience = load_core, backend, patience
        self.cores = machine.Core(proxy_core), machine.Core(load_core)
        self.runners = {}

    def watched(self):
        return *self.cores, self.backend.pids()


def disturbance(run):
    """Share of the cores that went to programs which have no part in this."""
    return max(run["proxy_foreign"], run["load_foreign"])


def measure(field, name, load, seconds, think=None):
    """One run, when nobody else uses the cores; again where others came. The quietest is kept."""
    best = None
    for _ in range(REPEATS):
        machine.await_quiet(field.cores, field.patience)
        run = load.run(seconds, field.runners[name], field.watched(), think)
        run["load_average"] = machine.load_average()
        run["disturbed"] = disturbance(run) > FOREIGN
        if best is None or disturbance(run) < disturbance(best):
            best = run
        if not run["disturbed"]:
            break
    return best


def limit(run):
    """What was the limit at full load: the proxy, or something else and then nothing is said of it."""
    if run["proxy_busy"] >= BUSY:
        return "proxy"
    return "load" if run["load_busy"] >= 0.9 else "waiting"


def saturate(field, loads, rounds, seconds):
    """name -> a run per round, each at full load."""
    results = {name: [] for name in field.runners}
    for number in range(rounds):
        for name in turn(field, number):
            run = measure(field, name, loads[name], seconds)
            run["limit"] = limit(run)
            results[name].append(run)
            say(f"  round {number + 1} {name}", run)
    return results


def at_share(field, loads, rounds, seconds, saturated, share):
    """The same at a share of what each has carried: connections think between requests."""
    results = {name: [] for name in field.runners}
    waits = {}
    for number in range(rounds):
        for name in turn(field, number):
            wanted = share * statistics.median(r["rate"] for r in saturated[name])
            if name not in waits:
                guess = max(1.0, CONNECTIONS / wanted * 1e3)
                waits[name] = think_for(wanted, loads[name].run(2, field.runners[name], field.watched(), guess))
            run = measure(field, name, loads[name], seconds, waits[name])
            waits[name] = think_for(wanted, run)
            run["share"] = run["rate"] / wanted * share
            results[name].append(run)
            say(f"  {share:.0%} round {number + 1} {name}", run)
    return results


def think_for(wanted, run):
    """A connection's cycle is thinking and waiting for the answer; the latter was just measured."""
    answering = CONNECTIONS / run["rate"] * 1e3 - run["think_millis"]
    return max(0.05, CONNECTIONS / wanted * 1e3 - answering)


def turn(field, number):
    """Nobody is always first, and nobody always follows the same one."""
    names = list(field.runners)
    first = number % len(names)
    ordered = names[first:] + names[:first]
    return ordered if number % 2 == 0 else ordered[::-1]


def warm(field, loads, seconds):
    """A JVM compiles by the number of requests: on a machine that others use it needs longer for as many."""
    for name in list(field.runners):
        jvm = name.startswith(("sluice", "base"))
        # 64 answers of 10 MiB at once take some seconds.
        length = seconds if jvm or loads[name].size == "10m" else min(3, seconds)
        requests, spent = 0, 0
        try:
            while spent == 0 or (jvm and requests < WARM_REQUESTS and spent < 4 * seconds):
                run = loads[name].run(length, field.runners[name], field.watched())
                if run["errors"] == run["requests"]:
                    raise Failed("no request has succeeded")
                requests, spent = requests + run["requests"] * SIZES_WORTH.get(loads[name].size, 1), spent + seconds
            say(f"  warm-up {name}", run)
        except Failed as e:
            print(f"  {name} is left out: {e}", file=sys.stderr)
            del field.runners[name]


def say(what, run):
    notes = f", others {disturbance(run):.0%} of a core" if run.get("disturbed") else ""
    errors = f", {run['errors']} ERRORS" if run["errors"] else ""
    print(
        f"{what:34} {run['rate']:9.0f} /s  {run['cpu_us']:7.1f} µs cpu  p50 {run['p50']:7.0f}  p99 {run['p99']:7.0f} µs"
        f"  core {run['proxy_busy']:4.0%}, load's {run['load_busy']:4.0%}{notes}{errors}", file=sys.stderr, flush=True)


def loads(field, scenario, ports, path):
    return {
        name: Load(field.load_core, scenario.scheme, ports[name][scenario.port], path, scenario.http2, scenario.streams,
                   scenario.sends)
        for name in field.runners}


def run(field, scenario, ports, path, rounds, seconds, warm_up, share):
    print(f"{scenario.name}: {scenario.says}", file=sys.stderr, flush=True)
    each = loads(field, scenario, ports, path)
    for name in list(field.runners):
        tls = scenario.scheme == "https"
        try:
            if scenario.http2 and not tls:
                each[name].run(10 if scenario.size == "10m" else 1, field.runners[name], field.watched())
            else:
                field.runners[name].await_answer(ports[name][scenario.port], path, tls=tls, seconds=15)
        except Failed as e:
            print(f"  {name} is left out: {e}", file=sys.stderr)
            del field.runners[name]
    warm(field, each, warm_up)
    # Once more and not counted: that all connections end is new to a JVM, which then compiles what
    # it had made of them again.
    saturate(field, each, 1, seconds)
    saturated = saturate(field, each, rounds, seconds)
    shared = {}
    if share and not scenario.http2:
        shared = at_share(field, each, rounds, seconds, saturated, share)
    memory = {name: machine.memory_mib(p.pids()) for name, p in field.runners.items()}
    return {"says": scenario.says, "full": saturated, "share": shared, "memory_mib": memory}
