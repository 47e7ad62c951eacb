"""One measurement each, and the rounds."""
import json
import os
import re
import subprocess

from .processes import HOST, cpu_seconds
from .servers import Failed
from .site import TOOLS
from .works import Memory, Requests


WARM_CYCLES = 1000


def leg(server, work):
    """The port for the tunnels of a work, and the options of wsload."""
    options = ["--tls"] if work.tls else []
    if work.streams:
        options += ["--streams", work.streams]
    return server.tls_port if work.tls else server.port, options


class Meter:
    """Has the tools and the durations; measures how much other processes used."""

    def __init__(self, site, secs, warm):
        self.site, self.secs, self.warm, self.other = site, secs, warm, []

    def wsload(self, server, path, port, *args):
        command = [os.path.join(TOOLS, "wsload"), *map(str, args), "--pid", str(server.proc.pid),
                   "--backend-pid", str(self.site.backend.pid), f"{HOST}:{port}{path}"]
        r = subprocess.run(command, capture_output=True, text=True, timeout=300)
        if r.returncode:
            raise Failed(f"wsload against {server.name}: {r.stdout[-900:]} {r.stderr[-500:]} {server.complaints()}")
        return json.loads(r.stdout)

    def tunnels(self, server, work, secs):
        port, how = leg(server, work)
        r = self.wsload(server, work.path, port, *work.args, *how, "-W", 0.5, "-d", secs)
        self.other.append(r["other_cpu_s"] / r["secs"] / os.cpu_count())
        return r["pid_cpu_us_per_cycle" if "-r" in work.args else "pid_cpu_us_per_msg"]

    def requests(self, server, work, secs):
        before = cpu_seconds(server.proc.pid)
        command = ["wrk", "-t1", f"-c{work.connections}", f"-d{secs}s", "--timeout", "10s",
                   f"http://{HOST}:{server.port}{work.path}"]
        r = subprocess.run(command, capture_output=True, text=True, timeout=secs + 60)
        spent = cpu_seconds(server.proc.pid) - before
        found = re.search(r"(\d+) requests in ", r.stdout)
        if not found or int(found[1]) == 0 or "Socket errors" in r.stdout or "Non-2xx" in r.stdout:
            raise Failed(f"wrk against {server.name}: {r.stdout} {r.stderr} {server.complaints()}")
        return spent * 1e6 / int(found[1])

    def memory(self, server, work):
        server.start()
        try:
            port, how = leg(server, work)
            # one-time costs are over: buffers, and the memory of a JVM's compilers
            self.wsload(server, "/chat", port, *how, "-c", work.busy, *work.busy_args, "-d", 1)
            self.wsload(server, "/chat", port, *how, "-c", work.busy, "-r", WARM_CYCLES, "-d", 10)
            r = self.wsload(server, "/chat", port, *how, "-c", work.tunnels, *work.args, "-d", 4)
            if r["alive"] != work.tunnels:
                raise Failed(f"{server.name}: {r['alive']} of {work.tunnels} tunnels alive")
            if r.get("stalled", work.tunnels) != work.tunnels:
                raise Failed(f"{server.name}: only {r['stalled']} of {work.tunnels} senders were stopped")
            return r["rss_per_conn_kib"]
        finally:
            server.stop()

    def figure(self, server, work, secs=None):
        if isinstance(work, Requests):
            return self.requests(server, work, secs or self.secs)
        return self.tunnels(server, work, secs or self.secs)


def same_responses(servers, works):
    """All servers must respond with the same bytes, or they cannot be compared."""
    for work in works:
        if isinstance(work, Requests):
            able = [s for s in servers if not s.why_not(work)]
            responses = {s.get(work.path) for s in able}
            if len(responses) > 1:
                raise Failed(f"{work.path}: responses differ between {', '.join(s.name for s in able)}")


def run(servers, works, meter, rounds, say):
    """{work: {server: [figure of each round]}}; a work that fails with a peer is left out, with a message."""
    results = {name: {s.name: [] for s in servers if not s.why_not(w)} for name, w in works.items()}
    out = set()

    def one(name, server, take):
        if server.name not in results[name] or (name, server.name) in out:
            return
        try:
            results[name][server.name].append(take())
        except (Failed, subprocess.TimeoutExpired) as e:
            if server.name in ("nginx", "gangway"):
                raise
            out.add((name, server.name))
            del results[name][server.name]
            say(f"{server.name} fails at {name}: {str(e)[:400]}")

    for number in range(rounds):
        for name, work in works.items():
            if isinstance(work, Memory):
                say(f"round {number + 1} of {rounds}: {name}")
                for s in servers[::-1 if number % 2 else 1]:
                    one(name, s, lambda s=s: meter.memory(s, work))
    loads = {name: work for name, work in works.items() if not isinstance(work, Memory)}
    if not loads:
        return results
    for s in servers:
        s.start()
    same_responses(servers, loads.values())
    for s in servers:
        if s.java and meter.warm:
            say(f"warming up {s.name}")
            for name, work in loads.items():
                if s.name in results[name]:
                    try:
                        meter.figure(s, work, meter.warm)
                    except Failed:
                        pass  # the rounds will show it
    meter.other.clear()
    for number in range(rounds):
        say(f"round {number + 1} of {rounds}")
        for name, work in loads.items():
            for s in servers[::-1 if number % 2 else 1]:
                one(name, s, lambda s=s: meter.figure(s, work))
    return results
