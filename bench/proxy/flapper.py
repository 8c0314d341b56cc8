"""An endpoint that flips between good and bad, and clients that count what it costs them: all on one event loop."""

import asyncio
import random

GOOD = "good"
BAD = ("503", "reset", "refuse")
BODY = {GOOD: "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nflip",
        "503": "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nflip"}
PATIENCE = 5
"""Seconds after which a client counts an answer as failed."""


def timeline(seed, seconds, shortest, longest):
    """(seconds, mode) in turns, good first and last, each kind of bad as often as the others."""
    dice = random.Random(seed)
    phases, kinds, left = [], [], seconds
    while left > 0:
        kinds = kinds or dice.sample(BAD, len(BAD))
        for mode in (GOOD, kinds.pop()):
            lasts = min(left, dice.uniform(shortest, longest))
            if lasts > 0:
                phases.append((lasts, mode))
            left -= lasts
    return phases


class Flapper:
    """Good: 200. 503: says so. reset: takes the request and breaks the connection. refuse: is not there."""

    def __init__(self, port):
        self.port, self.mode, self.server, self.open = port, GOOD, None, set()

    async def turn(self, mode):
        self.mode = mode
        if mode == "refuse":
            await self.close()
        elif self.server is None:
            self.server = await asyncio.start_server(self._serve, "127.0.0.1", self.port, backlog=1024)

    async def close(self):
        if self.server:
            self.server.close()
            self.server = None
        for writer in list(self.open):
            writer.transport.abort()

    async def _serve(self, reader, writer):
        self.open.add(writer)
        try:
            while True:
                await reader.readuntil(b"\r\n\r\n")
                if self.mode not in BODY:
                    writer.transport.abort()
                    return
                writer.write(BODY[self.mode].encode())
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self.open.discard(writer)
            writer.close()


class Client:
    """A steady rate over a few connections that are kept; a request that is due while its connection waits goes late."""

    def __init__(self, name, port, path, rate, flapper, connections=16):
        self.name, self.port, self.rate, self.flapper, self.connections = name, port, rate, flapper, connections
        self.request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        self.failed = dict.fromkeys((GOOD, *BAD), 0)
        self.asked, self.by_flapper, self.says, self.failed_at = 0, 0, {}, []

    async def run(self, seconds):
        begin = asyncio.get_running_loop().time()
        await asyncio.gather(*(self._connection(begin, seconds, n) for n in range(self.connections)))

    async def _connection(self, begin, seconds, number):
        clock = asyncio.get_running_loop()
        streams, count = None, 0
        while (due := (number + count * self.connections) / self.rate) < seconds:
            await asyncio.sleep(begin + due - clock.time())
            count += 1
            self.asked += 1
            mode = self.flapper.mode
            try:
                streams = streams or await asyncio.open_connection("127.0.0.1", self.port)
                status, body, kept = await asyncio.wait_for(self._ask(*streams), PATIENCE)
            except (OSError, asyncio.TimeoutError, asyncio.IncompleteReadError) as e:
                status, body, kept = type(e).__name__, "", False
            if status == 200:
                self.by_flapper += body == "flip"
            else:
                self.failed[mode] += 1
                self.says[str(status)] = self.says.get(str(status), 0) + 1
                self.failed_at.append(round(clock.time() - begin, 2))
            if not kept and streams:
                streams[1].close()
                streams = None
        if streams:
            streams[1].close()

    async def _ask(self, reader, writer):
        writer.write(self.request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = 0
        for line in head.split("\r\n"):
            if line.startswith("content-length:"):
                length = int(line.split(":")[1])
        body = (await reader.readexactly(length)).decode("latin-1")
        return int(head.split(" ")[1]), body, "connection: close" not in head

    def result(self):
        return {"asked": self.asked, "failed": sum(self.failed.values()), "by_flapper": self.by_flapper,
                **{f"failed_{k}": v for k, v in self.failed.items()}, "says": self.says,
                "failed_at": self.failed_at}


async def _round(port, phases, start, rate):
    flapper = Flapper(port)
    await flapper.turn(GOOD)
    contenders = await asyncio.get_running_loop().run_in_executor(None, start)
    seconds = sum(lasts for lasts, _ in phases)
    clients = [Client(name, at, path, rate, flapper) for name, (at, path) in contenders.items()]
    running = asyncio.gather(*(client.run(seconds) for client in clients))
    for lasts, mode in phases:
        await flapper.turn(mode)
        await asyncio.sleep(lasts)
    await running
    await flapper.close()
    return {client.name: client.result() for client in clients}


def round_of(port, phases, start, rate):
    """start: gives name -> (port, path) of those that are asked, all at once; gives name -> what became of it."""
    return asyncio.run(_round(port, phases, start, rate))
