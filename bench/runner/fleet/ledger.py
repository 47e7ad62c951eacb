"""Compares what the clients know with what the backends have written down."""
import collections
import os

from .messages import NUMBERS

# lost: acknowledged, and no backend had it. unacknowledged: sent, and never acknowledged.
# twice: a backend had it again, because the client sent it again. repeated: a backend had it more often than it was sent.
Verdict = collections.namedtuple("Verdict", "lost unacknowledged twice repeated")


class Ledger:
    """The files of all backends. Each backend appends to its own."""

    def __init__(self, directory):
        self.directory, self.read = directory, collections.Counter()

    def file(self, name):
        return os.path.join(self.directory, f"{name}.ledger")

    def news(self):
        """How often each message, a pair of numbers, has reached a backend since the last call."""
        found = collections.Counter()
        for name in sorted(os.listdir(self.directory)):
            if name.endswith(".ledger"):
                with open(os.path.join(self.directory, name), "rb") as f:
                    f.seek(self.read[name])
                    data = f.read()
                size = len(data) - len(data) % NUMBERS.size
                self.read[name] += size
                found.update(NUMBERS.iter_unpack(data[:size]))
        return found


def compare(accounts, had):
    """accounts: of each tunnel its number, its first and next message, the unacknowledged ones, how often it has sent some again."""
    lost = unacknowledged = twice = repeated = 0
    extra = had.copy()
    for tunnel, first, following, waiting, again in accounts:
        missing = set(waiting)
        unacknowledged += len(missing)
        for number in range(first, following):
            times = extra.pop((tunnel, number), 0)
            lost += not times and number not in missing
            allowed = again.get(str(number), 0)
            twice += max(0, min(times - 1, allowed))
            repeated += max(0, times - 1 - allowed)
    repeated += sum(extra.values())  # messages of earlier rows, and such that nobody has sent
    return Verdict(lost, unacknowledged, twice, repeated)
