#!/usr/bin/env python3
"""Runs benchmarks of tests/bench, which print a section of Markdown each.

    bench.py BUILD_DIRECTORY [--record] [NAME]...

NAME is one of those that `--list` prints; without any, all are run. `--record` puts what they print into
docs/reference/performance.md and renews its summary of the targets. The exit code is 1 if one failed.
"""

import argparse
import json
import os
import platform
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ROOT / "tests" / "bench"
PAGE = ROOT / "docs" / "reference" / "performance.md"
# What scripts may find built.
PROGRAMS = ["servers/dhcp4/dhcp4-server", "servers/perf/dhcp-perf", "tests/bench/udp-echo"]
TARGETS = ("measure", "target", "here", "holds")


def benchmarks(build):
    """Name: the command that runs it."""
    listing = subprocess.run(["meson", "introspect", "--targets", build], check=True, capture_output=True, text=True)
    found = {}
    for target in json.loads(listing.stdout):
        path = Path(target["filename"][0])
        if path.parent == build / "tests" / "bench" and path.name.endswith("-bench"):
            found[path.name.removesuffix("-bench")] = [str(path)]
    for path in SCRIPTS.glob("*_bench.py"):
        found[path.stem.removesuffix("_bench").replace("_", "-")] = [sys.executable, str(path), str(build)]
    return dict(sorted(found.items()))


def compile_for(build, commands):
    programs = [os.path.relpath(command[0], build) for command in commands if len(command) == 1]
    if len(programs) < len(commands):
        programs += PROGRAMS
    subprocess.run(["ninja", "-C", build, *programs], check=True, stdin=subprocess.DEVNULL, stdout=sys.stderr)


def run(command):
    """What it prints, shown while it comes; None when it failed."""
    lines = []
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line)
    return "".join(lines) if process.returncode == 0 else None


def machine():
    info = Path("/proc/cpuinfo").read_text()
    model = re.search(r"^model name\s*:\s*(.*)$", info, re.M)
    compiler = subprocess.run([os.environ.get("CXX", "c++"), "--version"], capture_output=True, text=True).stdout
    cores = os.cpu_count()
    return (f"{model[1] if model else platform.machine()}, {cores} core{'s' if cores != 1 else ''}, "
            f"{platform.system()} {platform.release()}, {compiler.splitlines()[0] if compiler else 'unknown compiler'}")


# --- the page -------------------------------------------------------------------------------------

def between(name):
    return re.compile(rf"(<!-- {re.escape(name)} -->\n).*?(<!-- /{re.escape(name)} -->\n)", re.S)


def put(page, name, text):
    """The page with `text` between the marks of `name`; at its end when it has no such marks."""
    new, found = between(name).subn(lambda marks: marks[1] + text + marks[2], page)
    return new if found else f"{page}\n<!-- {name} -->\n{text}<!-- /{name} -->\n"


def cells(line):
    return tuple(cell.strip() for cell in line.strip().strip("|").split("|"))


def target_rows(page):
    """Rows of the page's tables of targets, as they stand there."""
    inside = False
    for line in between("targets").sub("", page).splitlines():
        if not line.startswith("|"):
            inside = False
        elif cells(line) == TARGETS:
            inside = True
        elif inside and not set(line) <= set("|-: "):
            yield cells(line)


def table(rows):
    widths = [max(map(len, column)) for column in zip(*rows)]
    lines = [" | ".join(cell.ljust(width) for cell, width in zip(row, widths)) for row in rows]
    lines.insert(1, " | ".join("-" * width for width in widths))
    return "".join(f"| {line} |\n" for line in lines)


def record(page, name, output, where):
    """The page with what benchmark `name` has printed on the machine `where`."""
    title, _, rest = output.strip().partition("\n")
    section = f"{title}\n\n`./dev bench {name}` on {where}\n\n{rest.strip()}\n"
    page = put(page, name, section)
    return put(page, "targets", table([TARGETS, *target_rows(page)]))


def main():
    parser = argparse.ArgumentParser(prog="./dev bench", description="Runs benchmarks.")
    parser.add_argument("build", type=lambda path: Path(path).resolve())
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--record", action="store_true", help=f"put the results into {PAGE.relative_to(ROOT)}")
    parser.add_argument("--list", action="store_true", help="print the names")
    options = parser.parse_intermixed_args()
    known = benchmarks(options.build)
    if options.list:
        print("\n".join(known))
        return 0
    names = [name.removesuffix("-bench") for name in options.names] or list(known)
    if unknown := [name for name in names if name not in known]:
        parser.error(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(known)}")
    compile_for(options.build, [known[name] for name in names])
    failed = []
    for name in names:
        print(f"== {name}", file=sys.stderr)
        output = run(known[name])
        if output is None:
            failed.append(name)
        elif options.record:
            PAGE.write_text(record(PAGE.read_text(), name, output, machine()))
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
