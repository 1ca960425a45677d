#!/usr/bin/env python3
"""Runs the example classify on expressions and queries: classify_test.py PROGRAM DATA_DIRECTORY."""

import subprocess
import sys
import unittest
from pathlib import Path

PROGRAM, DATA = sys.argv[1], Path(sys.argv[2])
DISCOVER = DATA / "rfc3046-discover.hex"
SOLICIT = "01123456 0001 000a 00030001020000000001 0010 000f 0000118b 0009" + b"docsis3.0".hex()


def classify(*arguments):
    run = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, timeout=20)
    return run.returncode, run.stdout.decode(), run.stderr.decode()


class Classify(unittest.TestCase):
    def test_shows_the_steps_and_the_value(self):
        code, text, _ = classify("substring(option[82].option[5].hex, 0, 2) == 0xc633", DISCOVER)
        self.assertEqual(code, 0)
        self.assertEqual([line.split() for line in text.splitlines()], [
            ["program:", "option[82].option[5].hex", "substring(0,2)", "0xC633", "=="],
            ["SUB_OPTION", "option[82].option[5]", "->", "0xC6336400"],
            ["STRING", "->", "'0'"],
            ["STRING", "->", "'2'"],
            ["SUBSTRING", "(2,", "0,", "0xC6336400)", "->", "0xC633"],
            ["HEXSTRING", "->", "0xC633"],
            ["EQUAL", "(0xC633,", "0xC633)", "->", "'true'"],
            ["value:", "true"]])

    def test_a_string_is_a_value_and_false_is_told_by_the_exit_code(self):
        code, text, _ = classify("addrtostring(pkt4.giaddr)", DISCOVER)
        self.assertEqual((code, text.splitlines()[-1]), (0, "value: '192.0.2.1'"))
        code, text, _ = classify("pkt4.msgtype == 3", DISCOVER)
        self.assertEqual((code, text.splitlines()[-1]), (1, "value: false"))

    def test_reads_queries_of_dhcpv6(self):
        code, text, _ = classify("-6", "member('VENDOR_CLASS_docsis3.0') and pkt6.msgtype == 1", SOLICIT)
        self.assertEqual((code, text.splitlines()[-1]), (0, "value: true"))

    def test_what_has_no_value_is_an_error_that_says_why(self):
        for arguments, error in (
                (("option[12].foo", DISCOVER), "column 12: found 'foo'"),
                (("pkt4.mac == ", DISCOVER), "column 13: found the end of the expression"),
                (("uint8totext(pkt4.giaddr)", DISCOVER), "no value: a conversion to text"),
                (("known", "010106"), "the query cannot be read: "),
                (("known", "no-such-file.hex"), "neither a file nor hexadecimal"),
                (("known",), "usage: ")):
            code, _, errors = classify(*arguments)
            self.assertEqual(code, 2)
            self.assertIn(error, errors)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
