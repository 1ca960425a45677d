"""Markdown."""

from dataclasses import dataclass


def print_table(heads, rows):
    """The first column is text, the others are figures."""
    print()
    print("| " + " | ".join(heads) + " |")
    print("|---|" + "---:|" * (len(heads) - 1))
    for row in rows:
        print("| " + " | ".join(map(str, row)) + " |", flush=True)


def per_second(rate):
    """Rounded to three digits: the rest is noise."""
    digits = max(0, len(str(int(rate))) - 3)
    return f"{round(rate, -digits):,.0f}"


@dataclass(frozen=True)
class Target:
    """A ratio that this project aims at."""
    measure: str
    bound: float
    here: float
    at_most: bool = False

    def row(self):
        holds = self.here <= self.bound if self.at_most else self.here >= self.bound
        return [self.measure, f"{'≤' if self.at_most else '≥'} {self.bound:g}", f"{self.here:.2f}",
                "yes" if holds else "no"]


def print_targets(targets):
    if targets:
        print_table(["measure", "target", "here", "holds"], [target.row() for target in targets])
