#!/usr/bin/env python3
"""Runs the example module on queries of several vendors: module_test.py PROGRAM."""

import json
import subprocess
import sys
import tempfile
import unittest

PROGRAM = sys.argv[1]
CONFIG = {"Dhcp4": {"subnet4": [
    {"id": 1, "subnet": "192.0.2.0/24", "pools": [
        {"pool": "192.0.2.10-192.0.2.10", "client-class": "EXTERNAL_vendor"}, {"pool": "192.0.2.20-192.0.2.20"}]}]}}


def discover(vendor_class=b""):
    header = bytes([1, 1, 6, 0]) + bytes(24) + bytes([2, 0, 0, 0, 0, 1]) + bytes(10 + 64 + 128)
    option = bytes([60, len(vendor_class)]) + vendor_class if vendor_class else b""
    return (header + bytes([99, 130, 83, 99, 53, 1, 1]) + option + bytes([255])).hex()


class Module(unittest.TestCase):
    def run_example(self, vendor_class, *queries):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as config:
            json.dump(CONFIG, config)
            config.flush()
            run = subprocess.run([PROGRAM, config.name, vendor_class, *queries], capture_output=True, text=True,
                                 timeout=20)
        return run.returncode, run.stdout.splitlines(), run.stderr

    def test_refuses_one_vendor_and_gives_others_their_class(self):
        code, lines, log = self.run_example("acme", discover(b"acme 3000"), discover(b"other"), discover())
        self.assertEqual(code, 0, log)
        self.assertEqual(lines, ["no answer", "DHCPOFFER 192.0.2.10", "DHCPOFFER 192.0.2.20"])
        self.assertIn("REFUSE_VENDOR refused: acme 3000", log)

    def test_a_module_that_refuses_its_parameters_is_named(self):
        code, _, errors = self.run_example("", discover())
        self.assertEqual(code, 1)
        self.assertIn('module refuse-vendor: "vendor-class" is missing', errors)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
