#!/usr/bin/env python3
"""Tests that wsload detects errors: runs it against wsecho directly (no errors expected) and
through a small relay that damages the stream in a chosen way (errors expected)."""
import json
import os
import select
import socket
import subprocess
import sys
import threading
import time

TOOLS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "target")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Relay(threading.Thread):
    """mode: none, flip (one byte from the server), cut (drops bytes), dup, stall, rst, status, accept"""

    def __init__(self, backend, mode):
        super().__init__(daemon=True)
        self.backend, self.mode = backend, mode
        self.lsock = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.lsock.getsockname()[1]

    def run(self):
        while True:
            try:
                c, _ = self.lsock.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(c,), daemon=True).start()

    def serve(self, c):
        b = socket.create_connection(("127.0.0.1", self.backend))
        down = 0
        while True:
            r, _, _ = select.select([c, b], [], [], 20)
            if not r:
                break
            done = False
            for s in r:
                try:
                    d = s.recv(65536)
                except OSError:
                    d = b""
                if not d:
                    done = True
                    continue
                if s is b:
                    start = down
                    down += len(d)
                    if self.mode == "status" and start == 0:
                        d = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"
                    elif self.mode == "accept" and start == 0:
                        d = d.replace(b"Accept: ", b"Accept: x", 1)
                    elif start <= 5000 < down and start:
                        k = 5000 - start
                        if self.mode == "flip":
                            d = d[:k] + bytes([d[k] ^ 1]) + d[k + 1:]
                        elif self.mode == "cut":
                            d = d[:k] + d[k + 7:]
                        elif self.mode == "dup":
                            d = d + d[-50:]
                        elif self.mode == "rst":
                            done = True
                    elif self.mode == "stall" and start > 5000:
                        continue
                try:
                    (c if s is b else b).sendall(d)
                except OSError:
                    done = True
            if done:
                break
        c.close()
        b.close()


def load(port, *args):
    r = subprocess.run([f"{TOOLS}/wsload", *map(str, args), f"127.0.0.1:{port}/x"], capture_output=True, text=True, timeout=60)
    return json.loads(r.stdout)


def main():
    port = free_port()
    echo = subprocess.Popen([f"{TOOLS}/wsecho", "-p", str(port), "-t", "2"], stderr=subprocess.DEVNULL)
    bad = 0

    def expect(name, r, errors):
        nonlocal bad
        ok = (r["errors"] > 0) == errors and (errors or r["close"]["no_reply"] + r["close"]["no_eof"] == 0)
        bad += not ok
        print("ok  " if ok else "FAIL", name, {k: v for k, v in r["err"].items() if v}, r.get("first_error", ""))

    try:
        time.sleep(0.2)
        for size in (0, 1, 15, 16, 17, 125, 126, 2040, 2048, 5000, 65535, 65536, 1 << 20):
            for flags in ((), ("-t",)):
                expect(f"direct, {size} bytes {' '.join(flags)}", load(port, "-c", 3, "-w", 4, "-d", 0.1, "-s", size, *flags), False)
        expect("direct, rate mode", load(port, "-c", 8, "-r", 500), False)
        expect("direct, idle mode", load(port, "-c", 300, "-i", "-d", 0.2), False)
        expect("direct, stalled mode", load(port, "-c", 8, "-S", "-s", 65536, "-w", 64, "-d", 0.2), False)
        expect("direct, one in ten active", load(port, "-c", 100, "-a", 10, "-d", 0.2), False)
        for size in (0, 1, 125, 2048, 16384, 65536, 1 << 20):
            expect(f"streams, {size} bytes", load(port, "-c", 5, "--streams", 2, "-w", 4, "-d", 0.1, "-s", size), False)
        expect("streams, rate mode", load(port, "-c", 8, "--streams", 4, "-r", 500), False)
        expect("streams, idle mode", load(port, "-c", 300, "--streams", 100, "-i", "-d", 0.2), False)
        expect("streams, stalled mode", load(port, "-c", 8, "--streams", 4, "-S", "-s", 65536, "-w", 64, "-d", 0.2), False)
        for mode in ("none", "flip", "cut", "dup", "stall", "rst", "status"):
            relay = Relay(port, mode)
            relay.start()
            expect(f"relay of streams, {mode}", load(relay.port, "-c", 2, "--streams", 2, "-w", 2, "-d", 0.5, "-s", 300), mode != "none")
            relay.lsock.close()
        for mode in ("none", "flip", "cut", "dup", "stall", "rst", "status", "accept"):
            relay = Relay(port, mode)
            relay.start()
            expect(f"relay, {mode}", load(relay.port, "-c", 2, "-w", 2, "-d", 0.5, "-s", 300), mode != "none")
            relay.lsock.close()
    finally:
        echo.terminate()
        echo.wait()
    print("failed" if bad else "all as expected")
    return bad != 0


if __name__ == "__main__":
    sys.exit(main())
