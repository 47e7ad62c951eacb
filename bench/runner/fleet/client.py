"""Clients: each numbers its messages, sends again what was not acknowledged, and comes back when its connection ends.

    python3 -m runner.fleet.client ADDRESS PORT FIRST COUNT SECONDS

COUNT tunnels with numbers from FIRST on; each has a new message every SECONDS. Commands are lines on standard input, each is
answered by one line of JSON: see Crowd.
"""
import asyncio
import base64
import collections
import json
import os
import random
import sys

from .messages import NUMBERS, message
from .websocket import ABNORMAL, BINARY, CLOSE, PING, PONG, BrokenFrameException, Frames, accept, close_frame, frame, close_code

CONNECT_TIMEOUT = 5
CLOSE_TIMEOUT = 3
TICK = 0.02
NORMAL, GOING_AWAY, SERVICE_RESTART = 1000, 1001, 1012
JITTER = {NORMAL: 0.0, GOING_AWAY: 1.0, SERVICE_RESTART: 1.0}  # after these codes clients come back at once
FIRST_DELAY, LONGEST_DELAY = 2.0, 8.0  # after a break or a failure, RFC 6455, section 7.2.3


class Connection(asyncio.Protocol):
    """One attempt of a tunnel: a handshake, then messages, then an end."""

    def __init__(self, tunnel):
        self.tunnel, self.head, self.frames, self.over, self.sent = tunnel, b"", None, False, collections.deque()

    def connection_made(self, transport):
        self.transport = transport
        self.key = base64.b64encode(os.urandom(16))
        self.timer = asyncio.get_running_loop().call_later(CONNECT_TIMEOUT, self.fail, "timeout")
        transport.write(b"GET /chat HTTP/1.1\r\nHost: fleet.test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + self.key + b"\r\n\r\n")

    def data_received(self, data):
        if self.frames:
            self.receive(data)
            return
        self.head += data
        end = self.head.find(b"\r\n\r\n")
        if end >= 0:
            self.response(self.head[:end].split(b"\r\n"), self.head[end + 4:])

    def response(self, lines, rest):
        status = lines[0].split(b" ")[1].decode("latin-1") if lines[0].count(b" ") else "none"
        fields = {name.strip().lower(): value.strip() for name, value in (line.partition(b":")[::2] for line in lines[1:])}
        if status != "101" or fields.get(b"sec-websocket-accept") != accept(self.key):
            self.fail(f"status {status}")
            return
        self.timer.cancel()
        self.frames = Frames(masked=False)
        self.node, self.peer = (fields.get(name, b"?").decode("latin-1") for name in (b"x-node", b"x-backend"))
        self.tunnel.opened(self)
        self.receive(rest)

    def receive(self, data):
        try:
            for opcode, payload in self.frames.feed(data):
                if self.over:
                    return
                if opcode == BINARY:
                    self.acknowledged(payload)
                elif opcode == PING:
                    self.transport.write(frame(PONG, payload, masked=True))
                elif opcode == CLOSE:
                    self.transport.write(frame(CLOSE, payload, masked=True))
                    self.end(close_code(payload))
        except BrokenFrameException:
            self.tunnel.crowd.faults["broken frames"] += 1
            self.fail("broken frame")

    def acknowledged(self, payload):
        """Acknowledgements come in the order of the messages, each once."""
        tunnel, number = NUMBERS.unpack(payload) if len(payload) == NUMBERS.size else (None, None)
        if tunnel != self.tunnel.number or not self.sent or self.sent[0] != number:
            self.tunnel.crowd.faults["wrong acknowledgements"] += 1
            if number not in self.sent:
                return
            while self.sent[0] != number:
                self.sent.popleft()
        self.sent.popleft()
        self.tunnel.unacknowledged.pop(number, None)

    def send(self, number):
        self.sent.append(number)
        self.transport.write(frame(BINARY, message(self.tunnel.number, number), masked=True))

    def leave(self):
        self.transport.write(close_frame(NORMAL, masked=True))
        self.end(NORMAL)

    def end(self, code):
        """A close frame was sent or received. The node closes the connection."""
        self.over = True
        self.timer = asyncio.get_running_loop().call_later(CLOSE_TIMEOUT, self.transport.abort)
        self.tunnel.lost(code)

    def fail(self, why):
        if not self.over:
            self.over = True
            if self.frames:
                self.tunnel.lost(ABNORMAL)
            else:
                self.tunnel.failed(why)
        self.transport.abort()

    def connection_lost(self, error):
        self.timer.cancel()
        self.fail("reset" if error else "end of stream")


class Tunnel:
    def __init__(self, crowd, number):
        self.crowd, self.number = crowd, number
        self.first = self.next = 0     # messages since the last mark
        self.unacknowledged = {}       # how often each was sent
        self.again = {}                # since the last mark: how often a message was sent after the first time
        self.connection = None         # the open one
        self.gone = None               # since when there is none
        self.delay = FIRST_DELAY       # before the next attempt, if this one fails
        self.attempt = None

    def later(self, seconds):
        asyncio.get_running_loop().call_later(seconds, self.connect)

    def connect(self):
        self.attempt = asyncio.ensure_future(self._connect())

    async def _connect(self):
        loop = asyncio.get_running_loop()
        try:
            await asyncio.wait_for(loop.create_connection(lambda: Connection(self), *self.crowd.address), CONNECT_TIMEOUT)
        except (OSError, asyncio.TimeoutError) as e:
            self.failed("refused" if isinstance(e, ConnectionRefusedError) else "timeout" if isinstance(e, asyncio.TimeoutError) else "connect")

    def opened(self, connection):
        now = asyncio.get_running_loop().time()
        if self.gone is not None:
            self.crowd.outages.append(now - self.gone)
        self.gone, self.connection, self.delay = None, connection, FIRST_DELAY
        for number in list(self.unacknowledged):
            self.send(number)

    def lost(self, code):
        self.connection, self.gone = None, asyncio.get_running_loop().time()
        self.crowd.closes[code] += 1
        self.later(random.uniform(0, JITTER.get(code, FIRST_DELAY)))

    def failed(self, why):
        self.crowd.failures[why] += 1
        if self.gone is None:
            self.gone = asyncio.get_running_loop().time()
        self.later(random.uniform(self.delay / 4, self.delay))
        self.delay = min(2 * self.delay, LONGEST_DELAY)

    def produce(self):
        number, self.next = self.next, self.next + 1
        self.unacknowledged[number] = 0
        if self.connection:
            self.send(number)

    def send(self, number):
        times = self.unacknowledged[number] = self.unacknowledged[number] + 1
        if times > 1:
            self.again[number] = times - 1
        self.connection.send(number)


class Crowd:
    """All tunnels of this process. Its commands:

    open RATE    opens the tunnels, so many in a second
    send, pause  begins and ends to make new messages
    leave COUNT  some clients close their WebSockets and come back at once
    mark         counts from here on
    state        how it is now
    report       what was counted
    """

    def __init__(self, address, numbers, every):
        self.address, self.every, self.sending, self.turn = address, every, False, 0
        self.tunnels = [Tunnel(self, number) for number in numbers]
        self.mark()

    def mark(self):
        self.closes, self.failures, self.faults, self.outages = (*(collections.Counter() for _ in range(3)), [])
        for tunnel in self.tunnels:
            tunnel.first, tunnel.again = min(tunnel.unacknowledged, default=tunnel.next), {}

    def open(self, rate):
        for i, tunnel in enumerate(self.tunnels):
            tunnel.later(i / float(rate))

    def send(self):
        self.sending = True

    def pause(self):
        self.sending = False

    def leave(self, count):
        for connection in [tunnel.connection for tunnel in self.tunnels if tunnel.connection][:int(count)]:
            connection.leave()

    def state(self):
        here = [tunnel.connection for tunnel in self.tunnels if tunnel.connection]
        return {"open": len(here), "ended": sum(self.closes.values()), "unacknowledged": sum(len(tunnel.unacknowledged) for tunnel in self.tunnels),
                "nodes": collections.Counter(c.node for c in here), "peers": collections.Counter(c.peer for c in here)}

    def report(self):
        return {"closes": self.closes, "failures": self.failures, "faults": self.faults, "outages": self.outages,
                "accounts": [(t.number, t.first, t.next, list(t.unacknowledged), t.again) for t in self.tunnels]}

    def command(self, line):
        name, *arguments = line.split()
        return getattr(self, name)(*arguments)

    async def make_messages(self):
        loop = asyncio.get_running_loop()
        due, before = 0.0, loop.time()
        while True:
            await asyncio.sleep(TICK)
            now = loop.time()
            due += len(self.tunnels) * (now - before) / self.every
            before = now
            for _ in range(int(due)):
                if self.sending:
                    self.tunnels[self.turn].produce()
                self.turn = (self.turn + 1) % len(self.tunnels)
            due -= int(due)

    async def run(self):
        loop = asyncio.get_running_loop()
        lines = asyncio.StreamReader()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
        maker = asyncio.ensure_future(self.make_messages())
        while line := await lines.readline():
            print(json.dumps(self.command(line.decode())), flush=True)
        maker.cancel()


def main():
    address, port, first, count, seconds = sys.argv[1:]
    numbers = range(int(first), int(first) + int(count))
    asyncio.run(Crowd((address, int(port)), numbers, float(seconds)).run())


if __name__ == "__main__":
    main()
