"""bench/proxy.sh: Sluice beside nginx, HAProxy and Envoy, one core each, in turns."""

import argparse
import functools
import os
import shlex
import sys
import tempfile

from . import command, machine, peers, report, rounds, sluice, still, tools

ALL = ("sluice", "sluice-1", "nginx", "haproxy", "envoy")
SERVICES = "sluice-services"
ENVOY_ROUTES = "envoy-routes"
STILL = ("idle", "ready", "new")
PEERS = {"nginx": peers.nginx_peer, "haproxy": peers.haproxy_peer, "envoy": peers.envoy_peer}
OTHERS = {**PEERS, "relay": peers.relay, "relay-splice": functools.partial(peers.relay, splice=True)}


def arguments():
    parser = argparse.ArgumentParser(prog="bench/proxy.sh", description=__doc__)
    parser.add_argument("scenarios", nargs="*", default=["h1-1k"], metavar="SCENARIO",
                        help=f"{', '.join(rounds.SCENARIOS)}, idle, ready (from the file that a container left), "
                             "new (a pod that gets its snapshot from an operator), or all [h1-1k]")
    parser.add_argument("--with", dest="names",
                        help=f"who takes part [{','.join(ALL)}; without load also {SERVICES}]; sluice has 5,000 "
                             f"routes to one Service, {SERVICES} a Service for each, sluice-1 one route; "
                             f"{ENVOY_ROUTES} is Envoy with the routes that sluice has; relay and relay-splice are no gateways, "
                             "but HAProxy that hands on the bytes of HTTP/1.1 and does not look at them")
    parser.add_argument("--base", metavar="REF", help="a commit whose data plane takes part as 'base', and as 'base-services'")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=5, help="length of one run [5]")
    parser.add_argument("--warm-up", type=int, default=20, help="seconds at full load for a JVM [20]")
    parser.add_argument("--share", type=float, default=0.7, help="of full load, for latency; 0: leave out [0.7]")
    parser.add_argument("--routes", type=int, default=5000)
    parser.add_argument("--variant", action="append", default=[], metavar="NAME=JVM FLAGS",
                        help="sluice once more, with more flags, as 'sluice-NAME'")
    parser.add_argument("--trained", action="append", default=[], metavar="NAME=JVM FLAGS",
                        help="sluice once more, with these flags while its cache is made, for those of dataplane/training.options")
    command.arguments(parser)
    given = parser.parse_args()
    if given.scenarios == ["all"]:
        given.scenarios = [*rounds.SCENARIOS, *STILL]
    for each in given.scenarios:
        if each not in rounds.SCENARIOS and each not in STILL:
            parser.error(f"there is no scenario {each}")
    if given.names is None:
        # What a Service costs is seen at rest; under load it would only make the rounds longer.
        given.names = ",".join(ALL if set(given.scenarios).isdisjoint(STILL) else (*ALL, SERVICES, ENVOY_ROUTES))
    return given


def contenders(given, names, folder, backend_port):
    """name -> function that starts it on a core, with its ports; and those of them that are ours."""
    starters = {}
    ours = {}
    build = None
    if any(n.startswith("sluice") for n in names) or given.base:
        build = sluice.Build(tools.ROOT, "this commit") if given.no_build else sluice.here()

    def take(name, of, flags=(), training=()):
        routes = 1 if name == "sluice-1" else given.routes
        write = functools.partial(sluice.manifests, own_services=name.endswith("-services"))
        ours[name] = sluice.Contender(name, of, of, routes, folder, backend_port, flags, write, training=training)
        starters[name] = ours[name].start

    for name in names:
        if name == ENVOY_ROUTES:
            starters[name] = lambda core, ports: peers.envoy_peer(
                core, folder, ports, backend_port, routes=peers.envoy_routes(given.routes), name=ENVOY_ROUTES)
        elif name in OTHERS:
            starters[name] = lambda core, ports, other=OTHERS[name]: other(core, folder, ports, backend_port)
        else:
            take(name, build)
    for each in given.variant:
        name, _, flags = each.partition("=")
        take(f"sluice-{name}", build, shlex.split(flags))
    for each in given.trained:
        name, _, flags = each.partition("=")
        take(f"sluice-{name}", build, training=shlex.split(flags))
    if given.base:
        base = sluice.at(given.base)
        take("base", base)
        if SERVICES in names:
            take("base-services", base)
    return starters, ours


def ports_for(name):
    http, h2c, https, admin = machine.free_ports(4)
    # Sluice tells h2c by its preface: one port speaks both.
    return {"http": http, "h2c": h2c if name in (*PEERS, ENVOY_ROUTES) else http, "https": https, "admin": admin}


def main():
    given = arguments()
    if os.cpu_count() < 2:
        raise SystemExit("two cores are needed: one for the proxy, one for load and backend")
    names = [n for n in given.names.split(",") if n]
    result = command.result("proxy.sh", given) | {
        "dirty": bool(sluice.git("status", "--porcelain", "--", "dataplane", "snapshot", "pom.xml", "Dockerfile")),
        "base": given.base and sluice.git("rev-parse", "--short=12", given.base), "scenarios": {}}
    if result["load_average"][0] > 0.7:
        print(f"load average is {result['load_average'][0]}: others use this machine, figures will be worse than they are",
              file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="sluice-bench-") as folder:
        os.chmod(folder, 0o755)
        # A JVM's training run ends before anything is measured.
        backend_port = machine.free_ports(1)[0]
        starters, ours = contenders(given, names, folder, backend_port)
        backend = peers.backend(given.load_core, folder, backend_port)
        try:
            take_part(given, result, starters, ours, backend)
        finally:
            backend.stop()
    command.measured(result)
    saved = command.save(result, given, "")
    print(report.markdown(result))
    print(saved, file=sys.stderr)


def take_part(given, result, starters, ours, backend):
    field = rounds.Field(given.proxy_core, given.load_core, backend, given.patience)
    ports = {name: ports_for(name) for name in starters}
    small = peers.path("1k")
    if "ready" in given.scenarios:
        result["ready"] = still.time_to_ready(starters, ports, given.proxy_core, small, given.rounds)
    if "new" in given.scenarios:
        result["new"] = still.time_of_a_new_pod(
            ours, ports, given.proxy_core, given.load_core, small, given.rounds)
    everyone = {}
    try:
        for name, start in starters.items():
            everyone[name] = start(given.proxy_core, ports[name])
            everyone[name].await_answer(ports[name]["http"], small)
        field.runners = dict(everyone)
        if "idle" in given.scenarios:
            result["idle"] = still.idle_memory(field, ports, 1000, small)
        for each in given.scenarios:
            if each in rounds.SCENARIOS:
                scenario = rounds.SCENARIOS[each]
                field.runners = dict(everyone)
                result["scenarios"][each] = rounds.run(
                    field, scenario, ports, peers.path(scenario.size, scenario.service), given.rounds, given.seconds, given.warm_up,
                    given.share)
    finally:
        for process in everyone.values():
            process.stop()


command.run(main)
