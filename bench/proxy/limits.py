"""bench/limits.sh: what a rate limit adds, in Sluice, nginx and Envoy: each with it beside itself without it."""

import argparse
import os
import re
import statistics
import subprocess
import tempfile

from . import command, machine, peers, report, rounds, sluice, tools
from .load import CONNECTIONS, Load
from .process import Process

KINDS = {
    "sluice": ("none", "local", "quiet", "priced", "exact", "leased"),
    "nginx": ("none", "limit"),
    "envoy": ("none", "limit"),
}
SAYS = {
    "local": "Local, by client address, RateLimit headers on every answer",
    "quiet": "Local, by client address, headers: None",
    "priced": "Local, by client address, headers: None, cost from a CEL expression",
    "exact": "Global, Exact: Redis asked for each request",
    "leased": "Global, Leased",
    ("nginx", "limit"): "limit_req by client address",
    ("envoy", "limit"): "local_ratelimit, one bucket for all",
}
POLICIES = {
    "local": "scope: Local",
    "quiet": "scope: Local\n  headers: None",
    "priced": "scope: Local\n  headers: None",
    "exact": "scope: Global\n  headers: None\n  onStoreFailure: Deny",
    "leased": "scope: Global\n  counting: Leased\n  headers: None\n  onStoreFailure: Deny",
}

COST = "{expression: 'request.method == \"POST\" ? request.size / 1024 : request.path.startsWith(\"/search\") ? 10 : 1'}"


def arguments():
    parser = argparse.ArgumentParser(prog="bench/limits.sh", description=__doc__)
    parser.add_argument("--with", dest="names", default="sluice,nginx,envoy")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4, help="length of one run [4]")
    parser.add_argument("--warm-up", type=int, default=15, help="seconds for each kind of a JVM [15]")
    parser.add_argument("--rate", type=int, default=6000, help="requests/s at which latency is measured [6000]")
    command.arguments(parser)
    return parser.parse_args()


def path(kind):
    return f"/{kind}/1k"


def manifests(folder, _routes, backend_port):
    sluice.manifests(folder, 1, backend_port)
    rules = "".join(
        f"  - {{name: {kind}, matches: [{{path: {{prefix: /{kind}}}}}], backends: [{{service: backend, port: 80}}]}}\n"
        for kind in KINDS["sluice"])
    parts = [f"""
apiVersion: sluice.dev/v1alpha1
kind: ApiRoute
metadata: {{name: limited}}
spec:
  hostnames: [{peers.HOST}]
  rules:
{rules}"""]
    parts += [f"""
apiVersion: sluice.dev/v1alpha1
kind: RateLimitPolicy
metadata: {{name: {kind}}}
spec:
  targetRefs: [{{name: limited, sectionName: {kind}}}]
  {spec}
  limits: [{{name: all, requests: 1000000000, per: 1s, key: [{{source: {{}}}}]{f", cost: {COST}" if kind == "priced" else ""}}}]
""" for kind, spec in POLICIES.items()]
    peers.write(os.path.join(folder, "limits.yaml"), "---".join(parts))


def nginx(core, folder, ports, backend_port):
    headers = """
      proxy_pass http://backend;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;"""
    return peers.nginx("nginx", core, folder, f"""
  upstream backend {{ server 127.0.0.1:{backend_port}; keepalive 1024; keepalive_requests 1000000000; }}
  limit_req_zone $binary_remote_addr zone=each:10m rate=1000000r/s;
  server {{
    listen 127.0.0.1:{ports["http"]} backlog=4096;
    location / {{ {headers} }}
    location /limit {{ limit_req zone=each burst=1000000 nodelay; {headers} }}
  }}""")


