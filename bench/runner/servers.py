"""The servers that are compared: each is started on the site, and knows which works it can do."""
import contextlib
import os
import shlex
import shutil
import subprocess
import time
import urllib.request

from .processes import HOST, end, free_port
from .site import BENCH
from .works import Requests

BRIDGE = "#gangway websocket_relay bridge;"


class Failed(Exception):
    """A server or a tool failed; the message is for the user."""


class Server:
    """A process that listens on a port and, maybe, on one with TLS."""

    java = False

    def __init__(self, name, site):
        self.name, self.site, self.proc = name, site, None
        self.port, self.tls_port = free_port(), free_port()
        self.directory = os.path.join(site.directory, name)
        os.makedirs(os.path.join(self.directory, "logs"))

    def command(self):
        raise NotImplementedError

    def why_not(self, work):
        """None, or why this server cannot do a work."""
        return None

    def start(self):
        with open(os.path.join(self.directory, "logs", "output.log"), "ab") as log:
            try:
                self.proc = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.directory)
            except OSError as e:
                raise Failed(f"{self.name} does not start: {e}") from e
        limit = time.monotonic() + 60
        while True:
            try:
                self.get("/api")
                return
            except OSError as e:
                if self.proc.poll() is not None or time.monotonic() > limit:
                    raise Failed(f"{self.name} does not start: {e}; {self.complaints()}") from e
                time.sleep(0.05)

    def stop(self):
        if self.proc:
            end(self.proc)
            self.proc = None

    def get(self, path):
        with urllib.request.urlopen(f"http://{HOST}:{self.port}{path}", timeout=5) as r:
            return r.read()

    def complaints(self):
        text = ""
        for name in ("output.log", "error.log"):
            with contextlib.suppress(OSError), open(os.path.join(self.directory, "logs", name), errors="replace") as f:
                text += f.read()[-1000:]
        return text


class Nginx(Server):
    """nginx, and programs with its command line: Gangway."""

    def __init__(self, name, site, program):
        super().__init__(name, site)
        self.program = program
        self.conf = os.path.join(self.directory, "bench.conf")
        self.write_conf(BRIDGE)

    def write_conf(self, bridge):
        self.site.fill("nginx.conf", self.conf, PORT=self.port, TLS=self.tls_port, BRIDGE=bridge)

    def command(self):
        return [*self.program, "-p", self.directory + "/", "-c", self.conf]


class Gangway(Nginx):
    """The target."""

    java = True

    def __init__(self, site):
        super().__init__("gangway", site, shlex.split(os.environ.get("GANGWAY", "")) or [os.path.join(BENCH, "..", "bin", "gangway")])
        self.bridge = self.accepted()
        if not self.bridge:
            self.write_conf("")
            if not self.accepted():
                raise Failed(f"gangway refuses the configuration: {self.test().stderr}")

    def test(self):
        return subprocess.run([*self.command(), "-t"], capture_output=True, text=True)

    def accepted(self):
        return self.test().returncode == 0

    def why_not(self, work):
        return "websocket_relay is not known" if getattr(work, "path", "") == "/bridge" and not self.bridge else None


class Peer(Server):
    """A proxy for comparison; everything goes to the backend."""

    has_tls = False

    def why_not(self, work):
        if isinstance(work, Requests) and not work.path.startswith("/api"):
            return "no files"
        if getattr(work, "path", "") == "/bridge":
            return "no bridge"
        return "no TLS" if getattr(work, "tls", False) and not self.has_tls else None


class HAProxy(Peer):
    has_tls = True

    def command(self):
        conf = os.path.join(self.directory, "haproxy.cfg")
        self.site.fill("peers/haproxy.cfg", conf, PORT=self.port, TLS=self.tls_port)
        return ["haproxy", "-f", conf]


class Caddy(Peer):

    def command(self):
        conf = os.path.join(self.directory, "Caddyfile")
        self.site.fill("peers/Caddyfile", conf, PORT=self.port)
        return ["caddy", "run", "--config", conf, "--adapter", "caddyfile"]


class JavaPeer(Peer):
    """A class of peers/, built by Maven."""

    java = True
    common_directory = os.path.join(BENCH, "peers", "target")

    def __init__(self, name, site, main):
        super().__init__(name, site)
        self.main = main

    def command(self):
        java = os.path.join(os.environ["JAVA_HOME"], "bin", "java") if os.environ.get("JAVA_HOME") else "java"
        path = f"{self.common_directory}/classes:{self.common_directory}/lib/*"
        return [java, "-XX:+UseSerialGC", "-cp", path, self.main, str(self.port), str(self.site.echo)]


NATIVE = {"haproxy": HAProxy, "caddy": Caddy}
JAVA = {"undertow": "peers.UndertowPeer", "vertx": "peers.VertxPeer", "spring": "peers.SpringPeer"}


def choose(wanted, say):
    """Names of the installed peers; wanted is a list, or None for all."""
    found = []
    for name in NATIVE if wanted is None else [n for n in wanted if n in NATIVE]:
        if shutil.which(name):
            found.append(name)
        else:
            say(f"without {name}: not on PATH")
    java = list(JAVA) if wanted is None else [n for n in wanted if n in JAVA]
    if java:
        if build_java_peers():
            found += java
        else:
            say(f"without {', '.join(java)}: Maven cannot build bench/peers")
    return found


def build_java_peers():
    if not shutil.which("mvn"):
        return False
    peers = os.path.join(BENCH, "peers")
    if os.path.isdir(os.path.join(JavaPeer.common_directory, "lib")):
        newest = max(os.path.getmtime(os.path.join(d, f)) for d, _, names in os.walk(os.path.join(peers, "src")) for f in names)
        if newest < os.path.getmtime(os.path.join(JavaPeer.common_directory, "lib")):
            return True
    return subprocess.run(["mvn", "-q", "-B", "-ntp", "package"], cwd=peers, capture_output=True).returncode == 0


def peer(name, site):
    return NATIVE[name](name, site) if name in NATIVE else JavaPeer(name, site, JAVA[name])

