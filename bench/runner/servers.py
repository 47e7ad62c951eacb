"""The servers that are compared: each is started on the site, and knows which works it can do."""
import contextlib
import os
import shlex
import shutil
import socket
import subprocess
import time
import urllib.request

from .processes import HOST, end, free_port
from .site import BENCH
from .works import Requests

BRIDGE = "#gangway websocket_relay bridge;"
HTTP2_PATH = "/h2/"  # what is below goes to an HTTP/2 upstream
HTTP2_UPSTREAM = "proxy_http_version 2;"


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
                self.ready()
                return
            except OSError as e:
                if self.proc.poll() is not None or time.monotonic() > limit:
                    raise Failed(f"{self.name} does not start: {e}; {self.complaints()}") from e
                time.sleep(0.05)

    def stop(self):
        if self.proc:
            end(self.proc)
            self.proc = None

    def ready(self):
        """OSError when it does not serve yet."""
        self.get("/api")

    def get(self, path):
        with urllib.request.urlopen(f"http://{HOST}:{self.port}{path}", timeout=5) as r:
            return r.read()

    def complaints(self):
        text = ""
        for name in ("output.log", "error.log"):
            with contextlib.suppress(OSError), open(os.path.join(self.directory, "logs", name), errors="replace") as f:
                text += f.read()[-1000:]
        return text


def over_http2(work):
    """Whether the tunnels of a work are streams, in front or behind."""
    return not isinstance(work, Requests) and "--get" not in work.args and (work.streams or work.path.startswith(HTTP2_PATH))


class Nginx(Server):
    """nginx, and programs with its command line: Gangway."""

    def __init__(self, name, site, program):
        super().__init__(name, site)
        self.program = program
        self.conf = os.path.join(self.directory, "bench.conf")
        self.http2_upstream = self.accepts("", HTTP2_UPSTREAM)
        self.write_conf(BRIDGE, HTTP2_UPSTREAM if self.http2_upstream else "")

    def write_conf(self, bridge, upstream):
        self.site.fill("nginx.conf", self.conf, PORT=self.port, TLS=self.tls_port, BRIDGE=bridge, UPSTREAM=upstream)

    def command(self):
        return [*self.program, "-p", self.directory + "/", "-c", self.conf]

    def test(self):
        return subprocess.run([*self.command(), "-t"], capture_output=True, text=True)

    def accepts(self, bridge, upstream):
        self.write_conf(bridge, upstream)
        return self.test().returncode == 0

    def why_not(self, work):
        return "no WebSocket over HTTP/2" if over_http2(work) else self.no_upstream(work)

    def no_upstream(self, work):
        return "proxy_http_version 2 is not known" if work.path.startswith(HTTP2_PATH) and not self.http2_upstream else None


class Gangway(Nginx):
    """The target."""

    java = True

    def __init__(self, site):
        super().__init__("gangway", site, shlex.split(os.environ.get("GANGWAY", "")) or [os.path.join(BENCH, "..", "bin", "gangway")])
        upstream = HTTP2_UPSTREAM if self.http2_upstream else ""
        self.bridge = self.accepts(BRIDGE, upstream)
        if not self.bridge and not self.accepts("", upstream):
            raise Failed(f"gangway refuses the configuration: {self.test().stderr}")

    def why_not(self, work):
        if work.path == "/bridge" and not self.bridge:
            return "websocket_relay is not known"
        return self.no_upstream(work)


class Peer(Server):
    """A proxy for comparison; everything goes to the backend."""

    has_tls = has_http2 = False

    def why_not(self, work):
        if isinstance(work, Requests) and not work.path.startswith(("/api", HTTP2_PATH)):
            return "no files"
        if work.path == "/bridge":
            return "no bridge"
        if (getattr(work, "streams", 0) or work.path.startswith(HTTP2_PATH)) and not self.has_http2:
            return "no HTTP/2"
        return "no TLS" if work.tls and not self.has_tls else None


class HAProxy(Peer):
    has_tls = has_http2 = True

    def command(self):
        conf = os.path.join(self.directory, "haproxy.cfg")
        self.site.fill("peers/haproxy.cfg", conf, PORT=self.port, TLS=self.tls_port)
        return ["haproxy", "-f", conf]


class Nghttpx(Peer):
    has_tls = has_http2 = True

    def command(self):
        backend = f"--backend={HOST},{self.site.echo}"
        return ["nghttpx", "--conf=/dev/null", f"--workers={os.cpu_count()}", f"--frontend={HOST},{self.port};no-tls",
                f"--frontend={HOST},{self.tls_port}", backend, f"{backend};{HTTP2_PATH};proto=h2", "--accesslog-file=/dev/null",
                "--errorlog-file=/dev/stderr", "--tls-min-proto-version=TLSv1.3", self.site.key, self.site.certificate]


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


class JettyProxy(JavaPeer):
    """ProxyHandler passes no upgrade on."""

    def why_not(self, work):
        return super().why_not(work) if isinstance(work, Requests) else "no WebSocket"


class JettyBridge(JavaPeer):
    """Two WebSocket sessions for each tunnel, and nothing else."""

    def why_not(self, work):
        return "WebSocket only" if isinstance(work, Requests) else super().why_not(work)

    def ready(self):
        with socket.create_connection((HOST, self.port), timeout=5):
            pass


NATIVE = {"haproxy": HAProxy, "nghttpx": Nghttpx, "caddy": Caddy}
JAVA = {"undertow": (JavaPeer, "peers.UndertowPeer"), "vertx": (JavaPeer, "peers.VertxPeer"), "spring": (JavaPeer, "peers.SpringPeer"),
        "jetty-proxy": (JettyProxy, "peers.JettyProxyPeer"), "jetty-bridge": (JettyBridge, "peers.JettyBridgePeer")}


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
    if name in NATIVE:
        return NATIVE[name](name, site)
    kind, main = JAVA[name]
    return kind(name, site, main)

