#!/usr/bin/env python3
"""Runs the example packet-dump on captures and messages: packet_dump_test.py PROGRAM DATA_DIRECTORY."""

import subprocess
import sys
import unittest
from pathlib import Path

PROGRAM, DATA = sys.argv[1], Path(sys.argv[2])


def dump(*arguments, stdin=b""):
    run = subprocess.run([PROGRAM, *map(str, arguments)], input=stdin, capture_output=True, timeout=20)
    return run.returncode, run.stdout.decode(), run.stderr.decode()


def types(text):
    return [line.removeprefix("type: ") for line in text.splitlines() if line.startswith("type: ")]


class PacketDump(unittest.TestCase):
    def test_prints_a_message_given_as_a_file_of_hexadecimal(self):
        code, text, _ = dump(DATA / "rfc3046-discover.hex")
        self.assertEqual(code, 0)
        self.assertEqual(types(text), ["DHCPDISCOVER"])
        self.assertIn("giaddr 192.0.2.1\n", text)
        self.assertIn("    link-selection (5): 198.51.100.0\n", text)
        self.assertIn("  dhcp-parameter-request-list (55): 1, 3, 6, 15, 51, 54\n", text)
        self.assertIn("(305 bytes)", text)

    def test_reads_every_message_of_the_test_data(self):
        files = sorted(DATA.glob("*.hex"))
        code, text, errors = dump(*files)
        self.assertEqual((code, errors), (0, ""))
        self.assertEqual(len(types(text)), len(files))

    def test_takes_hexadecimal_as_argument_and_from_standard_input(self):
        lines = (DATA / "rfc2131-nak.hex").read_text().splitlines()
        digits = "".join(line for line in lines if not line.startswith("#"))
        for arguments, stdin in (((digits,), b""), (("-",), digits.encode())):
            code, text, _ = dump(*arguments, stdin=stdin)
            self.assertEqual((code, types(text)), (0, ["DHCPNAK"]))
            self.assertIn("wrong network", text)

    def test_prints_a_session_from_an_ethernet_capture(self):
        code, text, _ = dump(DATA / "udhcpc-session.pcap")
        self.assertEqual(code, 0)
        self.assertEqual(types(text), ["DHCPDISCOVER", "DHCPOFFER", "DHCPREQUEST", "DHCPACK", "DHCPRELEASE"])
        self.assertIn("0.0.0.0:68 -> 255.255.255.255:67 (300 bytes)", text)
        self.assertIn("yiaddr 192.0.2.100,", text)

    def test_cooked_and_raw_captures_hold_the_same_messages(self):
        cooked = dump(DATA / "relayed-sll.pcap")
        raw = dump(DATA / "relayed-raw.pcapng")
        self.assertEqual(cooked, raw)
        self.assertEqual((cooked[0], types(cooked[1])), (0, ["DHCPDISCOVER", "DHCPOFFER"]))
        self.assertIn("circuit-id", cooked[1])

    def test_a_capture_that_breaks_off_shows_what_is_there(self):
        for name, length in (("udhcpc-session.pcap", 800), ("relayed-raw.pcapng", 500)):
            code, text, _ = dump("-", stdin=(DATA / name).read_bytes()[:length])
            self.assertEqual(code, 0)
            self.assertEqual(types(text)[0], "DHCPDISCOVER")

    def test_no_cut_of_a_capture_ends_badly(self):
        for name in ("udhcpc-session.pcap", "relayed-sll.pcap", "relayed-raw.pcapng"):
            data = (DATA / name).read_bytes()
            for length in range(0, len(data), 37):
                self.assertIn(dump("-", stdin=data[:length])[0], (0, 1))

    def test_control_characters_of_a_stranger_never_reach_the_terminal(self):
        lines = (DATA / "rfc1497-bootp.hex").read_text().splitlines()
        digits = "".join(line for line in lines if not line.startswith("#"))
        code, text, _ = dump(digits.replace(b"legacy".hex(), b"\x1b[2Jab".hex()))
        self.assertEqual(code, 0)
        self.assertNotIn("\x1b", text)
        self.assertIn("host-name (12): 1b5b324a6162", text)

    def test_what_is_no_message_is_an_error_that_says_why(self):
        code, text, _ = dump("01:01:06:00")
        self.assertEqual(code, 1)
        self.assertIn("message too short: 236 bytes expected, 4 found", text)
        code, _, errors = dump("no-such-file.pcap")
        self.assertEqual(code, 1)
        self.assertIn("no-such-file.pcap: neither a file nor hexadecimal", errors)
        self.assertEqual(dump()[0], 2)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
