#!/usr/bin/env python3
"""The rules of the house that a compiler does not check.

    lint.py BUILD_DIRECTORY [CHECK]...

Each check is one function below that yields findings `(file, line, message)`. The exit code is 1 if
any finding was made. BUILD_DIRECTORY holds the generated public headers.
"""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Floors of libdhcpcore, lowest first; a file includes only its own floor and lower ones.
FLOORS = [("util", "stats", "log"), ("wire",), ("option",), ("classify",), ("lease",), ("config",),
          ("alloc",), ("hook",), ("command",), ("engine",)]
HEIGHT = {name: height for height, names in enumerate(FLOORS) for name in names}
CORE_PUBLIC = "libdhcpcore/include/"
CORE_PRIVATE = "libdhcpcore/src/"


def git_files(*patterns):
    listing = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns],
                             cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [name for name in listing.split("\0") if name and (ROOT / name).is_file()]


@cache
def cpp_files():
    return git_files("*.cpp", "*.hpp", "*.h")


@cache
def text(name):
    return (ROOT / name).read_text(encoding="utf-8", errors="replace")


COMMENT_OR_STRING = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<d>[^(\s]*)\(.*?\)(?P=d)"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'(?!\w)', re.S)


@cache
def code(name):
    """The text without comments and with empty strings, on the same lines."""
    def blank(match):
        kept = '""' if match[0][0] in '"R' else "" if match[0].startswith("/") else "' '"
        return kept + "\n" * match[0].count("\n")
    return COMMENT_OR_STRING.sub(blank, text(name))


def line_of(source, offset):
    return source.count("\n", 0, offset) + 1


def body_end(source, opening):
    """The offset after the brace that closes the one at `opening`."""
    depth = 0
    for offset in range(opening, len(source)):
        depth += {"{": 1, "}": -1}.get(source[offset], 0)
        if depth == 0:
            return offset + 1
    return len(source)


