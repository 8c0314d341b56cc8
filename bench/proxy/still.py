"""What is measured without load: memory with idle connections, time to ready."""

import contextlib
import http.client
import socket
import statistics
import sys
import time

from . import machine


def idle_memory(field, ports, count, path):
    """MiB before and with a number of open connections, each of which has made one request.

    Then Sluice is asked for its metrics, as it is all the time where Prometheus runs.
    """
    result = {}
    for name, process in field.runners.items():
        before = machine.memory_mib(process.pids())
        held = [socket.create_connection(("127.0.0.1", ports[name]["http"])) for _ in range(count)]
        request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        answered = 0
        for each in held:
            each.settimeout(10)
            each.sendall(request)
            answered += each.recv(65536).startswith(b"HTTP/1.1 200")
        time.sleep(2)
        result[name] = {
            "before": before, "after": machine.memory_mib(process.pids()), "connections": count, "answered": answered}
        if name.startswith(("sluice", "base")):
            result[name]["page_kib"] = metrics_kib(ports[name]["admin"])
            result[name]["asked"] = machine.memory_mib(process.pids())
        for each in held:
            each.close()
        print(f"  {name}: {result[name]}", file=sys.stderr, flush=True)
    return result


def metrics_kib(port):
    """Size of the page of metrics, asked for three times."""
    for _ in range(3):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", "/metrics")
        size = len(connection.getresponse().read())
        connection.close()
    return size / 1024


def time_to_ready(starters, ports, core, path, rounds):
    """Seconds from the start of a process on one core to its first 200 from the backend."""
    times = {name: [] for name in starters}
    for _ in range(rounds):
        for name, start in starters.items():
            process = start(core, ports[name])
            try:
                times[name].append(process.await_answer(ports[name]["http"], path))
            finally:
                process.stop()
    for name, each in times.items():
        print(f"  {name}: {statistics.median(each):.3f} s", file=sys.stderr, flush=True)
    return times


def time_of_a_new_pod(contenders, ports, core, load_core, path, rounds):
    """The same with an empty folder: the snapshot comes from an operator, who runs on the other core."""
    with contextlib.ExitStack() as operators:
        starters = {name: operators.enter_context(each.operator(load_core)) for name, each in contenders.items()}
        return time_to_ready(starters, ports, core, path, rounds)
