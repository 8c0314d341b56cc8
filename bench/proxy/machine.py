"""What the kernel says: whose CPU time it was, and how busy a core is."""

import glob
import os
import platform
import re
import socket
import time

TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def cpu_seconds(pids):
    """User and system time of all threads of these processes, those included that have ended."""
    total = 0
    for pid in pids:
        try:
            with open(f"/proc/{pid}/stat") as file:
                fields = file.read().rsplit(")", 1)[1].split()
        except FileNotFoundError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / TICK


def family(pid):
    """A process and all below it."""
    found = [pid]
    for each in found:
        for path in glob.glob(f"/proc/{each}/task/*/children"):
            try:
                with open(path) as file:
                    found += [int(p) for p in file.read().split()]
            except (FileNotFoundError, ProcessLookupError):
                pass
    return found


def memory_mib(pids):
    """Proportional set size: pages that workers share are counted once."""
    total = 0
    for pid in pids:
        with open(f"/proc/{pid}/smaps_rollup") as file:
            total += int(re.search(r"^Pss:\s+(\d+)", file.read(), re.M).group(1))
    return round(total / 1024, 1)


class Core:
    """One core's clock, in seconds since boot."""

    def __init__(self, number):
        self.number = number

    def clock(self):
        """Not idle at all, and of that the kernel's interrupts, which are nobody's time."""
        with open("/proc/stat") as file:
            line = next(each for each in file if each.startswith(f"cpu{self.number} "))
        user, nice, system, _, _, irq, softirq, steal = (int(v) for v in line.split()[1:9])
        return (user + nice + system + irq + softirq + steal) / TICK, (irq + softirq) / TICK


class Window:
    """Readings of a core and of processes between two moments."""

    def __init__(self, core, pids):
        self.core, self.pids = core, pids
        self.begin = self._now()

    def _now(self):
        return time.monotonic(), *self.core.clock(), cpu_seconds(self.pids)

    def end(self):
        """Shares of the time: the core not idle, these processes, and what others took of the core."""
        wall, busy, interrupts, own = (b - a for a, b in zip(self.begin, self._now()))
        foreign = max(0.0, busy - interrupts - own)
        return {"busy": busy / wall, "own": own / wall, "foreign": foreign / wall,
                "own_seconds": own, "busy_seconds": busy}


def await_quiet(cores, seconds):
    """Waits until nobody uses these cores, for as long as that; says whether it is quiet."""
    end = time.monotonic() + seconds
    while True:
        windows = [Window(core, []) for core in cores]
        time.sleep(0.3)
        if all(w.end()["busy"] < 0.12 for w in windows):
            return True
        if time.monotonic() > end:
            return False


def free_ports(count):
    """Ports that nobody listens on; all held until all are found, so that they differ."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports


def load_average():
    with open("/proc/loadavg") as file:
        return float(file.read().split()[0])


def description():
    with open("/proc/cpuinfo") as file:
        model = re.search(r"model name\s*:\s*(.*)", file.read())
    return {
        "cpu": model.group(1) if model else platform.machine(),
        "cores": os.cpu_count(),
        "kernel": platform.release(),
        "memory_gib": round(os.sysconf("SC_PHYS_PAGES") * PAGE / 2**30, 1),
    }
