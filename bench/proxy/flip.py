"""bench/flip.sh: what an endpoint that flips between good and bad costs in failed requests, without retries.

Three endpoints are good; a fourth is good for some seconds and bad for some, in turns: it answers 503, or breaks the
connection of a request, or refuses connections. All proxies live through the same timeline at once, at the same rate.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile

from . import command, features, flapper, machine, peers, report, sluice, tools
from .process import Process

GOOD = 3
ERRORS = 5
SAYS = {
    "sluice": "`retry: {attempts: 0}`, `health: {passive: {}}`: 5 errors in a row, 10 s and growing",
    "sluice-probes": "the same and `health.active`: HTTP each 2 s, 3 bad ones, 2 good ones",
    "nginx": "`max_fails=5 fail_timeout=10s`; `proxy_next_upstream error timeout invalid_header http_500 http_502 "
             "http_503 http_504`, `tries 1`. Without a second try it does not look at the status, whatever is said here",
    "haproxy": "`observe layer7 error-limit 5 on-error mark-down`, `check inter 2s fall 3 rise 2` over HTTP, `retries 0`",
    "envoy": "outlier detection: `consecutive_5xx` 5, `max_ejection_percent` 50, its own 30 s and growing, looked at "
             "each 10 s; `update_merge_window: 0s`, for with its own of 1 s an endpoint that fails as it comes back costs "
             "a second; no retry policy",
}


def arguments():
    parser = argparse.ArgumentParser(prog="bench/flip.sh", description=__doc__)
    parser.add_argument("--with", dest="names", default=",".join(SAYS), help=f"of {', '.join(SAYS)}")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=60, help="length of a round; all proxies begin anew [60]")
    parser.add_argument("--rate", type=int, default=200, help="requests/s through each proxy [200]")
    parser.add_argument("--shortest", type=float, default=2, help="seconds between flips at least [2]")
    parser.add_argument("--longest", type=float, default=6, help="seconds between flips at most [6]")
    parser.add_argument("--seed", type=int, default=1, help="of the timelines [1]")
    command.arguments(parser, waits=False)
    return parser.parse_args()


def manifests_for(backend_ports):
    def write(folder, _routes, _backend_port):
        os.makedirs(folder, exist_ok=True)
        parts, rules = [], ""
        for name, active in (("sluice", ""), ("sluice-probes", ", active: {http: {path: /}, interval: 2s}")):
            parts.append(f"""
apiVersion: v1
kind: Service
metadata: {{name: {name}}}
spec: {{ports: [{{name: http, port: 80}}]}}
""")
            parts += features.slices(name, backend_ports)
            rules += (f"  - name: {name}\n    matches: [{{path: {{exact: /{name}}}}}]\n"
                      f"    backends: [{{service: {name}, port: 80}}]\n"
                      f"    retry: {{attempts: 0}}\n    health: {{passive: {{}}{active}}}\n")
        parts.append(f"""
apiVersion: sluice.dev/v1alpha1
kind: ApiRoute
metadata: {{name: flip}}
spec:
  hostnames: [{peers.HOST}]
  rules:
{rules}""")
        peers.write(os.path.join(folder, "flip.yaml"), "---".join(parts))
    return write


def nginx(core, folder, port, backend_ports):
    servers = "".join(f"server 127.0.0.1:{p} max_fails={ERRORS} fail_timeout=10s; " for p in backend_ports)
    return peers.nginx("nginx", core, folder, f"""
  upstream backend {{ {servers} keepalive 64; }}
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location / {{
      proxy_pass http://backend;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_next_upstream error timeout invalid_header http_500 http_502 http_503 http_504;
      proxy_next_upstream_tries 1;
    }}
  }}""")


def haproxy(core, folder, port, backend_ports):
    servers = "".join(f"  server s{n} 127.0.0.1:{p}\n" for n, p in enumerate(backend_ports))
    config = peers.write(os.path.join(folder, "haproxy.cfg"), f"""
global
  nbthread 1
defaults
  mode http
  timeout connect 2s
  timeout client 60s
  timeout server 60s
  retries 0
frontend in
  bind 127.0.0.1:{port}
  default_backend out
