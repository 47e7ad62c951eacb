"""The table of figures, as text for docs/fleet.md."""
import contextlib
import os
import platform
import subprocess

COLUMNS = ("scenario", "messages", "lost", "twice", "ended by code", "failed", "back p50", "p99", "max", "nodes", "peers", "targets")


def quantile(ordered, q):
    return ordered[min(len(ordered) - 1, int(q * len(ordered)))]


def seconds(value):
    return f"{value:.2f} s"


def counted(counts):
    return ", ".join(f"{name}: {count}" for name, count in sorted(counts.items())) or "-"


def cells(row):
    report, verdict = row.report, row.report.verdict
    back = [seconds(quantile(report.outages, q)) for q in (0.5, 0.99, 1)] if report.outages else ["-"] * 3
    return (row.title, report.messages, verdict.lost + verdict.unacknowledged, verdict.twice, counted(report.closes), counted(report.failures), *back,
            f"{row.nodes:.1f} %", f"{row.peers:.1f} %", "MISSED: " + "; ".join(row.missed) if row.missed else "met")


def table(rows):
    lines = [COLUMNS, *([str(cell) for cell in cells(row)] for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(COLUMNS))]
    return ["  ".join(cell.ljust(width) if i in (0, 11) else cell.rjust(width) for i, (cell, width) in enumerate(zip(line, widths))).rstrip() for line in lines]


def output(*command):
    with contextlib.suppress(OSError):
        r = subprocess.run(command, capture_output=True, text=True)
        return next(iter((r.stdout + r.stderr).splitlines()), "")
    return ""


def about(gangway, given):
    java = os.path.join(os.environ["JAVA_HOME"], "bin", "java") if os.environ.get("JAVA_HOME") else "java"
    yield f"{os.cpu_count()} processors, Linux {platform.release()}, load {os.getloadavg()[0]:.1f}"
    yield "; ".join((output(*gangway, "-v"), output(java, "-version"), " ".join(output("haproxy", "-v").split()[:3]), " ".join(output("dnsmasq", "-v").split()[:3])))
    yield (f"{given.tunnels} tunnels, {given.nodes} nodes, {given.backends} backends, a message of each tunnel every {given.every:g} s, "
           f"closes spread over {given.drain} s")
