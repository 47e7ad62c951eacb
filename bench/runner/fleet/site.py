"""The processes of a fleet on addresses of loopback: nodes, backends, the balancer, DNS, clients. All are ended by close()."""
import contextlib
import csv
import io
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from ..processes import end, free_port, tree
from ..site import BENCH

FILES = os.path.join(os.path.dirname(BENCH), "etc", "fleet")
NODES, BACKENDS = "nodes.fleet.test", "backends.fleet.test"
START_LIMIT = 60


class Failed(Exception):
    pass


def wait(what, condition, limit=START_LIMIT):
    """Waits until the condition holds, and returns its value."""
    until = time.monotonic() + limit
    while not (value := condition()):
        if time.monotonic() > until:
            raise Failed(f"{what}: not within {limit} s")
        time.sleep(0.05)
    return value


class Site:
    def __init__(self, directory, gangway, drain):
        self.directory, self.gangway, self.drain = directory, gangway, drain
        self.port, self.ready_port, self.backend_port, self.dns_port, self.front_port = self._ports(5)
        self.nodes, self.backends, self.listed, self.processes = {}, {}, {NODES: [], BACKENDS: []}, []
        self.token = os.path.join(directory, "admin.token")
        with open(self.token, "w") as f:
            f.write(secrets.token_hex(16))
        self.ledgers = os.path.join(directory, "ledgers")
        os.mkdir(self.ledgers)

    @staticmethod
    def _ports(count):
        ports = set()
        while len(ports) < count:
            ports.add(free_port())
        return sorted(ports)

    def _start(self, name, *command, **options):
        log = open(os.path.join(self.directory, f"{name}.log"), "ab")
        with log:
            process = subprocess.Popen(command, stderr=log, **{"stdin": subprocess.DEVNULL, "stdout": log, "cwd": self.directory, **options})
        self.processes.append(process)
        return process

    def _copy(self, name, target, changes):
        """Copies a file of etc/fleet with other addresses and limits; each change must find its text."""
        with open(os.path.join(FILES, name)) as f:
            text = f.read()
        for old, new in changes.items():
            if not re.search(old, text):
                raise Failed(f"etc/fleet/{name} has no {old}")
            text = re.sub(old, new, text)
        with open(target, "w") as f:
            f.write(text)

    # --- DNS

    def start_dns(self):
        self._write_hosts()
        self.dns = self._start("dnsmasq", "dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--user=", "--pid-file=",
                               "--local=/fleet.test/", "--local-ttl=1", f"--addn-hosts={self._hosts()}", f"--port={self.dns_port}",
                               "--listen-address=127.0.0.1", "--bind-interfaces")

    def _hosts(self):
        return os.path.join(self.directory, "hosts")

    def _write_hosts(self):
        with open(self._hosts() + ".new", "w") as f:
            for name, addresses in self.listed.items():
                f.writelines(f"{address} {name}\n" for address in addresses)
        os.replace(self._hosts() + ".new", self._hosts())

    def list(self, name, addresses):
        """The addresses of a name from now on."""
        self.listed[name] = list(addresses)
        self._write_hosts()
        self.dns.send_signal(signal.SIGHUP)

    # --- the balancer

    def start_balancer(self, tunnels):
        self.socket = os.path.join(self.directory, "haproxy.sock")
        target = os.path.join(self.directory, "haproxy.cfg")
        self._copy("haproxy.cfg", target, {
            "maxconn 20000": f"maxconn {tunnels + 500}",
            "/run/haproxy/admin.sock": self.socket,
            r"10\.0\.0\.2:53": f"127.0.0.1:{self.dns_port}",
            "bind :80": f"bind 127.0.0.1:{self.front_port}",
            "port 8081": f"port {self.ready_port}",
            f"{NODES}:80": f"{NODES}:{self.port}",
        })
        self._start("haproxy", "haproxy", "-db", "-q", "-f", target)

    def balanced(self):
        """The addresses of the nodes that get new connections."""
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as s:
            s.settimeout(5)
            s.connect(self.socket)
            s.sendall(b"show stat nodes 4 -1\n")
            with s.makefile() as f:
                rows = csv.DictReader(io.StringIO(f.read().lstrip("# ")))
            return {row["addr"].rsplit(":", 1)[0] for row in rows if row["status"].startswith("UP")}
        return set()

    # --- nodes

    def start_node(self, address):
        home = os.path.join(self.directory, address)
        os.makedirs(os.path.join(home, "logs"), exist_ok=True)
        self._copy("nginx.conf", os.path.join(home, "nginx.conf"), {
            "listen 80 ": f"listen {address}:{self.port} ",
            "listen 8081": f"listen {address}:{self.ready_port}",
            r"allow 10\.0\.0\.0/24": "allow 127.0.0.0/8",
            "/etc/gangway/admin.token": self.token,
            r"set_real_ip_from 10\.0\.0\.1": "set_real_ip_from 127.0.0.1",
            r"resolver 10\.0\.0\.2": f"resolver 127.0.0.1:{self.dns_port}",
            f"{BACKENDS}:9000": f"{BACKENDS}:{self.backend_port}",
            "worker_shutdown_delay 2s": f"worker_shutdown_delay {min(2, self.drain)}s",
            "websocket_drain 5s": f"websocket_drain {self.drain}s",
        })
        self.nodes[address] = self._start(address, *self.gangway, "-p", home, "-c", "nginx.conf")

    def get(self, address, path):
        """Status and body of a response of a node's port for its operators; None if there is none."""
        try:
            with urllib.request.urlopen(f"http://{address}:{self.ready_port}{path}", timeout=5) as r:
                return r.status, r.read().decode()
        except urllib.error.HTTPError as e:
            return e.code, e.read().decode()
        except OSError:
            return None

    def is_ready(self, address):
        response = self.get(address, "/ready")
        if self.nodes[address].poll() is not None:
            raise Failed(f"the node {address} has ended: see {self.directory}/{address}.log")
        return response and response[0] == 200

    def await_nodes(self):
        for address in self.nodes:
            wait(f"node {address}", lambda a=address: self.is_ready(a))
        wait("nodes in the balancer", lambda: self.balanced() == set(self.nodes))

    def even_nodes(self):
        """As an operator does it."""
        urls = [f"http://{address}:{self.ready_port}/admin" for address in self.nodes]
        r = subprocess.run([os.path.join(FILES, "rebalance"), self.token, *urls], capture_output=True, text=True)
        if r.returncode:
            raise Failed(f"etc/fleet/rebalance: {r.stderr}")

    def quit(self, process, name):
        """A graceful stop, as by systemd or by Kubernetes."""
        process.send_signal(signal.SIGQUIT)
        wait(f"end of {name}", lambda: process.poll() is not None)

    def kill(self, process):
        for pid in sorted(tree(process.pid)):
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        process.wait(START_LIMIT)

    # --- backends

    def start_backend(self, address):
        self.backends[address] = self._start(address, sys.executable, "-m", "runner.fleet.backend", address, str(self.backend_port),
                                             os.path.join(self.ledgers, f"{address}.ledger"), str(self.drain), cwd=BENCH)
        wait(f"backend {address}", lambda: self._answers(address))

    def _answers(self, address):
        with contextlib.suppress(OSError), socket.create_connection((address, self.backend_port), timeout=1):
            return True
        return False

    def stop_backend(self, address):
        process = self.backends[address]
        process.terminate()
        wait(f"end of {address}", lambda: process.poll() is not None)

    # --- clients

    def start_client(self, first, count, every, port=None):
        return self._start("clients", sys.executable, "-m", "runner.fleet.client", "127.0.0.1", str(port or self.front_port), str(first), str(count),
                           str(every), cwd=BENCH, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def close(self):
        for process in reversed(self.processes):
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    pipe.close()
            end(process)
