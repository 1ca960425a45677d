#!/usr/bin/env python3
"""Whole servers on a network of two namespaces: end_to_end_bench.py BUILD [OPTION]... [SCENARIO]...

Our server, packaged Kea where it is installed, and an echo that shows what the machine's network stack gives at
best, all under the same load of dhcp-perf. Prints Markdown; progress goes to standard error. Exit status 0 when
everything was measured, 77 where it cannot be. A server's rate is the highest offered one of which at least 99.9 %
became leases, each reply within a second of its request.
"""

import argparse
import signal
import sys

from end_to_end import bench, lab, servers
from end_to_end.scenarios import SCENARIOS
from end_to_end.tables import print_targets

import harness

PREFACE = """### End to end

`dhcp-perf` plays a relay with many clients over a veth pair between two network namespaces; each exchange
(DISCOVER, OFFER, REQUEST, ACK) is a new client's. A rate counts when at most 0.1 % of its exchanges fail, each reply
being waited for one second. Both servers write a lease file and log INFO to a file; the echo (`udp-echo --dhcp`)
makes the same two replies without thinking. Our server writes eight lines an exchange, those of Kea 2.7.3's manual;
Kea 2.2.0 knows two of them. {pinning}"""

PINNED = "Generator and server are pinned to one processor each, for every server alike."
UNPINNED = "Generator and server share all processors as the scheduler likes."


def main():
    parser = argparse.ArgumentParser(description=__doc__.replace("%", "%%"),
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO", help=", ".join(SCENARIOS))
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--unpinned", action="store_true")
    parser.add_argument("--without-peer", action="store_true")
    chosen = parser.parse_intermixed_args()
    for name in chosen.scenarios:
        if name not in SCENARIOS:
            parser.error(f"no scenario {name}; there are {', '.join(SCENARIOS)}")
    missing = harness.why_no_namespaces()
    if missing:
        print(missing, file=sys.stderr)
        return 77

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda number, frame: sys.exit(128 + number))
    world = harness.World()
    try:
        place = lab.Lab(world, pinned=not chosen.unpinned)
        measured = bench.Bench(place, servers.Programs(chosen.build), bench.QUICK if chosen.quick else bench.Scale(),
                               with_peer=not chosen.without_peer)
        print(PREFACE.format(pinning=PINNED if place.pinned else UNPINNED), flush=True)
        targets = []
        for name in chosen.scenarios or SCENARIOS:
            targets += SCENARIOS[name](measured)
        print_targets(targets)
    finally:
        world.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
