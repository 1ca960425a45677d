#!/usr/bin/env python3
"""Client classes of a running server: what they decide, and the log that explains it."""

import harness
from harness import case
from packets import OFFER, mac, segment

VENDOR_CLASS = 60
DOMAIN_NAME = 15


def loggers(debug_level):
    stdout = [{"output": "stdout"}]
    return [{"name": "kea-dhcp4", "severity": "INFO", "output-options": stdout},
            {"name": "kea-dhcp4.eval", "severity": "DEBUG", "debuglevel": debug_level, "output-options": stdout}]


CLASSES = [
    {"name": "phone", "test": "substring(option[60].hex,0,5) == 'phone'",
     "option-data": [{"name": "domain-name", "data": "phones.example"}]},
    {"name": "DROP", "test": "option[60].text == 'unwanted'"},
]
POOLS = [{"id": 1, "subnet": "192.0.2.0/24", "pools": [
    {"pool": "192.0.2.10 - 192.0.2.19", "client-class": "phone"},
    {"pool": "192.0.2.20 - 192.0.2.29", "client-class": "UNKNOWN"}]}]


@case("members of a class get its pool and its options, others another pool, members of DROP nothing")
def _(world):
    _, host, client = segment(world)
    world.server(host, world.config(client_classes=CLASSES, subnet4=POOLS))
    phone = client.acquire(mac(1), {VENDOR_CLASS: b"phone-7"})
    assert str(phone.yiaddr) == "192.0.2.10", phone.yiaddr
    assert phone.options[DOMAIN_NAME] == b"phones.example"
    other = client.acquire(mac(2))
    assert str(other.yiaddr) == "192.0.2.20", other.yiaddr
    assert DOMAIN_NAME not in other.options
    assert client.discover(mac(3), {VENDOR_CLASS: b"unwanted"}, seconds=0.5, attempts=2) is None


@case("a global reservation that is looked up early selects the subnet")
def _(world):
    _, host, client = segment(world)
    subnets = [{"id": number, "subnet": prefix, "interface": "eth0", "pools": [{"pool": prefix}], **more}
               for number, prefix, more in ((1, "192.0.2.64/26", {"client-class": "KNOWN"}),
                                            (2, "192.0.2.128/26", {}))]
    world.server(host, world.config(subnet4=subnets, early_global_reservations_lookup=True,
                                    reservations=[{"hw-address": mac(1).hex(":")}]))
    known, other = client.discover(mac(1)), client.discover(mac(2))
    assert known.kind == OFFER and str(known.yiaddr).startswith("192.0.2.6"), known.yiaddr
    assert other.kind == OFFER and str(other.yiaddr).startswith("192.0.2.12"), other.yiaddr


@case("the logger kea-dhcp4.eval explains an expression from debug level 55 on, step by step")
def _(world):
    _, host, client = segment(world)
    steps = ["EVAL_DEBUG_OPTION", "EVAL_DEBUG_STRING", "EVAL_DEBUG_STRING", "EVAL_DEBUG_SUBSTRING",
             "EVAL_DEBUG_STRING", "EVAL_DEBUG_EQUAL"]
    for name, level, expected in (("quiet", 54, []), ("telling", 55, steps)):
        server = world.server(host, world.config(name=name, client_classes=CLASSES[:1], loggers=loggers(level)),
                              name=name)
        assert client.discover(mac(1), {VENDOR_CLASS: b"phone-7"}, attempts=1).kind == OFFER
        server.stop()
        told = [line for line in server.log().splitlines() if "kea-dhcp4.eval" in line]
        assert [next(word for word in line.split() if word.startswith("EVAL_")) for line in told] == expected, told
        if told:
            assert "0x70686F6E652D37" in told[0] and "'true'" in told[-1], told


if __name__ == "__main__":
    harness.main()
