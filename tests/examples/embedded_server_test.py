#!/usr/bin/env python3
"""Runs the example embedded-server and speaks with it as a relay would: embedded_server_test.py PROGRAM."""

import json
import socket
import struct
import subprocess
import sys
import tempfile
import unittest

PROGRAM = sys.argv[1]
COOKIE = bytes([99, 130, 83, 99])
DISCOVER, OFFER, REQUEST, ACK, RELEASE = 1, 2, 3, 5, 7
RELAY = "127.0.0.1"
CONFIG = {"Dhcp4": {"valid-lifetime": 1234, "subnet4": [
    {"id": 1, "subnet": "127.0.0.0/24", "pools": [{"pool": "127.0.0.100-127.0.0.109"}],
     "option-data": [{"name": "routers", "data": "127.0.0.1"}]}]}}
# Relay-port (RFC 8357): answer at the port that we sent from, since port 67 belongs to the superuser.
RELAY_INFORMATION = bytes([82, 7, 1, 3]) + b"abc" + bytes([19, 0])


def query(message_type, options=b"", ciaddr="0.0.0.0"):
    header = struct.pack("!4BIHH4s4s4s4s16s64s128s", 1, 1, 6, 1, 0x1234, 0, 0, socket.inet_aton(ciaddr),
                         bytes(4), bytes(4), socket.inet_aton(RELAY), bytes([2, 0, 0, 0, 0, 1]), b"", b"")
    return header + COOKIE + bytes([53, 1, message_type]) + options + RELAY_INFORMATION + bytes([255])


def parse(message):
    assert message[236:240] == COOKIE
    options, at = {}, 240
    while message[at] != 255:
        if message[at] == 0:
            at += 1
            continue
        options[message[at]] = message[at + 2:at + 2 + message[at + 1]]
        at += 2 + message[at + 1]
    return socket.inet_ntoa(message[16:20]), options


class EmbeddedServer(unittest.TestCase):
    def setUp(self):
        self.config = tempfile.NamedTemporaryFile("w", suffix=".json")
        json.dump(CONFIG, self.config)
        self.config.flush()
        self.server = subprocess.Popen([PROGRAM, "127.0.0.1", "0", self.config.name],
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.port = int(self.server.stdout.readline().rsplit(":", 1)[1])
        self.relay = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.relay.bind((RELAY, 0))
        self.relay.settimeout(20)

    def tearDown(self):
        self.relay.close()
        self.config.close()
        if self.server.poll() is None:
            self.server.terminate()
        self.server.communicate(timeout=20)

    def ask(self, message):
        self.relay.sendto(message, ("127.0.0.1", self.port))
        return parse(self.relay.recv(65536))

    def test_leases_an_address_through_a_relay_and_stops_on_request(self):
        offered, options = self.ask(query(DISCOVER))
        self.assertEqual((offered, options[53][0]), ("127.0.0.100", OFFER))
        self.assertEqual(options[54], socket.inet_aton("127.0.0.1"))
        choice = bytes([50, 4]) + socket.inet_aton(offered) + bytes([54, 4]) + options[54]
        granted, options = self.ask(query(REQUEST, choice))
        self.assertEqual((granted, options[53][0]), (offered, ACK))
        self.assertEqual(struct.unpack("!I", options[51])[0], 1234)
        self.assertEqual(options[3], socket.inet_aton("127.0.0.1"))
        self.assertEqual(bytes([82, len(options[82])]) + options[82], RELAY_INFORMATION)
        self.relay.sendto(query(RELEASE, ciaddr=granted), ("127.0.0.1", self.port))

        self.server.terminate()
        _, log = self.server.communicate(timeout=20)
        self.assertEqual(self.server.returncode, 0)
        self.assertIn("DHCP4_LEASE_ALLOC", log)

    def test_a_bad_configuration_is_named_and_ends_the_program(self):
        with tempfile.NamedTemporaryFile("w") as bad:
            bad.write('{"Dhcp4": {"subnets": []}}')
            bad.flush()
            run = subprocess.run([PROGRAM, "127.0.0.1", "0", bad.name], capture_output=True, text=True, timeout=20)
        self.assertEqual(run.returncode, 1)
        self.assertIn("subnets", run.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
