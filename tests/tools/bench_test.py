#!/usr/bin/env python3
"""How tools/bench.py changes docs/reference/performance.md."""

import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "tests" / "bench" / "support")]

import bench
import report

PAGE = """# Performance

<!-- targets -->
<!-- /targets -->

Said by hand before.

<!-- a -->
<!-- /a -->

Said by hand between.

<!-- b -->
### B

| measure | target | here | holds |
| ------- | ------ | ---- | ----- |
| of b    | ≤ 3    | 4    | no    |
<!-- /b -->
"""
OUTPUT = """### A

Text.

| measure | target | here | holds |
| ------- | ------ | ---- | ----- |
| of a    | ≥ 1    | 2    | yes   |

| other | here |
| ----- | ---- |
| row   | 5    |
"""


class Record(unittest.TestCase):
    def test_a_section_is_replaced_and_what_stands_beside_it_stays(self):
        once = bench.record(PAGE, "a", OUTPUT, "a machine")
        again = bench.record(once, "a", OUTPUT.replace("Text.", "Other text."), "a machine")
        self.assertIn("<!-- a -->\n### A\n\n`./dev bench a` on a machine\n\nText.\n", once)
        self.assertEqual(again, once.replace("Text.", "Other text."))
        for text in ("Said by hand before.", "Said by hand between.", "### B"):
            self.assertEqual(again.count(text), 1)

    def test_the_summary_has_the_targets_of_all_sections(self):
        page = bench.record(PAGE, "a", OUTPUT, "a machine")
        summary = page[page.index("<!-- targets -->"):page.index("<!-- /targets -->")]
        self.assertEqual(summary, "<!-- targets -->\n"
                                  "| measure | target | here | holds |\n"
                                  "| ------- | ------ | ---- | ----- |\n"
                                  "| of a    | ≥ 1    | 2    | yes   |\n"
                                  "| of b    | ≤ 3    | 4    | no    |\n")

    def test_a_section_that_is_not_there_yet_comes_last(self):
        page = bench.record(PAGE, "c", "### C\n", "a machine")
        self.assertTrue(page.endswith("<!-- c -->\n### C\n\n`./dev bench c` on a machine\n\n\n"
                                      "<!-- /c -->\n"), page)


class Report(unittest.TestCase):
    def test_columns_of_numbers_are_right_aligned(self):
        table = report.Table("what", "how many")
        table.row("little", 0.01234)
        table.row("much", 12345.6)
        self.assertEqual(table.markdown(), "| what   | how many |\n"
                                           "| ------ | -------: |\n"
                                           "| little |   0.0123 |\n"
                                           "| much   |   12,346 |\n")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
