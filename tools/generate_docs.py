#!/usr/bin/env python3
"""Regenerates the pages of docs/reference that are made from the code.

    generate_docs.py BUILD_DIRECTORY
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Page of docs/reference: the target that prints it, with its arguments.
PAGES = {"configuration.md": ["tools/config-reference"], "dhcp4.schema.json": ["tools/config-reference", "schema"]}

# Page of docs/reference: the table of options it shows.
OPTION_PAGES = {"options4.md": "libdhcpcore/data/dhcp4-options.json"}


def main():
    build = Path(sys.argv[1]).resolve()
    subprocess.run(["ninja", "-C", str(build), *{target for target, *_ in PAGES.values()}], check=True, stdout=subprocess.DEVNULL)
    for page, (program, *arguments) in PAGES.items():
        target = ROOT / "docs" / "reference" / page
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(subprocess.run([build / program, *arguments], check=True, capture_output=True).stdout)
        print(f"wrote {target.relative_to(ROOT)}")
    for page, table in OPTION_PAGES.items():
        target = ROOT / "docs" / "reference" / page
        subprocess.run([sys.executable, ROOT / "tools/generate_option_tables.py", "markdown", target, ROOT / table],
                       check=True, cwd=ROOT)
        print(f"wrote {target.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
