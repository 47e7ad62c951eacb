"""Numbered messages: the number of the tunnel, the number of the message, a checksum, and filling of varying length."""
import struct
import zlib

NUMBERS = struct.Struct(">II")
CHECKSUM = struct.Struct(">I")
FILLING = bytes(range(256)) * 2


def message(tunnel, number):
    numbers = NUMBERS.pack(tunnel, number)
    rest = FILLING[:(tunnel + 37 * number) % 400]
    return numbers + CHECKSUM.pack(zlib.crc32(numbers + rest)) + rest


def acknowledgement(payload):
    """The numbers of a message, which are its acknowledgement; None if it is damaged."""
    numbers, rest = payload[:NUMBERS.size], payload[NUMBERS.size + CHECKSUM.size:]
    if len(payload) < NUMBERS.size + CHECKSUM.size or CHECKSUM.unpack_from(payload, NUMBERS.size)[0] != zlib.crc32(numbers + rest):
        return None
    return numbers
