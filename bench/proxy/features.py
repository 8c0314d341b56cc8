"""bench/features.sh: what retries, breakers, health, balancing and the like add to a request, each beside a plain route.

One process, one rule and one Service of four endpoints for each; what is measured is what a request costs while nothing
goes wrong. "again" is a second plain route: what it seems to add is noise.
"""

import argparse
import http.client
import os
import tempfile

from . import command, limits, machine, peers, report, rounds, sluice, tools

ENDPOINTS = 4
HERE = "a"
NEAR = {"zones": 2, "spill": 1}
PLAIN = "plain"
FEATURES = {
    PLAIN: "",
    "again": "",
    "retry": "retry: {attempts: 2, retryOn: [connect-failure, reset, 503]}",
    "perTry": "timeouts: {perTry: 5s}",
    "breaker": "circuitBreaker: {slowCall: 5s}",
    "passive": "health: {passive: {}}",
    "latency": "health: {passive: {latencyFactor: 10}}",
    "active": "health: {active: {http: {path: /1k}, interval: 1s}}",
    "least": "loadBalancer: {leastRequest: {}}",
    "random": "loadBalancer: {random: {}}",
    "hash": "loadBalancer: {hash: {by: [{source: {}}]}}",
    "slow": "loadBalancer: {slowStart: 30s}",
    "cookie": "loadBalancer: {affinity: {cookie: home}}",
    "affinity": "loadBalancer: {affinity: {cookie: home}}",
    "zones": "loadBalancer: {}",
    "spill": "loadBalancer: {}",
    "limit": "concurrency: {maxRequests: 1000}",
    "adaptive": "concurrency: {adaptive: true}",
    "hedge": "hedge: {after: 1s}",
    "all": "retry: {attempts: 2}\n    circuitBreaker: {}\n    health: {passive: {}}\n"
           "    loadBalancer: {leastRequest: {}, affinity: {cookie: home}}\n    concurrency: {maxRequests: 1000}",
}
SAYS = {
    "again": "plain once more (noise)", "perTry": "timeouts.perTry", "breaker": "circuitBreaker",
    "passive": "health.passive", "latency": "health.passive with latencyFactor", "active": "health.active, each second",
    "least": "leastRequest", "hash": "hash of the client's address", "slow": "slowStart, long over",
    "cookie": "affinity, a client without a cookie", "affinity": "affinity, a client with its cookie",
    "zones": "zone-aware, two of four endpoints near",
    "spill": "zone-aware, the one near so busy that others help out", "limit": "concurrency.maxRequests",
    "adaptive": "concurrency.adaptive", "all": "retry, breaker, passive, leastRequest, affinity and a limit",
}


def arguments():
    parser = argparse.ArgumentParser(prog="bench/features.sh", description=__doc__)
    parser.add_argument("--with", dest="names", default=",".join(FEATURES), help=f"of {', '.join(FEATURES)}")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3, help="length of one run [3]")
    parser.add_argument("--warm-up", type=int, default=20, help="seconds, over all of them together, in turns [20]")
    command.arguments(parser)
    return parser.parse_args()


def path(name):
    return f"/{name}/1k"


def slices(name, ports):
    for number, port in enumerate(ports):
        zone = HERE if number < NEAR.get(name, 0) else "b"
        hints = f", hints: {{forZones: [{{name: {zone}}}]}}" if name in NEAR else ""
        yield f"""
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {{name: {name.lower()}-{number}, labels: {{kubernetes.io/service-name: {name.lower()}}}}}
addressType: IPv4
ports: [{{name: http, port: {port}}}]
endpoints: [{{addresses: [127.0.0.1]{hints}}}]
"""


def manifests_for(names, backend_ports):
    def write(folder, _routes, _backend_port):
        os.makedirs(folder, exist_ok=True)
        parts, rules = [], ""
        for name in names:
            parts.append(f"""
apiVersion: v1
kind: Service
metadata: {{name: {name.lower()}}}
spec: {{ports: [{{name: http, port: 80}}]}}
""")
            parts += slices(name, backend_ports)
            block = f"    {FEATURES[name]}\n" if FEATURES[name] else ""
            rules += (f"  - name: {name.lower()}\n    matches: [{{path: {{prefix: /{name}}}}}]\n"
                      f"    backends: [{{service: {name.lower()}, port: 80}}]\n{block}")
        parts.append(f"""
apiVersion: sluice.dev/v1alpha1
kind: ApiRoute
metadata: {{name: features}}
spec:
  hostnames: [{peers.HOST}]
  rules:
{rules}""")
        peers.write(os.path.join(folder, "features.yaml"), "---".join(parts))
    return write


class WithCookie(limits.JvmLoad):
    """A client that has been there before."""

    def __init__(self, *arguments, cookie):
        super().__init__(*arguments)
        self.cookie = cookie

    def _wrk(self, seconds):
        *command, url = super()._wrk(seconds)
        return [*command, "-H", f"cookie: {self.cookie}", url]


