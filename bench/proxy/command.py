"""How each benchmark begins and ends: what it says of the machine, where its result goes, that what it started stops."""

import os
import shlex
import signal
import sys
import time

from . import machine, report, sluice, tools
from .process import Failed


def arguments(parser, waits=True):
    """What each benchmark beside other proxies can be told; waits: it needs cores that nothing else uses."""
    if waits:
        parser.add_argument("--patience", type=int, default=20,
                            help="seconds to wait for quiet cores before a run [20]")
    parser.add_argument("--proxy-core", type=int, default=1)
    parser.add_argument("--load-core", type=int, default=0)
    parser.add_argument("--no-build", action="store_true", help="take the jars as they are")
    parser.add_argument("--note", action="append", default=[], help="a line for the report")
    parser.add_argument("--save", metavar="NAME", help="write bench/results/NAME.{json,md}, else below target")


def result(script, given):
    """What every result tells before anything is measured."""
    return {
        "date": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        "commit": sluice.git("rev-parse", "--short=12", "HEAD"),
        "command": f"bench/{script} " + shlex.join(sys.argv[1:]),
        "machine": machine.description(), "versions": tools.versions(), "notes": given.note,
        "load_average": [machine.load_average()]}


def measured(made):
    """All has been measured: what comes now is no load of ours."""
    made["load_average"].append(machine.load_average())


def save(made, given, stem, text=None):
    """To bench/results under the name that was asked for, else below target; returns the file of the text."""
    where = os.path.join(tools.BENCH, "results") if given.save else os.path.join(tools.TARGET, "results")
    name = given.save or stem + time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    return report.save(made, where, name, text)


def stop(*_):
    raise SystemExit("stopped")


def run(main):
    # What was started is stopped, too, when someone stops us; a shell's background jobs ignore SIGINT.
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        main()
    except Failed as e:
        raise SystemExit(str(e)) from None
