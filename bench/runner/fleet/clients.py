"""The client processes as one crowd."""
import collections
import json

from .ledger import compare
from .site import Failed

# open and ended tunnels, unacknowledged messages, open tunnels by node and by peer
State = collections.namedtuple("State", "open ended unacknowledged nodes peers")
Report = collections.namedtuple("Report", "closes failures faults outages messages verdict")


class Clients:
    def __init__(self, site, tunnels, count, every, ledger):
        """count: how many processes"""
        shares = [tunnels // count + (i < tunnels % count) for i in range(count)]
        self.tunnels, self.ledger = tunnels, ledger
        self.processes = [site.start_client(sum(shares[:i]), share, every) for i, share in enumerate(shares)]

    def ask(self, command):
        """The response of each process."""
        for process in self.processes:
            process.stdin.write(command.encode() + b"\n")
            process.stdin.flush()
        lines = [process.stdout.readline() for process in self.processes]
        if not all(lines):
            raise Failed("a client process has ended: see clients.log")
        return [json.loads(line) for line in lines]

    def open(self, rate):
        self.ask(f"open {rate / len(self.processes)}")

    def leave(self, count):
        self.ask(f"leave {count // len(self.processes)}")

    def state(self):
        states = self.ask("state")
        return State(*(sum(state[name] for state in states) for name in ("open", "ended", "unacknowledged")),
                     *(sum((collections.Counter(state[name]) for state in states), collections.Counter()) for name in ("nodes", "peers")))

    def all_back(self, ended=0):
        """Whether so many tunnels have ended since the mark, and all are open."""
        state = self.state()
        return state.ended >= ended and state.open == self.tunnels

    def settled(self):
        state = self.state()
        return state.open == self.tunnels and not state.unacknowledged

    def mark(self):
        self.ask("mark")
        self.ledger.news()

    def report(self):
        reports = self.ask("report")
        accounts = [account for report in reports for account in report["accounts"]]
        totals = {name: sum((collections.Counter(report[name]) for report in reports), collections.Counter()) for name in ("closes", "failures", "faults")}
        return Report(**totals, outages=sorted(seconds for report in reports for seconds in report["outages"]),
                      messages=sum(following - first for _, first, following, _, _ in accounts), verdict=compare(accounts, self.ledger.news()))
