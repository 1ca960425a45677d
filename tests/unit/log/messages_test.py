"""Messages whose event Kea knows, too, have its identifier and its level; others are listed here.

    messages_test.py SOURCE_ROOT
"""

import re
import sys
from pathlib import Path

ROOT = Path(sys.argv[1])
FOLDERS = ["libdhcpcore/src", "libdhcpstore/src", "servers/dhcp4", "servers/lfc", "servers/runtime"]

# Events that Kea does not know, or says nothing of.
OURS = {
    "DHCP4_BUFFER_OVERRUN", "DHCP4_INTERFACES_CHANGED", "DHCP4_MULTI_THREADING_UNCHANGED", "DHCP4_OVERLOAD",
    "DHCP4_PID_FILE_ERROR",
    "DHCPSRV_LEASE_SANITY_NOT_SHOWN", "DHCPSRV_MEMFILE_LFC_FAIL", "DHCPSRV_MEMFILE_LFC_SKIPPED",
    "DHCPSRV_MEMFILE_LOADED", "DHCPSRV_MEMFILE_NOT_WRITABLE", "DHCPSRV_MEMFILE_REJECTED_NOT_KEPT",
    "DHCPSRV_MEMFILE_ROW_ERRORS_NOT_SHOWN", "DHCPSRV_MEMFILE_TORN_ROW", "DHCPSRV_MEMFILE_WRITABLE_AGAIN",
}

IDENTIFIER = r'"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)"'
DECLARED = re.compile(IDENTIFIER + r"\s*,\s*(?:[\w:]+\s*,\s*)?(log_\w+(?:\(\d+\))?)")
EVALUATION = re.compile(r'DHCP_EVAL_MESSAGE\(\w+,\s*"(\w+)"')


def known():
    lines = (ROOT / "tests/data/log-messages.txt").read_text().splitlines()
    return dict(line.split() for line in lines if not line.startswith("#"))


def level_of(verbosity):
    """`log_debug(40)` is 40, `log_info` is INFO."""
    debug = re.fullmatch(r"log_debug\((\d+)\)", verbosity)
    return debug[1] if debug else verbosity.removeprefix("log_").upper()


def agrees(level, expected):
    return expected in ("-", level) or (expected == "DEBUG" and level.isdigit())


def main():
    expected = known()
    declared = {}
    for path in (path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.[ch]pp"))):
        text = path.read_text()
        found = [(name, level_of(verbosity)) for name, verbosity in DECLARED.findall(text)]
        found += [("EVAL_DEBUG_" + name, "55") for name in EVALUATION.findall(text)]
        declared |= {name: (level, path.relative_to(ROOT)) for name, level in found}
    wrong = [f"{path}: {name} has level {level}, Kea's has {expected[name]}"
             for name, (level, path) in declared.items() if name in expected and not agrees(level, expected[name])]
    wrong += [f"{path}: Kea has no {name}" for name, (_, path) in declared.items()
              if name not in expected and name not in OURS]
    wrong += [f"{name} is Kea's" for name in OURS if name in expected]
    wrong += [f"nobody says {name}" for name in OURS if name not in declared]
    if len(declared) < 200:
        wrong.append(f"only {len(declared)} messages were found: are they declared in another way?")
    print("\n".join(wrong) or f"{len(declared)} messages are as they should be")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