backend out
  balance roundrobin
  option httpchk GET /
  default-server check inter 2s fall 3 rise 2 observe layer7 error-limit {ERRORS} on-error mark-down
{servers}""")
    return Process("haproxy", [tools.debian("haproxy"), "-db", "-q", "-f", config], core, folder)


def envoy(core, folder, port, backend_ports):
    def address(at):
        return {"address": {"socket_address": {"address": "127.0.0.1", "port_value": at}}}

    kind = "type.googleapis.com/envoy.extensions.filters."
    manager = {
        "@type": f"{kind}network.http_connection_manager.v3.HttpConnectionManager", "stat_prefix": "in",
        "http_filters": [{"name": "router", "typed_config": {"@type": f"{kind}http.router.v3.Router"}}],
        "route_config": {"virtual_hosts": [{
            "name": "all", "domains": ["*"], "routes": [{"match": {"prefix": "/"}, "route": {"cluster": "backend"}}]}]}}
    cluster = {
        "name": "backend", "type": "STATIC", "connect_timeout": "2s", "common_lb_config": {"update_merge_window": "0s"},
        "outlier_detection": {"consecutive_5xx": ERRORS, "max_ejection_percent": 50},
        "load_assignment": {"cluster_name": "backend", "endpoints": [
            {"lb_endpoints": [{"endpoint": address(p)} for p in backend_ports]}]}}
    listener = {"name": "in", **address(port),
                "filter_chains": [{"filters": [{"name": "http", "typed_config": manager}]}]}
    file = peers.write(os.path.join(folder, "envoy.json"),
                       json.dumps({"static_resources": {"listeners": [listener], "clusters": [cluster]}}, indent=1))
    return Process("envoy", [tools.envoy(), "-c", file, "--concurrency", "1", "-l", "warn", "--use-dynamic-base-id"],
                   core, folder)


PEERS = {"nginx": nginx, "haproxy": haproxy, "envoy": envoy}


def starter(given, names, folder, backend_ports, contender, processes):
    """Starts all of them; gives name -> (port, path)."""
    def start():
        contenders = {}
        for name in names:
            port, *more = machine.free_ports(3)
            if name in PEERS:
                processes[name] = PEERS[name](given.proxy_core, folder, port, backend_ports)
            elif "sluice" in processes:
                port, _ = contenders[next(n for n in contenders if n.startswith("sluice"))]
            else:
                ports = {"http": port, "https": more[0], "admin": more[1]}
                processes["sluice"] = contender.start(given.proxy_core, ports)
            contenders[name] = port, f"/{name}"
        for name, (port, path) in contenders.items():
            processes["sluice" if name.startswith("sluice") else name].await_answer(port, path)
        return contenders
    return start


def run(given, names, folder, backend_ports, flipping):
    contender = None
    if any(n.startswith("sluice") for n in names):
        build = sluice.Build(tools.ROOT, "this commit") if given.no_build else sluice.here()
        contender = sluice.Contender("sluice", build, build, 1, folder, 0, write=manifests_for(backend_ports))
    results = {name: [] for name in names}
    for number in range(given.rounds):
        phases = flapper.timeline(given.seed + number, given.seconds, given.shortest, given.longest)
        processes = {}
        try:
            start = starter(given, names, folder, backend_ports, contender, processes)
            done = flapper.round_of(flipping, phases, start, given.rate)
        finally:
            for process in processes.values():
                process.stop()
        for name, each in done.items():
            results[name].append(each)
            print(f"  round {number + 1} {name:14} {each}", file=sys.stderr, flush=True)
    return results


def median(runs, field):
    values = [r[field] for r in runs]
    return f"{statistics.median(values):g} ({min(values)}–{max(values)})"


def markdown(result, results):
    machine_ = result["machine"]
    kinds = [f"failed_{k}" for k in (*flapper.BAD, flapper.GOOD)]
    rows = [[name, median(runs, "failed"), *(median(runs, k) for k in kinds), median(runs, "by_flapper"),
             str(sum(r["asked"] for r in runs))] for name, runs in results.items()]
    return "\n".join([
        f"# What a flipping endpoint costs, {result['date']}", "",
        f"Commit `{result['commit']}`; `{result['command']}`.", "",
        f"{machine_['cpu']}, {machine_['cores']} cores, Linux {machine_['kernel']}; load average "
        f"{result['load_average'][0]} before and {result['load_average'][1]} after.", "",
        *(f"- {k}: {v}" for k, v in result["versions"].items()), "",
        f"{GOOD} endpoints are good, one flips: good for {result['shortest']:g} to {result['longest']:g} s, then as long "
        "bad in one of three ways, each as often (503, breaks the connection of a request, refuses connections). Rounds "
        f"of {result['seconds']} s, each with a timeline of its own and with proxies that begin anew; all proxies at "
        f"once, {result['rate']} requests/s through each. A request has failed when its answer is no 200, or when it has "
        "none. Nobody retries. Median (range) of the rounds.", "",
        *(f"- {name}: {SAYS[name]}" for name in results), "",
        report.table(["", "failed", "during 503", "reset", "refuse", "good", "served by it", "asked in all"], rows), "",
        "That Sluice loses nothing to refused connections is no retry of a request: nothing has been sent, it connects "
        "elsewhere. Served by it: how many requests the flipping endpoint answered well, what caution costs.", "",
        *result["notes"], ""])


def main():
    given = arguments()
    names = given.names.split(",")
    unknown = [n for n in names if n not in SAYS]
    if unknown:
        raise SystemExit(f"unknown: {', '.join(unknown)}; there are {', '.join(SAYS)}")
    result = command.result("flip.sh", given) | {
        k: getattr(given, k) for k in ("rate", "seconds", "shortest", "longest")}
    with tempfile.TemporaryDirectory(prefix="sluice-bench-") as folder:
        os.chmod(folder, 0o755)
        *good_ports, flipping = machine.free_ports(GOOD + 1)
        listens = "".join(f"listen 127.0.0.1:{port}; " for port in good_ports)
        backend = peers.nginx("backend", given.load_core, folder, f"""
  server {{ {listens} location / {{ default_type text/plain; return 200 "good"; }} }}""")
        try:
            results = run(given, names, folder, [*good_ports, flipping], flipping)
        finally:
            backend.stop()
    command.measured(result)
    result["runs"] = results
    text = markdown(result, results)
    command.save(result, given, "flip-", text)
    print(text)


if __name__ == "__main__":
    command.run(main)
