#!/usr/bin/env python3
"""Counts test cases over all tests of one `meson test` run and prints the logs of those that failed.

    test_report.py build/meson-logs/testlog.json

The last line is `N passed, N failed`, with `, N skipped` if any were; the exit code is 0 only if
something ran and nothing failed. Three kinds of tests are understood: doctest programs (the summary
line says how many cases), TAP producers (one line a case) and plain programs (one case each).
"""

import json
import re
import sys
from pathlib import Path

DOCTEST = re.compile(r"^\[doctest\] test cases:\s*(\d+) \|\s*(\d+) passed \|\s*(\d+) failed", re.M)
TAP_PLAN = re.compile(r"^1\.\.(\d+)", re.M)
TAP_CASE = re.compile(r"^(not )?ok\b[ \t]*\d*(?:[^\n#]|#(?! ?SKIP))*(# ?SKIP)?", re.M | re.I)
LOG_LINES = 400
GOOD = ("OK", "SKIP", "EXPECTEDFAIL")


def count(test):
    """(passed, failed, skipped) of one entry of testlog.json."""
    result, out = test["result"], test.get("stdout") or ""
    passed = failed = skipped = 0
    if match := DOCTEST.search(out):
        passed, failed = int(match[2]), int(match[3])
    elif (plan := TAP_PLAN.search(out)) or TAP_CASE.search(out):
        for negated, skip in TAP_CASE.findall(out):
            if skip:
                skipped += 1
            elif negated:
                failed += 1
            else:
                passed += 1
        if plan and passed + failed + skipped < int(plan[1]) and failed == 0:
            failed += 1  # It ended before its plan did.
    elif result == "SKIP":
        skipped = 1
    elif result in GOOD:
        passed = 1
    if result not in GOOD and failed == 0:
        failed = 1  # A crash or a timeout is a failure, whatever was printed before.
    return passed, failed, skipped


def tail(text):
    lines = (text or "").rstrip().splitlines()
    if len(lines) > LOG_LINES:
        lines = [f"[… {len(lines) - LOG_LINES} lines before]"] + lines[-LOG_LINES:]
    return "\n".join(lines)


def main():
    path = Path(sys.argv[1])
    tests = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    total = [0, 0, 0]
    for test in tests:
        counts = count(test)
        total = [a + b for a, b in zip(total, counts)]
        if counts[1] > 0:
            print(f"\n===== {test['name']}: {test['result']}, exit code {test.get('returncode')}")
            print(tail(test.get("stdout")))
            if test.get("stderr"):
                print("----- standard error")
                print(tail(test["stderr"]))
    passed, failed, skipped = total
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 0 if failed == 0 and passed > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
