"""Processes and ports."""
import contextlib
import os
import random
import resource
import signal
import socket
import subprocess

HOST = "127.0.0.1"
TICKS = os.sysconf("SC_CLK_TCK")
WANTED_FILES = 22_000


def raise_limit(say):
    """The limit of open files after raising it as far as it goes."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < WANTED_FILES:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (WANTED_FILES, WANTED_FILES))
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    limit = WANTED_FILES if hard == resource.RLIM_INFINITY else min(hard, 65_536)
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
    if limit < WANTED_FILES:
        say(f"the limit of open files is {limit} and cannot be raised to {WANTED_FILES}: using fewer tunnels")
    return limit


def free_port():
    """Below the range of outgoing connections, so that it stays free."""
    while True:
        port = random.randrange(20000, 32000)
        with socket.socket() as s:
            try:
                s.bind((HOST, port))
                return port
            except OSError:
                pass


def stat(pid):
    """The fields of /proc/PID/stat from the state on; OSError when there is no such process."""
    with open(f"/proc/{pid}/stat") as f:
        return f.read().rsplit(")", 1)[1].split()


def tree(root):
    """The process and all its descendants."""
    parents = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            parents[int(pid)] = int(stat(pid)[1])
    found = {root} & parents.keys()
    while more := {p for p, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def cpu_seconds(root):
    """Of the process and all its descendants."""
    total = 0
    for p in tree(root):
        with contextlib.suppress(OSError):
            total += sum(map(int, stat(p)[11:15]))
    return total / TICKS


def end(proc):
    """Ends a process that was started here, by SIGTERM, else by SIGKILL with all its descendants."""
    if proc.poll() is None:
        mine = tree(proc.pid)
        proc.send_signal(signal.SIGTERM)
        try:
            proc.wait(5)
        except subprocess.TimeoutExpired:
            for pid in mine & tree(proc.pid):
                os.kill(pid, signal.SIGKILL)
            proc.wait(5)
