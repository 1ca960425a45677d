#!/usr/bin/env python3
"""Regenerates the pages of docs/reference that are made from the code.

    generate_docs.py BUILD_DIRECTORY
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = "tools/config-reference"
# Page of docs/reference: the arguments with which the program prints it.
PAGES = {"configuration4.md": ["page", "Dhcp4"], "dhcp4.schema.json": ["schema", "Dhcp4"],
         "configuration6.md": ["page", "Dhcp6"], "dhcp6.schema.json": ["schema", "Dhcp6"],
         "statistics4.md": ["statistics", "Dhcp4"]}
# Page of docs/reference: the table of options it shows.
OPTION_PAGES = {"options4.md": "libdhcpcore/data/dhcp4-options.json",
                "options6.md": "libdhcpcore/data/dhcp6-options.json"}


def main():
    build = Path(sys.argv[1]).resolve()
    subprocess.run(["ninja", "-C", str(build), PROGRAM], check=True, stdout=subprocess.DEVNULL)
    for page, arguments in PAGES.items():
        target = ROOT / "docs" / "reference" / page
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(subprocess.run([build / PROGRAM, *arguments], check=True, capture_output=True).stdout)
        print(f"wrote {target.relative_to(ROOT)}")
    for page, table in OPTION_PAGES.items():
        target = ROOT / "docs" / "reference" / page
        subprocess.run([sys.executable, ROOT / "tools/generate_option_tables.py", "markdown", target, ROOT / table],
                       check=True, cwd=ROOT)
        print(f"wrote {target.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
