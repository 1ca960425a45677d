"""What a benchmark prints, as report.hpp has it for those in C++."""


def heading(title, text):
    print(f"### {title}\n\n{text}", flush=True)


def number(value):
    """For a cell: whole numbers as they are, others with three digits that count at least; thousands apart."""
    size = abs(value)
    if size >= 99.95 or size == int(size):
        return f"{value:,.0f}"
    if size >= 9.995:
        return f"{value:.1f}"
    return f"{value:.2f}" if size >= 0.9995 else f"{value:.3g}"


class Table:
    """A table whose columns stand under each other; those of numbers are right-aligned."""

    def __init__(self, *columns):
        self.rows = [columns]

    def row(self, *cells):
        self.rows.append([cell if isinstance(cell, str) else number(cell) for cell in cells])

    def markdown(self):
        columns = list(zip(*self.rows))
        widths = [max(4, *map(len, column)) for column in columns]
        right = [all(cell in ("", "-") or cell[0].isdigit() for cell in column[1:]) for column in columns]
        lines = [[cell.rjust(width) if r else cell.ljust(width) for cell, width, r in zip(row, widths, right)]
                 for row in self.rows]
        lines.insert(1, ["-" * (width - 1) + ("-", ":")[r] for width, r in zip(widths, right)])
        return "".join(f"| {' | '.join(line)} |\n" for line in lines)

    def print(self):
        print("\n" + self.markdown(), end="", flush=True)


class Targets:
    """Targets of the project: rows that the summary of docs/reference/performance.md repeats."""

    def __init__(self):
        self.table = Table("measure", "target", "here", "holds")

    def at_least(self, measure, target, here):
        self.table.row(measure, f"≥ {number(target)}", here, "yes" if here >= target else "no")

    def at_most(self, measure, target, here):
        self.table.row(measure, f"≤ {number(target)}", here, "yes" if here <= target else "no")

    def print(self):
        self.table.print()