def envoy(core, folder, ports, backend_port):
    name = "envoy.filters.http.local_ratelimit"
    kind = "type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit"
    all_of_them = {"default_value": {"numerator": 100, "denominator": "HUNDRED"}}
    limit = {
        "@type": kind, "stat_prefix": "limit", "filter_enabled": all_of_them, "filter_enforced": all_of_them,
        "token_bucket": {"max_tokens": 1000000000, "tokens_per_fill": 1000000000, "fill_interval": "1s"}}
    routes = [
        {"match": {"prefix": "/limit"}, "route": {"cluster": "backend"}, "typed_per_filter_config": {name: limit}},
        {"match": {"prefix": "/"}, "route": {"cluster": "backend"}}]
    empty = {"name": name, "typed_config": {"@type": kind, "stat_prefix": "limit"}}
    return peers.envoy_peer(core, folder, ports, backend_port, [empty], routes)


def redis(core, folder, port):
    return Process("redis", ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "",
                             "--appendonly", "no", "--dir", folder], core, folder)


def allocated(process):
    """Bytes that a JVM's threads have allocated so far, to a MiB or so."""
    text = subprocess.run(
        [os.path.join(os.path.dirname(os.path.realpath(tools.java())), "jcmd"), str(process.child.pid),
         "Thread.print", "-e"], check=True, capture_output=True, text=True).stdout
    unit = {"B": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
    return sum(int(n) * unit[u] for n, u in re.findall(r" allocated=(\d+)([BKMG])", text))


class JvmLoad(Load):
    """Also tells what the proxy's threads have allocated."""

    def run(self, seconds, proxy, watched, think_millis=None):
        before = allocated(proxy)
        done = super().run(seconds, proxy, watched, think_millis)
        return {**done, "bytes": (allocated(proxy) - before) / done["requests"]}


def start(given, folder, backend_port, redis_port):
    processes, ports = {}, {}
    for name in given.names.split(","):
        http, admin = machine.free_ports(2)
        ports[name] = {"http": http, "h2c": machine.free_ports(1)[0], "https": 0, "admin": admin}
        if name == "sluice":
            build = sluice.Build(tools.ROOT, "this commit") if given.no_build else sluice.here()
            contender = sluice.Contender(
                name, build, build, 1, folder, backend_port, write=manifests,
                variables={"SLUICE_REDIS_URL": f"redis://127.0.0.1:{redis_port}"})
            processes[name] = contender.start(given.proxy_core, ports[name])
        else:
            ports[name]["https"] = machine.free_ports(1)[0]
            processes[name] = {"nginx": nginx, "envoy": envoy}[name](
                given.proxy_core, folder, ports[name], backend_port)
        for kind in KINDS[name]:
            processes[name].await_answer(ports[name]["http"], path(kind))
    return processes, ports


def run(given, processes, ports, backend):
    """(proxy, kind) -> runs, at full load and at one rate for all."""
    field = rounds.Field(given.proxy_core, given.load_core, backend, given.patience)
    loads = {}
    for name, process in processes.items():
        for kind in KINDS[name]:
            field.runners[name, kind] = process
            loads[name, kind] = (JvmLoad if name == "sluice" else Load)(given.load_core, "http", ports[name]["http"], path(kind), False)
    for key in loads:
        jvm = key[0] == "sluice"
        warm = loads[key].run(given.warm_up if jvm else 2, processes[key[0]], field.watched())
        rounds.say(f"  warm-up {' '.join(key)}", warm)
    full, calm = {key: [] for key in loads}, {key: [] for key in loads}
    think = {key: CONNECTIONS / given.rate * 1e3 for key in loads}
    for number in range(given.rounds):
        for key in rounds.turn(field, number):
            done = rounds.measure(field, key, loads[key], given.seconds)
            full[key].append(done)
            rounds.say(f"  round {number + 1} {' '.join(key)}", done)
        for key in rounds.turn(field, number):
            done = rounds.measure(field, key, loads[key], given.seconds, think[key])
            think[key] = rounds.think_for(given.rate, done)
            calm[key].append(done)
            rounds.say(f"  {given.rate}/s round {number + 1} {' '.join(key)}", done)
    return full, calm


def pairs(runs, key, field, how):
    """A kind's runs against the same proxy's without a limit, round by round."""
    both = list(zip(runs[key], runs[key[0], "none"]))
    quiet = [(a, b) for a, b in both if not (a["disturbed"] or b["disturbed"])] or both
    return [how(a[field], b[field]) for a, b in quiet]


def spread(values, digits):
    if not values:
        return ""
    return f"{statistics.median(values):,.{digits}f} ({min(values):,.{digits}f} to {max(values):,.{digits}f})"


def rows(full, calm):
    for key in full:
        name, kind = key
        if kind == "none":
            cells = [report.spread(full[key], "cpu_us", 1), "", "", report.spread(calm[key], "p50", 0), "",
                     report.spread(calm[key], "p99", 0)]
        else:
            cells = [report.spread(full[key], "cpu_us", 1),
                     spread(pairs(full, key, "cpu_us", lambda a, b: a - b), 1),
                     spread(pairs(full, key, "cpu_us", lambda a, b: a / b), 2),
                     report.spread(calm[key], "p50", 0),
                     spread(pairs(calm, key, "p50", lambda a, b: a - b), 0),
                     report.spread(calm[key], "p99", 0)]
        bytes_each = [r["bytes"] for r in full[key] if "bytes" in r]
        errors = sum(r["errors"] for r in full[key] + calm[key])
        says = SAYS.get(key, SAYS.get(kind, "without"))
        yield [f"{name}: {says}" + (f" ({errors} ERRORS)" if errors else ""), *cells, spread(bytes_each, 0)]


def markdown(result, full, calm):
    machine_ = result["machine"]
    every = [r for kind in (full, calm) for runs in kind.values() for r in runs]
    disturbed = sum(r["disturbed"] for r in every)
    return "\n".join([
        f"# What a rate limit adds, {result['date']}", "",
        f"Commit `{result['commit']}`; `{result['command']}`.", "",
        f"{machine_['cpu']}, {machine_['cores']} cores, Linux {machine_['kernel']}; load average "
        f"{result['load_average'][0]} before and {result['load_average'][1]} after (the benchmark itself makes about 2).",
        "", *(f"- {k}: {v}" for k, v in result["versions"].items()), "",
        "One process of each proxy on one core, each kind on a path of its own, in turns: what is added is told against "
        "the same process without a limit in the same round. Nothing is ever refused. Backend, load and Redis share the "
        "other core, so that a limit which asks Redis at full load is bounded by that. CPU is user and system time of "
        f"the proxy alone, at full load; latencies are those at {result['rate']:,} requests/s. "
        "Median (range) of the rounds.", "",
        report.table(["", "CPU µs/request", "added µs", "ratio", "p50 µs", "added µs", "p99 µs", "allocated B/request"],
                     list(rows(full, calm))), "",
        f"{disturbed} of {len(every)} runs were disturbed by other programs on these cores.", "", *result["notes"], ""])


def main():
    given = arguments()
    result = command.result("limits.sh", given)
    result["rate"] = given.rate
    with tempfile.TemporaryDirectory(prefix="sluice-bench-") as folder:
        os.chmod(folder, 0o755)
        backend_port, redis_port = machine.free_ports(2)
        processes = {}
        small = "x" * peers.SIZES["1k"]
        backend = peers.nginx("backend", given.load_core, folder, f"""
  server {{
    listen 127.0.0.1:{backend_port} backlog=4096;
    location / {{ default_type text/plain; return 200 "{small}"; }}
  }}""")
        store = redis(given.load_core, folder, redis_port)
        try:
            processes, ports = start(given, folder, backend_port, redis_port)
            full, calm = run(given, processes, ports, backend)
        finally:
            for process in [*processes.values(), store, backend]:
                process.stop()
    command.measured(result)
    text = markdown(result, full, calm)
    result["full"] = {" ".join(key): runs for key, runs in full.items()}
    result["calm"] = {" ".join(key): runs for key, runs in calm.items()}
    command.save(result, given, "limits-", text)
    print(text)


if __name__ == "__main__":
    command.run(main)
