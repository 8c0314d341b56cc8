"""A program on one core, from its start until it answers, and to its end."""

import http.client
import os
import signal
import ssl
import subprocess
import time

from . import machine, tools


class Failed(Exception):
    """A program did not do what it was started for."""


class Process:
    def __init__(self, name, command, core, folder, environment=None):
        self.name = name
        self.log = os.path.join(folder, f"{name}.log")
        self.started = time.monotonic()
        with open(self.log, "w") as log:
            self.child = subprocess.Popen(
                command,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env={**tools.environment(), **(environment or {})},
                preexec_fn=lambda: os.sched_setaffinity(0, {core}))

    def pids(self):
        return machine.family(self.child.pid)

    def await_answer(self, port, path, host="localhost", tls=False, seconds=60):
        """Waits that long for a 200; gives the seconds from the program's start."""
        last = "nothing"
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.child.poll() is not None:
                raise Failed(f"{self.name} ended with {self.child.returncode}:\n{self.tail()}")
            try:
                last = status(port, path, host, tls)
                if last == 200:
                    return time.monotonic() - self.started
            except (OSError, http.client.HTTPException) as e:
                last = e
            # Rarely: on its one core each question costs a start that is not over yet.
            time.sleep(0.02)
        raise Failed(f"{self.name} answers {path} with {last} after {seconds} s:\n{self.tail()}")

    def tail(self):
        with open(self.log) as log:
            return log.read()[-2000:]

    def stop(self, seconds=10):
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGTERM)
            try:
                self.child.wait(seconds)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()


def status(port, path, host, tls):
    if tls:
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        connection = http.client.HTTPSConnection("localhost", port, timeout=5, context=context)
    else:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path, headers={"Host": host})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()
