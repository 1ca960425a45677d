#!/usr/bin/env python3
"""Runs every fuzz target of a build for some seconds over its corpus.

    fuzz.py BUILD_DIRECTORY [SECONDS]

Seeds are tests/fuzz/corpus/<target>/ (the target's name without `fuzz-`) and the test data of
HEX_SEEDS, FILE_SEEDS and LINE_SEEDS; what the fuzzer finds new stays in BUILD_DIRECTORY/corpus/<target>/, crashes in BUILD_DIRECTORY/crashes/. The exit code is 0
only if every target ran and none crashed.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent
# Test data in hexadecimal, `#` lines are comments: the fuzzer gets the bytes.
HEX_SEEDS = {"packet4": "tests/data/packets/*.hex", "packet6": "tests/data/packets6/*.hex"}
# Test data that is fed as it is.
FILE_SEEDS = {"json": "tests/data/configs/*.json", "leasefile": "tests/data/leases/*.csv"}

# Text of which each line is a seed.
LINE_SEEDS = {"expression": "tests/fuzz/corpus/expressions.txt"}


def write_seeds(name, directory):
    for file in SOURCE.glob(HEX_SEEDS[name]) if name in HEX_SEEDS else ():
        digits = "".join(line for line in file.read_text().splitlines() if not line.startswith("#"))
        (directory / file.stem).write_bytes(bytes.fromhex(digits))
    for file in SOURCE.glob(FILE_SEEDS[name]) if name in FILE_SEEDS else ():
        (directory / file.stem).write_bytes(file.read_bytes())
    for file in SOURCE.glob(LINE_SEEDS[name]) if name in LINE_SEEDS else ():
        for number, line in enumerate(file.read_text().splitlines()):
            (directory / f"{file.stem}-{number}").write_text(line + "\n")


def main():
    build, seconds = Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 60
    introspection = subprocess.run(["meson", "introspect", "--targets", str(build)],
                                   check=True, capture_output=True, text=True)
    programs = [Path(target["filename"][0]) for target in json.loads(introspection.stdout)
                if target["type"] == "executable" and target["name"].startswith("fuzz-")]
    if not programs:
        sys.exit("no fuzz targets: tests/fuzz builds none")
    subprocess.run(["ninja", "-C", str(build), *(str(p.relative_to(build)) for p in programs)], check=True)

    crashes = build / "crashes"
    crashes.mkdir(exist_ok=True)
    environment = dict(os.environ, UBSAN_OPTIONS="halt_on_error=1:print_stacktrace=1")
    failed = []
    for program in sorted(programs):
        name = program.name.removeprefix("fuzz-")
        found = build / "corpus" / name
        found.mkdir(parents=True, exist_ok=True)
        write_seeds(name, found)
        seeds = [d for d in (SOURCE / "tests/fuzz/corpus" / name,) if d.is_dir()]
        print(f"== {name}: {seconds} s", flush=True)
        run = subprocess.run([str(program), str(found), *map(str, seeds), f"-max_total_time={seconds}",
                              f"-artifact_prefix={crashes}/{name}-", "-rss_limit_mb=2048", "-timeout=10",
                              "-print_final_stats=1", "-verbosity=0"], env=environment)
        if run.returncode != 0:
            failed.append(name)
    print(f"{len(programs) - len(failed)} passed, {len(failed)} failed")
    if failed:
        print(f"failed: {', '.join(failed)}; inputs in {crashes}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