def cookie(port, name):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path(name), headers={"Host": peers.HOST})
        answer = connection.getresponse()
        answer.read()
        return answer.getheader("set-cookie").split(";")[0]
    finally:
        connection.close()


def load(given, port, name):
    arguments_ = given.load_core, "http", port, path(name), False
    if name in ("affinity", "all"):
        return WithCookie(*arguments_, cookie=cookie(port, name))
    return limits.JvmLoad(*arguments_)


def run(given, names, process, port, backend):
    field = rounds.Field(given.proxy_core, given.load_core, backend, given.patience)
    loads = {}
    for name in names:
        process.await_answer(port, path(name), host=peers.HOST)
        field.runners[name] = process
        loads[name] = load(given, port, name)
    # In turns already here: the JIT must not take the first one's shape for everybody's.
    for _ in range(2):
        for name in names:
            loads[name].run(max(3, given.warm_up // (2 * len(names))), process, field.watched())
    results = {name: [] for name in names}
    for number in range(given.rounds):
        for name in rounds.turn(field, number):
            done = rounds.measure(field, name, loads[name], given.seconds)
            results[name].append(done)
            rounds.say(f"  round {number + 1} {name}", done)
    return results


def added(results, name, field, digits):
    """Against the plain route of the same round."""
    both = list(zip(results[name], results[PLAIN]))
    quiet = [(a, b) for a, b in both if not (a["disturbed"] or b["disturbed"])] or both
    return limits.spread([a[field] - b[field] for a, b in quiet], digits)


def rows(results):
    for name, runs in results.items():
        errors = sum(r["errors"] for r in runs)
        plain = name == PLAIN
        yield [SAYS.get(name, name) + (f" ({errors} ERRORS)" if errors else ""), report.spread(runs, "cpu_us", 1),
               "" if plain else added(results, name, "cpu_us", 1), report.spread(runs, "bytes", 0),
               "" if plain else added(results, name, "bytes", 0)]


def markdown(result, results):
    machine_ = result["machine"]
    every = [r for runs in results.values() for r in runs]
    disturbed = sum(r["disturbed"] for r in every)
    return "\n".join([
        f"# What each way to treat backends adds, {result['date']}", "",
        f"Commit `{result['commit']}`; `{result['command']}`.", "",
        f"{machine_['cpu']}, {machine_['cores']} cores, Linux {machine_['kernel']}; load average "
        f"{result['load_average'][0]} before and {result['load_average'][1]} after (the benchmark itself makes about 2).",
        "", *(f"- {k}: {v}" for k, v in result["versions"].items()), "",
        "One process on one core, full load, HTTP/1.1, 1 KiB, each on a route and a Service of its own with four "
        "endpoints, in turns; nothing goes wrong. CPU is user and system time of the data plane, bytes what its threads "
        "allocate. Added: against the plain route of the same round; a second plain route shows how much of that is "
        "noise. Median (range) of the rounds.", "",
        report.table(["", "CPU µs/request", "added µs", "allocated B/request", "added B"], list(rows(results))), "",
        f"{disturbed} of {len(every)} runs were disturbed by other programs on these cores.", "", *result["notes"], ""])


def main():
    given = arguments()
    names = [PLAIN, *(n for n in given.names.split(",") if n != PLAIN)]
    unknown = [n for n in names if n not in FEATURES]
    if unknown:
        raise SystemExit(f"unknown: {', '.join(unknown)}; there are {', '.join(FEATURES)}")
    result = command.result("features.sh", given)
    with tempfile.TemporaryDirectory(prefix="sluice-bench-") as folder:
        os.chmod(folder, 0o755)
        http_port, admin, *backend_ports = machine.free_ports(2 + ENDPOINTS)
        small = "x" * peers.SIZES["1k"]
        listens = "".join(f"listen 127.0.0.1:{port} backlog=4096; " for port in backend_ports)
        backend = peers.nginx("backend", given.load_core, folder, f"""
  server {{
    {listens}
    location / {{ default_type text/plain; return 200 "{small}"; }}
  }}""")
        processes = [backend]
        try:
            build = sluice.Build(tools.ROOT, "this commit") if given.no_build else sluice.here()
            contender = sluice.Contender(
                "sluice", build, build, 1, folder, 0, write=manifests_for(names, backend_ports),
                variables={"SLUICE_ZONE": HERE})
            ports = {"http": http_port, "https": 0, "admin": admin}
            processes.insert(0, contender.start(given.proxy_core, ports))
            results = run(given, names, processes[0], http_port, backend)
        finally:
            for process in processes:
                process.stop()
    command.measured(result)
    result["runs"] = results
    text = markdown(result, results)
    command.save(result, given, "features-", text)
    print(text)


if __name__ == "__main__":
    command.run(main)