# --- the checks -----------------------------------------------------------------------------------

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*["<]([^">]+)[">]', re.M)
FLOOR_TAG = re.compile(r"@floor[ \t]+(\w+)")


def floor_of_header(include):
    """The floor of an included header of ours, or None for one of somebody else."""
    if include.startswith("dhcpcore/"):
        path = CORE_PUBLIC + include
        if (ROOT / (path + ".in")).exists():
            path += ".in"
        tag = FLOOR_TAG.search(text(path)) if (ROOT / path).exists() else None
        return tag[1] if tag else None
    folder = include.split("/")[0]
    return folder if folder in HEIGHT and (ROOT / CORE_PRIVATE / include).exists() else None


def check_layers():
    """A floor of libdhcpcore includes its own floor and lower ones, a public header no private one."""
    for name in cpp_files():
        public = name.startswith(CORE_PUBLIC)
        if public:
            tag = FLOOR_TAG.search(text(name))
            floor = tag[1] if tag else None
            if floor not in HEIGHT:
                yield name, 1, "a public header names its floor: `/// @floor NAME`"
                continue
        elif name.startswith(CORE_PRIVATE):
            floor = name[len(CORE_PRIVATE):].split("/")[0]
            if floor not in HEIGHT:
                yield name, 1, f"`{floor}` is not a floor of libdhcpcore"
                continue
        else:
            continue
        for match in INCLUDE.finditer(text(name)):
            included, line = match[1], line_of(text(name), match.start())
            below = floor_of_header(included)
            if included.startswith(("dhcpstore/", "dhcpddns/", "runtime/")):
                yield name, line, f"libdhcpcore includes {included}, which is built on it"
            elif below and HEIGHT[below] > HEIGHT[floor]:
                yield name, line, f"floor `{floor}` includes {included} of the higher floor `{below}`"
            elif below and public and not included.startswith("dhcpcore/"):
                yield name, line, f"a public header includes the private header {included}"


PROCESS_CALL = re.compile(r"(?<![\w.>])(?<!\w::)(?:std::|::)?(v?fork|system|popen)\s*\(")


def check_processes():
    """Child processes are made in one place (servers/runtime/spawn); tests may do as they like."""
    for name in cpp_files():
        if not name.startswith(("servers/runtime/spawn", "tests/")):
            for match in PROCESS_CALL.finditer(code(name)):
                yield name, line_of(code(name), match.start()), f"`{match[1]}(` outside servers/runtime/spawn"


STD_REGEX = re.compile(r"std::(basic_|w)?(regex|[cs]match)\b|#\s*include\s*<regex>")


def check_regex():
    """std::regex takes unbounded time and stack on hostile input; RE2 does not."""
    for name in cpp_files():
        for match in STD_REGEX.finditer(code(name)):
            yield name, line_of(code(name), match.start()), "std::regex; use RE2"


def check_format():
    """Formatted by clang-format with the style file of the root."""
    names = cpp_files()
    run = subprocess.run(["clang-format", "--dry-run", "-Werror", "--ferror-limit=1", *names],
                         cwd=ROOT, capture_output=True, text=True)
    for match in re.finditer(r"^([^\s:]+):(\d+):\d+: error:", run.stderr, re.M):
        yield match[1], int(match[2]), "not formatted; run ./dev format"


LAMBDA = re.compile(r"\[([^\[\]\n]*[&=\w][^\[\]\n]*)\]\s*(?:\([^;{}]*?\))?[^;{}()\[\]]*(\{)")
BRACED_AWAIT = re.compile(r"(=|\breturn|\b\w+)\s*\{[^;{}]*\bco_await\b")
STATEMENT = re.compile(r"[^;{}]*\bco_(?:await|yield)\b[^;{}]*")
NOT_INITIALISERS = {"else", "do", "try", "noexcept", "const", "override", "mutable"}


def awaits_in_conditional(statement):
    """Whether a `?` shares its innermost parentheses with a co_await."""
    stack, groups = [0], []
    for offset, letter in enumerate(statement):
        if letter == "(":
            stack.append(offset)
        elif letter == ")" and len(stack) > 1:
            groups.append((stack.pop(), offset))
    groups.append((0, len(statement)))
    for question in re.finditer(r"\?", statement):
        opening, closing = min((g for g in groups if g[0] <= question.start() < g[1]), key=lambda g: g[1] - g[0])
        if re.search(r"\bco_(await|yield)\b", statement[opening:closing]):
            return True
    return False


def check_coroutines():
    """Forms that g++ 12 miscompiles or that dangle: see CONTRIBUTING.md."""
    for name in cpp_files():
        source = code(name)
        if "co_" not in source:
            continue
        for match in LAMBDA.finditer(source):
            opening = match.start(2)
            if re.search(r"\bco_(await|return|yield)\b", source[opening:body_end(source, opening)]):
                before = source[:match.start()].rstrip()[-1:]
                if not (before.isalnum() or before in "_])"):  # an index or an attribute otherwise
                    yield name, line_of(source, match.start()), "a capturing lambda is a coroutine: its captures die with the lambda"
        for match in BRACED_AWAIT.finditer(source):
            if match[1] not in NOT_INITIALISERS:
                yield name, line_of(source, match.start()), "co_await inside a braced initialiser"
        for match in STATEMENT.finditer(source):
            if awaits_in_conditional(match[0]):
                start = match.start() + len(match[0]) - len(match[0].lstrip())
                yield name, line_of(source, start), "co_await inside `?:`"


def compile_header(job):
    name, command = job
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if run.returncode == 0:
        return None
    first = next((line for line in run.stderr.splitlines() if "error" in line), run.stderr[:200])
    return name, 1, f"does not compile by itself: {first}"


def check_headers():
    """Every public header compiles when it is the only include; a C header also as C."""
    build = Path(sys.argv[1]).resolve()
    flags = ["-fsyntax-only", "-Wall", "-Wextra", "-Werror"]
    for library in ("core", "store", "ddns"):
        flags += [f"-I{ROOT}/libdhcp{library}/include", f"-I{build}/libdhcp{library}/include"]
    jobs = []
    for name in git_files("libdhcp*/include/**", "bindings/c/**.h"):
        if name.endswith((".hpp", ".h")):
            jobs.append((name, ["g++", "-std=c++20", "-x", "c++", "-include", str(ROOT / name), *flags, "/dev/null"]))
        if name.endswith(".h"):
            jobs.append((name, ["gcc", "-std=c11", "-x", "c", "-include", str(ROOT / name), *flags, "/dev/null"]))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from (finding for finding in pool.map(compile_header, jobs) if finding)


def check_leftovers():
    """No path of the machine it was written on, no unfinished business."""
    listing = subprocess.run(["git", "worktree", "list", "--porcelain"], cwd=ROOT, check=True,
                             capture_output=True, text=True).stdout
    machine_paths = {line.split(" ", 1)[1] + "/" for line in listing.splitlines() if line.startswith("worktree ")}
    if len(Path.home().parts) > 2:
        machine_paths.add(f"{Path.home()}/")
    unfinished = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX)\b")
    for name in git_files():
        if name == "LICENSE" or "\0" in text(name)[:1000]:
            continue
        for number, line in enumerate(text(name).splitlines(), 1):
            if any(path in line for path in machine_paths):
                yield name, number, "names a path of this machine"
            if match := unfinished.search(line):
                yield name, number, f"{match[1]}: finish it or write an issue"


LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
FENCED = re.compile(r"^```.*?^```", re.S | re.M)
VERBATIM = re.compile(r"<!-- verbatim: (\S+) -->\n```\w*\n(.*?)```", re.S)


def check_documents():
    """Links lead somewhere; an excerpt of a source file is one (but for its indentation)."""
    for name in git_files("*.md"):
        prose = FENCED.sub(lambda match: "\n" * match[0].count("\n"), text(name))
        for match in LINK.finditer(prose):
            if not (ROOT / name).parent.joinpath(match[1]).exists():
                yield name, line_of(prose, match.start()), f"there is no {match[1]}"
        for match in VERBATIM.finditer(text(name)):
            excerpt = [line.strip() for line in match[2].strip().splitlines()]
            source = [line.strip() for line in text(match[1]).splitlines()] if (ROOT / match[1]).exists() else []
            if not any(source[i:i + len(excerpt)] == excerpt for i in range(len(source))):
                yield name, line_of(text(name), match.start()), f"this is not what {match[1]} says"


CHECKS = {name.removeprefix("check_"): function for name, function in globals().items() if name.startswith("check_")}


def main():
    chosen = sys.argv[2:] or list(CHECKS)
    if unknown := [name for name in chosen if name not in CHECKS]:
        sys.exit(f"no check {', '.join(unknown)}; there are: {', '.join(CHECKS)}")
    total = 0
    for name in chosen:
        for file, line, message in sorted(set(CHECKS[name]())):
            print(f"{file}:{line}: [{name}] {message}")
            total += 1
    print(f"lint: {len(chosen)} checks over {len(cpp_files())} C++ files, {total} findings")
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
