"""The works, their tools and their targets."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Tunnels:
    """Messages, cycles or requests over HTTP/2 of wsload; the figure is CPU microseconds for each."""
    title: str
    args: tuple
    target: float = None  # ratio to the reference
    path: str = "/chat"
    tls: bool = False
    streams: int = 0  # tunnels on each HTTP/2 connection
    reference: str = "nginx"  # the server that ratios are for


@dataclass(frozen=True)
class Memory:
    """Memory of a fresh process that holds tunnels; the figure is KiB for each."""
    title: str
    tunnels: int
    args: tuple
    target: float = None  # KiB
    busy: int = 64  # tunnels before, which compile the code of a JVM
    busy_args: tuple = ()
    path: str = "/chat"
    tls: bool = False
    streams: int = 0
    reference: str = "nginx"


@dataclass(frozen=True)
class Requests:
    """Requests of wrk; the figure is CPU microseconds for each."""
    title: str
    connections: int
    path: str
    target: float = None
    tls: bool = False
    reference: str = "nginx"


MOST_TUNNELS = 10_000
SPARE_FILES = 1_500  # Gangway keeps 1024 for files, and each process has some of its own


def fit(files, tunnels=MOST_TUNNELS):
    """How many tunnels there can be, each with two open files in a proxy, when files is the limit of open files."""
    return min(tunnels, (files - SPARE_FILES) // 2)


def works(files):
    """{name: work}; files is the limit of open files."""
    many, idle = fit(files), fit(files, 5_000)
    ping_pong = ("-c", 64, "-s", 128, "-w", 1)
    in_flight = ("-c", 64, "-s", 128, "-w", 16)
    sixteen_k = ("-c", 16, "-s", 16384, "-w", 4)
    return {
        "a": Tunnels("64 tunnels, 128 B, ping-pong", ping_pong, 1.15),
        "b": Tunnels("64 tunnels, 128 B, 16 in flight", in_flight, 1.2),
        "c": Tunnels("16 tunnels, 16 KiB, 4 in flight", sixteen_k, 0.3),
        "d": Tunnels("4 tunnels, 1 MiB, ping-pong", ("-c", 4, "-s", 1 << 20, "-w", 1), 0.4),
        "e": Tunnels("connect, handshake, one echo, close", ("-c", 32, "-r", 1_000_000), 1.6),
        "f": Memory(f"{idle} idle tunnels, KiB for each", idle, ("-i",), 11),
        "s": Memory("32 tunnels to clients that stall, KiB for each", 32, ("-S", "-s", 65536, "-w", 1024), busy=4, busy_args=("-s", 65536, "-w", 4)),
        "j": Tunnels(f"{many} tunnels, {many // 100} of them active, 128 B", ("-c", many, "-a", many // 100, "-s", 128, "-w", 1)),
        "k": Tunnels("a with TLS to the client", ping_pong, 2.0, tls=True),
        "l": Tunnels("c with TLS to the client", sixteen_k, 1.0, tls=True),
        "m": Tunnels("a through a bridge (nginx: tunnel)", ping_pong, 4, path="/bridge"),
        "n": Tunnels("b through a bridge (nginx: tunnel)", in_flight, 12, path="/bridge"),
        "g": Requests("GET, 29 B, 64 connections, proxied", 64, "/api"),
        "h": Requests("GET, 1 MiB, 16 connections, proxied", 16, "/api/bytes/1048576"),
        "i": Requests("GET, file of 1 KiB, 64 connections", 64, "/1k.html"),
        "o": Requests("GET, 1 KiB from the cache, 64 connections", 64, "/cached/bytes/1024", 1.3),
        "p": Requests("GET, 1 MiB from the cache, 16 connections", 16, "/cached/bytes/1048576", 1.0),
        "q": Tunnels("GET, 29 B, HTTP/2, 16 connections of 16 streams, TLS", ("--get", "-c", 256), 1.0, path="/api", tls=True, streams=16),
        "r": Requests("g to an HTTP/2 upstream", 64, "/h2/api", 1.0),
        "t": Tunnels("k over HTTP/2, 16 tunnels on each connection", ping_pong, 1.0, tls=True, streams=16, reference="haproxy"),
        "u": Tunnels("l over HTTP/2, 4 tunnels on each connection", sixteen_k, tls=True, streams=4, reference="haproxy"),
        "v": Tunnels("t to an HTTP/2 upstream", ping_pong, path="/h2/chat", tls=True, streams=16, reference="haproxy"),
        "w": Tunnels("u to an HTTP/2 upstream", sixteen_k, path="/h2/chat", tls=True, streams=4, reference="haproxy"),
        "x": Memory(f"{idle} idle tunnels over HTTP/2, 64 on each connection, TLS, KiB for each", idle, ("-i",), 8, tls=True, streams=64,
                    reference="haproxy"),
    }


# (work, the same in another form, what it may cost at most)
COMPARED = (("j", "a", 1.3), ("r", "g", 1.2), ("t", "k", 1.5), ("u", "l", 1.3), ("v", "k", None), ("w", "l", None))
