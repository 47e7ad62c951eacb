"""What happens to the fleet, and what must hold afterwards."""
import collections
import contextlib
import time

from .site import BACKENDS, NODES, Failed, wait

BACK_LIMIT = 60        # seconds until every client must be back, at the utmost
ACKNOWLEDGE_LIMIT = 20
EVEN_LIMIT = 40
EVEN = 5.0             # percent
ANNOUNCED = (1000, 1001, 1012)
# Seconds without a tunnel: the delay that a client chooses by the code, see client.py, and 1.5 for the rest.
BACK = {"nodes": 2.5, "backends": 2.5, "kill": 3.5, "dns": 12, "backend": 2.5, "node": 2.5}
Row = collections.namedtuple("Row", "title report took nodes peers missed")


def deviation(counts, names):
    """The largest deviation from the mean in percent."""
    mean = sum(counts.values()) / len(names)
    return max(abs(counts[name] - mean) for name in names) / mean * 100


class Fleet:
    """The site and its clients, with the steps that scenarios are made of."""

    def __init__(self, site, clients, calm, slack, say):
        """calm: seconds with messages before and after what happens; slack: seconds that clients may be away longer"""
        self.site, self.clients, self.calm, self.slack, self.say = site, clients, calm, slack, say
        self.waits = []  # of each step: seconds until all clients were back

    @contextlib.contextmanager
    def step(self, ending):
        """Something that ends so many tunnels; goes on when all clients are back."""
        begin, before = time.monotonic(), self.clients.state().ended
        yield
        wait("all clients back", lambda: self.clients.all_back(before + ending), BACK_LIMIT)
        self.waits.append(time.monotonic() - begin)

    def evenness(self):
        state = self.clients.state()
        return deviation(state.nodes, self.site.nodes), deviation(state.peers, self.site.listed[BACKENDS])

    def become_even(self):
        """The nodes even their peers by themselves; the nodes are evened by etc/fleet/rebalance."""
        self._await(lambda: self.evenness()[1] <= EVEN and not any(is_rebalancing(self.site, node) for node in self.site.nodes))
        if self.evenness()[0] > EVEN:
            self.site.even_nodes()
            self._await(lambda: max(self.evenness()) <= EVEN)

    def _await(self, even):
        with contextlib.suppress(Failed):  # what is not even by then is reported
            wait("even", lambda: self.clients.all_back() and even(), EVEN_LIMIT)

    def restart_node(self, address):
        self.site.start_node(address)
        self.site.await_nodes()


def restart_nodes(fleet):
    for address, process in list(fleet.site.nodes.items()):
        with fleet.step(fleet.clients.state().nodes[address]):
            fleet.site.quit(process, address)
        fleet.restart_node(address)


def restart_backends(fleet):
    for address in list(fleet.site.backends):
        with fleet.step(fleet.clients.state().peers[address]):
            fleet.site.stop_backend(address)
        fleet.site.start_backend(address)


def kill_node(fleet):
    address, process = next(iter(fleet.site.nodes.items()))
    with fleet.step(fleet.clients.state().nodes[address]):
        fleet.site.kill(process)
    fleet.restart_node(address)


def dns_to_zero(fleet):
    addresses = fleet.site.listed[BACKENDS]
    fleet.site.list(BACKENDS, [])
    for node in fleet.site.nodes:
        wait(f"no peers at {node}", lambda n=node: not peers_of(fleet.site, n))
    leaving = fleet.clients.tunnels // 10
    with fleet.step(leaving):
        fleet.clients.leave(leaving)
        time.sleep(fleet.calm)
        fleet.site.list(BACKENDS, addresses)


def add_backend(fleet):
    address = next_address(fleet.site.backends)
    fleet.site.start_backend(address)
    with fleet.step(0):
        fleet.site.list(BACKENDS, [*fleet.site.listed[BACKENDS], address])
        for node in fleet.site.nodes:
            wait(f"the new peer at {node}", lambda n=node: len(peers_of(fleet.site, n)) == len(fleet.site.listed[BACKENDS]))


def add_node(fleet):
    address = next_address(fleet.site.nodes)
    fleet.site.start_node(address)
    with fleet.step(0):
        fleet.site.list(NODES, [*fleet.site.listed[NODES], address])
        fleet.site.await_nodes()


def next_address(addresses):
    head, last = list(addresses)[-1].rsplit(".", 1)
    return f"{head}.{int(last) + 1}"


def metrics(site, node, name):
    """The samples of a metric as pairs of labels and value."""
    response = site.get(node, "/metrics")
    if not response or response[0] != 200:
        raise Failed(f"no metrics of {node}: {response}")
    return [(labels, float(value)) for line in response[1].splitlines() if line.startswith(name + "{") for labels, value in [line.rsplit(" ", 1)]]


def peers_of(site, node):
    """The peers of a node that are up."""
    return [labels for labels, value in metrics(site, node, "gangway_upstream_peer_state") if value and 'state="up"' in labels]


def is_rebalancing(site, node):
    return any(value for _, value in metrics(site, node, "gangway_websocket_rebalance_active"))


SCENARIOS = {
    "nodes": ("rolling restart of all nodes (QUIT)", restart_nodes),
    "backends": ("rolling restart of all backends (TERM)", restart_backends),
    "kill": ("kill -9 of a node", kill_node),
    "dns": ("DNS of the backends to zero and back", dns_to_zero),
    "backend": ("a backend added by DNS", add_backend),
    "node": ("a node added by DNS", add_node),
}


def measure(fleet, name):
    """One row of the table."""
    title, happen = SCENARIOS[name]
    clients, fleet.waits = fleet.clients, []
    clients.mark()
    clients.ask("send")
    time.sleep(fleet.calm)
    begin = time.monotonic()
    happen(fleet)
    fleet.become_even()
    took = time.monotonic() - begin
    nodes, peers = fleet.evenness()
    time.sleep(fleet.calm)
    clients.ask("pause")
    with contextlib.suppress(Failed):  # what is not acknowledged by then is reported as lost
        wait("acknowledgements", clients.settled, ACKNOWLEDGE_LIMIT)
    report = clients.report()
    row = Row(title, report, took, nodes, peers, list(missed(name, report, nodes, peers, fleet.slack)))
    fleet.say(f"{title}: {took:.1f} s, " + ("; ".join(row.missed) or "all targets met"))
    return row


def missed(name, report, nodes, peers, slack):
    """The targets that were missed."""
    for what, count in {**report.verdict._asdict(), **report.faults}.items():
        if count and what != "twice":
            yield f"{count} {what}"
    limit = BACK[name] + slack
    if report.outages and report.outages[-1] > limit:
        yield f"a client was back after {report.outages[-1]:.1f} s, not {limit:g}"
    if name not in ("kill", "dns"):
        if report.failures:
            yield f"{sum(report.failures.values())} failed connections"
        if silent := sum(count for code, count in report.closes.items() if int(code) not in ANNOUNCED):
            yield f"{silent} tunnels ended without notice"
    if nodes > EVEN:
        yield "nodes are not even"
    if peers > EVEN:
        yield "peers are not even"
