#!/usr/bin/env python3
"""How long a server takes to load its leases, how much memory they need, and how it serves with them:
load_bench.py BUILD [LEASES]..., by default 1000000 and 10000000. The packaged kea-dhcp4, if there is one, loads the
first number of them too."""

import shutil
import time

from support.report import Table, Targets, heading
from support.scene import MILLION, PEER, Scene, arguments, say, write_leases

RATE = 10_000  # exchanges/s, well below what anything here can do
EXPLANATION = f"""\
A lease has six bytes of hardware address, seven of client identifier and twelve of host name; the file has them in no
order. *Loading* is the time until a server serves, less that of the same server without leases; *bytes a lease*
likewise. Latency is that of clients whose leases were loaded, {RATE:,} exchanges/s."""


class Loaded:
    """What a server makes of so many leases."""

    def __init__(self, scene, count, peer=False, empty=None):
        self.server = PEER if peer else "dhcp4-server"
        self.count = count
        name = f"{self.server}-{count}"
        path = scene.lease_file(name)
        write_leases(path, count, int(time.time()) + 86400, pool_id=not peer)
        self.megabytes = path.stat().st_size / 1e6
        server = scene.serve(name, scene.settings(name), peer)
        self.seconds = server.seconds_to_start - (empty.seconds if empty else 0)
        self.resident = server.resident_bytes()
        self.bytes_a_lease = (self.resident - empty.resident) / count if empty else None
        self.load = None if peer else scene.perf("-R", max(count, 10_000), "-r", RATE, "-p", 3)
        say(f"{name}: {self.seconds:.2f} s, {self.resident / 1e6:.0f} MB")
        server.stop()
        path.unlink()

    def row(self):
        latency = [f"{self.load.latency(p):.2f} ms" if self.load else "-" for p in ("p50", "p99")]
        loading = (f"{self.seconds:.2f} s", f"{self.bytes_a_lease:.0f}") if self.count else ("-", "-")
        return [self.server, self.count, f"{self.megabytes:.0f} MB", loading[0], f"{self.resident / 1e6:.0f} MB",
                loading[1], *latency]


def main():
    build, words = arguments()
    counts = [int(word) for word in words] or [MILLION, 10 * MILLION]
    with Scene(build, pinned=False) as scene:
        def loaded(count, peer=False):
            empty = Loaded(scene, 0, peer)
            return [empty, *(Loaded(scene, c, peer, empty) for c in count)]
        ours = loaded(counts)
        peer = loaded(counts[:1], True) if shutil.which(PEER) else []
    heading("Loading leases", EXPLANATION)
    table = Table("server", "leases", "lease file", "loading", "resident", "bytes a lease", "p50", "p99")
    for one in [*ours, *peer]:
        table.row(*one.row())
    table.print()
    targets = Targets()
    if peer:
        targets.at_least(f"loading {counts[0]:,} leases, times as fast as packaged Kea", 10,
                         peer[1].seconds / ours[1].seconds)
    for one in ours[1:]:
        targets.at_most(f"bytes of memory a lease, {one.count:,} leases", 220, one.bytes_a_lease)
    targets.print()


if __name__ == "__main__":
    main()
