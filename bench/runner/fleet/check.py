"""Tests that the measurement sees faults: one client and one backend, between them a relay that damages the stream in a chosen way."""
import concurrent.futures
import contextlib
import socket
import tempfile
import threading
import time

from .clients import Clients
from .ledger import Ledger
from .site import Failed, Site, wait
from .websocket import BINARY, Frames, frame

TUNNELS = 4
ACKNOWLEDGE_LIMIT = 4
HEAD_END = b"\r\n\r\n"


class Relay(threading.Thread):
    """Passes complete frames; from the fifth message of each connection on it does what its mode says, once.

    none: nothing. swallow: a message is not passed on. forge: nor is it, but it is acknowledged. withhold: an acknowledgement is
    not passed on. repeat: a message is passed on twice. damage: a message is changed. break: the connection is reset.
    """

    def __init__(self, backend, mode):
        super().__init__(daemon=True)
        self.backend, self.mode = backend, mode
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.faulty = True  # only one connection is damaged

    def run(self):
        while True:
            try:
                client, _ = self.listening.accept()
            except OSError:
                return
            backend = socket.create_connection(self.backend)
            damaged, self.faulty = self.faulty and self.mode != "none", False
            for source, target, up in ((client, backend, True), (backend, client, False)):
                threading.Thread(target=self.copy, args=(source, target, up, damaged), daemon=True).start()

    def copy(self, source, target, up, damaged):
        try:
            head = b""
            while HEAD_END not in head:
                head += source.recv(65536)
            head, rest = head.split(HEAD_END, 1)
            target.sendall(head + HEAD_END)
            frames, messages, data = Frames(masked=up), 0, rest
            while True:
                for opcode, payload in frames.feed(data):
                    messages += opcode == BINARY
                    wanted = damaged and opcode == BINARY and messages == 5
                    for each in self.changed(source, target, opcode, payload, up) if wanted else [payload]:
                        target.sendall(frame(opcode, each, masked=up))
                if not (data := source.recv(65536)):
                    break
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def changed(self, source, target, opcode, payload, up):
        """The payloads that are passed on in place of this one."""
        if self.mode == "break" and up:
            raise OSError
        if self.mode == "swallow" and up or self.mode == "withhold" and not up:
            return []
        if self.mode == "forge" and up:
            source.sendall(frame(BINARY, payload[:8], masked=False))
            return []
        if self.mode == "repeat" and up:
            return [payload, payload]
        if self.mode == "damage" and up:
            return [payload[:-1] + bytes([payload[-1] ^ 1])]
        return [payload]


def faults(mode):
    """What the measurement finds with such a relay, as a set of words."""
    with tempfile.TemporaryDirectory(prefix="gangway-fleet-") as directory:
        site = Site(directory, None, 0)
        relay = None
        try:
            site.start_backend("127.0.0.1")
            relay = Relay(("127.0.0.1", site.backend_port), mode)
            relay.start()
            site.front_port = relay.port
            clients = Clients(site, TUNNELS, 1, 0.05, Ledger(site.ledgers))
            clients.mark()
            clients.open(1000)
            wait("tunnels", clients.all_back)
            clients.ask("send")
            time.sleep(0.6)
            clients.ask("pause")
            with contextlib.suppress(Failed):
                wait("acknowledgements", clients.settled, ACKNOWLEDGE_LIMIT)
            report = clients.report()
            return {name for name, count in {**report.verdict._asdict(), **report.faults, **report.closes}.items() if count}
        finally:
            if relay:
                relay.listening.close()
            site.close()


EXPECTED = {
    "none": set(),
    "swallow": {"unacknowledged", "wrong acknowledgements"},
    "forge": {"lost"},
    "withhold": {"unacknowledged", "wrong acknowledgements"},
    "repeat": {"repeated", "wrong acknowledgements"},
    "damage": {"1007"},
    "break": {"1006"},
}


def run():
    """Whether each mode is seen as what it is."""
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(len(EXPECTED)) as pool:
        results = pool.map(faults, EXPECTED)
    for (mode, expected), found in zip(EXPECTED.items(), results):
        good = expected <= found and bool(expected) == bool(found)
        bad += not good
        print("ok  " if good else "FAIL", f"relay, {mode}:", ", ".join(sorted(found)) or "nothing", flush=True)
    print("failed" if bad else "all as expected")
    return not bad
