#!/usr/bin/env python3
"""Regenerates the pages of docs/reference that are made from the code.

    generate_docs.py BUILD_DIRECTORY
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Page of docs/reference: the target that prints it.
PAGES = {"configuration.md": "tools/config-reference"}


def main():
    build = Path(sys.argv[1]).resolve()
    subprocess.run(["ninja", "-C", str(build), *PAGES.values()], check=True, stdout=subprocess.DEVNULL)
    for page, program in PAGES.items():
        target = ROOT / "docs" / "reference" / page
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(subprocess.run([build / program], check=True, capture_output=True).stdout)
        print(f"wrote {target.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
