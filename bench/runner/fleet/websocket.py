"""WebSocket (RFC 6455), as much as clients and backends here need: messages of one frame, shorter than 64 KiB."""
import base64
import hashlib
import os
import struct

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
BINARY, CLOSE, PING, PONG = 2, 8, 9, 10
NO_CODE, ABNORMAL = 1005, 1006


class BrokenFrameException(Exception):
    pass


def accept(key):
    return base64.b64encode(hashlib.sha1(key + GUID).digest())


def mask(data, key):
    size = len(data)
    stream = (key * (size // 4 + 1))[:size]
    return (int.from_bytes(data, "little") ^ int.from_bytes(stream, "little")).to_bytes(size, "little")


def frame(opcode, payload, masked):
    size = len(payload)
    bit = 0x80 if masked else 0
    head = struct.pack(">BB", 0x80 | opcode, bit | size) if size < 126 else struct.pack(">BBH", 0x80 | opcode, bit | 126, size)
    if not masked:
        return head + payload
    key = os.urandom(4)
    return head + key + mask(payload, key)


def close_frame(code, masked):
    return frame(CLOSE, struct.pack(">H", code), masked)


def close_code(payload):
    return struct.unpack(">H", payload[:2])[0] if len(payload) >= 2 else NO_CODE


class Frames:
    """Splits a stream of bytes into frames."""

    def __init__(self, masked):
        self.masked, self.rest = masked, b""

    def feed(self, data):
        """The frames that are complete now, as pairs of opcode and payload."""
        data = self.rest + data
        start, found = 0, []
        while True:
            end = self._end(data, start)
            if end is None or end[1] > len(data):
                break
            begin, stop = end
            payload = data[begin:stop]
            found.append((data[start] & 15, mask(payload, data[begin - 4:begin]) if self.masked else payload))
            start = stop
        self.rest = data[start:]
        return found

    def _end(self, data, start):
        """Where the payload begins and ends; None if the head is not complete."""
        if len(data) < start + 2:
            return None
        first, second = data[start], data[start + 1]
        size, begin = second & 127, start + 2
        if first & 0xF0 != 0x80 or first & 15 not in (BINARY, CLOSE, PING, PONG) or bool(second & 0x80) != self.masked or size == 127:
            raise BrokenFrameException(f"a frame begins with {first:02x} {second:02x}")
        if size == 126:
            if len(data) < start + 4:
                return None
            size, begin = struct.unpack_from(">H", data, begin)[0], begin + 2
        begin += 4 if self.masked else 0
        return begin, begin + size
