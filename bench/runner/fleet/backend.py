"""A backend: writes the number of each message to a file, then acknowledges it. Ends at SIGTERM after closing its WebSockets.

    python3 -m runner.fleet.backend ADDRESS PORT FILE SECONDS

SECONDS is the time over which the closes are spread.
"""
import asyncio
import contextlib
import os
import signal
import sys

from .messages import acknowledgement
from .websocket import BINARY, CLOSE, PING, PONG, BrokenFrameException, Frames, accept, close_frame, frame

LONGEST_HEAD = 65_536
CLOSE_TIMEOUT = 3
SERVICE_RESTART, INVALID_DATA, PROTOCOL_ERROR = 1012, 1007, 1002


class Connection(asyncio.Protocol):
    def __init__(self, backend):
        self.backend, self.head, self.frames, self.closing = backend, b"", None, False

    def connection_made(self, transport):
        self.transport = transport
        self.backend.connections.add(self)

    def connection_lost(self, error):
        self.backend.connections.discard(self)

    def data_received(self, data):
        if self.frames:
            self.receive(data)
            return
        self.head += data
        end = self.head.find(b"\r\n\r\n")
        if end < 0:
            if len(self.head) > LONGEST_HEAD:
                self.transport.close()
            return
        head, rest = self.head[:end], self.head[end + 4:]
        self.head = b""
        fields = dict(line.partition(b":")[::2] for line in head.split(b"\r\n")[1:])
        fields = {name.strip().lower(): value.strip() for name, value in fields.items()}
        if b"sec-websocket-key" in fields:
            self.open(fields[b"sec-websocket-key"], rest)
        else:
            self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n")

    def open(self, key, rest):
        self.frames = Frames(masked=True)
        self.transport.write(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                             b"Sec-WebSocket-Accept: " + accept(key) + b"\r\nX-Backend: " + self.backend.name + b"\r\n\r\n")
        self.receive(rest)

    def receive(self, data):
        numbers = []
        try:
            for opcode, payload in self.frames.feed(data):
                if opcode == BINARY:
                    number = acknowledgement(payload)
                    if number is None:
                        self.close(INVALID_DATA)
                        break
                    numbers.append(number)
                elif opcode == PING:
                    self.transport.write(frame(PONG, payload, masked=False))
                elif opcode == CLOSE:
                    if not self.closing:
                        self.transport.write(frame(CLOSE, payload, masked=False))
                    self.transport.close()
                    break
        except BrokenFrameException:
            self.close(PROTOCOL_ERROR)
        if numbers:
            # What comes after our close frame counts, but cannot be acknowledged any more.
            os.write(self.backend.ledger, b"".join(numbers))
            if not self.closing:
                self.transport.write(b"".join(frame(BINARY, number, masked=False) for number in numbers))

    def close(self, code):
        if self.frames and not self.closing and not self.transport.is_closing():
            self.closing = True
            self.transport.write(close_frame(code, masked=False))
            asyncio.get_running_loop().call_later(CLOSE_TIMEOUT, self.transport.close)
        elif not self.frames:
            self.transport.close()


class Backend:
    def __init__(self, name, ledger, seconds):
        self.name, self.seconds, self.connections = name.encode(), seconds, set()
        self.ledger = os.open(ledger, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    async def run(self, address, port):
        loop = asyncio.get_running_loop()
        stop = asyncio.Event()
        loop.add_signal_handler(signal.SIGTERM, stop.set)
        server = await loop.create_server(lambda: Connection(self), address, port, backlog=4096, reuse_address=True)
        await stop.wait()
        server.close()
        await self.drain()

    async def drain(self):
        loop = asyncio.get_running_loop()
        connections = list(self.connections)
        begin = loop.time()
        for i, connection in enumerate(connections):
            await asyncio.sleep(begin + self.seconds * i / len(connections) - loop.time())
            connection.close(SERVICE_RESTART)
        while self.connections and loop.time() < begin + self.seconds + CLOSE_TIMEOUT:
            await asyncio.sleep(0.05)


def main():
    address, port, ledger, seconds = sys.argv[1:]
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(Backend(address, ledger, float(seconds)).run(address, int(port)))


if __name__ == "__main__":
    main()
