"""The figures as one table: medians, and the spread of the rounds."""
from statistics import median

from .works import ACTIVE_TO_FEW, Memory


def ratios(figures, name):
    """Ratios of a server to nginx, for each round: a disturbance affects both. None if nginx used no time."""
    return [x / y for x, y in zip(figures[name], figures["nginx"]) if y > 0]


def verdict(value, target, judged):
    if target is None:
        return ""
    if not judged:
        return f"<= {target:g}"
    return f"<= {target:g} {'met' if value <= target else 'MISSED'}"


def number(value):
    return f"{value:.0f}" if value >= 1000 else f"{value:.2f}"


def row(title, figures, target, peers, kib, judged):
    own = ratios(figures, "gangway")
    limited = median(figures["gangway"]) if kib else median(own)
    cells = [title, number(median(figures["nginx"])), number(median(figures["gangway"])), middle(own),
             f"{min(own):.2f}-{max(own):.2f}" if own else "-", verdict(limited, target, judged)]
    return cells + [middle(ratios(figures, p)) if figures.get(p) else "-" for p in peers]


def middle(found):
    return f"{median(found):.2f}" if found else "-"


def active_row(results, peers, judged):
    """j compared with a: the cost of many idle tunnels."""
    def cost(name):
        if not results["j"].get(name) or not results["a"].get(name):
            return None
        return median([x / y for x, y in zip(results["j"][name], results["a"][name])])
    own = cost("gangway")
    return ["j a message of j to one of a, each by itself", f"{cost('nginx'):.2f}", f"{own:.2f}", "", "", verdict(own, ACTIVE_TO_FEW, judged)] + [
        f"{cost(p):.2f}" if cost(p) else "-" for p in peers]


def table(results, works, peers, judged):
    """Lines of text; peers are shown by their ratio to nginx. Judged: whether targets are shown as met or missed."""
    rows = [["work", "nginx", "gangway", "ratio", "spread", "target", *peers]]
    for name, figures in results.items():
        if figures.get("gangway"):
            rows.append(row(f"{name} {works[name].title}", figures, works[name].target, peers, isinstance(works[name], Memory), judged))
    if results.get("j", {}).get("gangway") and results.get("a", {}).get("gangway"):
        rows.append(active_row(results, peers, judged))
    widths = [max(len(r[i]) for r in rows) for i in range(len(rows[0]))]
    for r in rows:
        yield "  ".join([r[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(r[1:], widths[1:]))]).rstrip()
