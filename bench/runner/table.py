"""The figures as one table: medians, and the spread of the rounds."""
from statistics import median

from .works import COMPARED, Memory


def ratios(figures, name, reference="nginx"):
    """Ratios of a server to another, for each round: a disturbance affects both. Not where that one has no figure or used no time."""
    return [x / y for x, y in zip(figures[name], figures.get(reference, ())) if y > 0]


def verdict(value, target, judged):
    if target is None:
        return ""
    if not judged:
        return f"<= {target:g}"
    return f"<= {target:g} {'met' if value <= target else 'MISSED'}"


def number(value):
    return f"{value:.0f}" if value >= 1000 else f"{value:.2f}"


def row(title, figures, work, peers, judged):
    own = ratios(figures, "gangway", work.reference)
    limited = figures["gangway"] if isinstance(work, Memory) else own
    cells = [title, number(median(figures["nginx"])) if figures.get("nginx") else "-", number(median(figures["gangway"])), middle(own),
             f"{min(own):.2f}-{max(own):.2f}" if own else "-", verdict(median(limited), work.target, judged) if limited else ""]
    return cells + [middle(ratios(figures, p, work.reference)) if figures.get(p) else "-" for p in peers]


def middle(found):
    return f"{median(found):.2f}" if found else "-"


def compared_row(results, work, other, target, peers, judged):
    """The cost of a work in times of another, each server by itself."""
    def cost(name):
        return middle([x / y for x, y in zip(results[work].get(name, ()), results[other].get(name, ())) if y > 0])
    own = cost("gangway")
    return [f"{work} one of {work} to one of {other}, each by itself", cost("nginx"), own, "", "",
            verdict(float(own), target, judged) if own != "-" else ""] + [cost(p) for p in peers]


def table(results, works, peers, judged):
    """Lines of text; peers are shown by their ratio to nginx. Judged: whether targets are shown as met or missed."""
    rows = [["work", "nginx", "gangway", "ratio", "spread", "target", *peers]]
    for name, figures in results.items():
        if figures.get("gangway"):
            rows.append(row(f"{name} {works[name].title}", figures, works[name], peers, judged))
    for work, other, target in COMPARED:
        if results.get(work, {}).get("gangway") and results.get(other, {}).get("gangway"):
            rows.append(compared_row(results, work, other, target, peers, judged))
    widths = [max(len(r[i]) for r in rows) for i in range(len(rows[0]))]
    for r in rows:
        yield "  ".join([r[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(r[1:], widths[1:]))]).rstrip()
