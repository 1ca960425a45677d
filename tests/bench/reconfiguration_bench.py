#!/usr/bin/env python3
"""What clients notice when a configuration with many subnets is loaded anew, all of them changed:
reconfiguration_bench.py BUILD [SUBNETS]..., by default 10000 and 50000."""

import signal
import time

from support.report import Table, Targets, heading
from support.scene import Scene, arguments, say

SECONDS = 8
CLIENTS = 20_000


def subnet(i):
    network = f"10.{i >> 8}.{i & 255}"
    return {"id": i + 1, "subnet": f"{network}.0/24", "pools": [{"pool": f"{network}.10 - {network}.250"}],
            "option-data": [{"name": "routers", "data": f"{network}.1"}]}


class Case:
    """So many subnets; half of the peak, without and with a reconfiguration."""

    def __init__(self, scene, count):
        self.count = count
        name = f"subnets-{count}"
        relays = scene.scratch / "relays"
        relays.write_text("".join(f"10.{i >> 8}.{i & 255}.1\n" for i in range(count)))
        settings = scene.settings(name, subnets=[subnet(i) for i in range(count)])
        self.server = scene.serve(name, settings)
        clients = ("-R", CLIENTS, "-J", relays)
        self.rate = int(scene.peak(*clients) / 2)
        load = (*clients, "-r", self.rate, "-p", SECONDS, "--drain")
        self.without = self.measure(scene, load)
        settings["Dhcp4"]["valid-lifetime"] += 1
        self.server.write(settings)
        self.changed = self.measure(scene, load, self.reconfigure)
        self.server.stop()

    def measure(self, scene, load, meanwhile=None):
        before = self.dropped_at_socket(scene)
        result = scene.perf(*load, meanwhile=meanwhile)
        result.dropped_at_socket = self.dropped_at_socket(scene) - before
        say(f"{self.count} subnets: {result.unanswered} unanswered, {result.dropped_at_socket} dropped at the socket, "
            f"p99 {result.latency('p99'):.2f} ms, max {result.latency('max'):.2f} ms")
        return result

    def dropped_at_socket(self, scene):
        return scene.socket_drops() + scene.overload_drops(self.server)

    def reconfigure(self):
        time.sleep(2)
        logged = self.server.log_size()
        start = time.monotonic()
        self.server.signal(signal.SIGHUP)
        self.server.wait_for("DYNAMIC_RECONFIGURATION_SUCCESS", after=logged)
        self.seconds = time.monotonic() - start

    def rows(self):
        for name, load in (("-", self.without), (f"{self.seconds:.2f} s", self.changed)):
            yield [self.count, self.rate, name, *(f"{load.latency(p):.2f} ms" for p in ("p50", "p99", "max")),
                   str(load.unanswered), str(load.dropped_at_socket)]


def main():
    build, words = arguments()
    with Scene(build) as scene:
        cases = [Case(scene, int(count)) for count in words or (10_000, 50_000)]
    heading("Reconfiguration while serving",
            f"Half of the peak is offered for {SECONDS} s, each exchange by the relay of a random subnet; then once more, "
            "with SIGHUP meanwhile and another `valid-lifetime`, so that each subnet is compiled anew. Queries that "
            "found the socket's buffer full are counted by the kernel; what was dropped when it was nearly full, by the "
            "server.")
    table = Table("subnets", "exchanges/s", "reconfiguration", "p50", "p99", "max", "unanswered", "of them at the socket")
    targets = Targets()
    for case in cases:
        for row in case.rows():
            table.row(*row)
        targets.at_most(f"queries lost by a reconfiguration with {case.count:,} subnets, beyond the socket's buffer", 0,
                        max(0, case.changed.unanswered - case.changed.dropped_at_socket))
    table.print()
    targets.print()


if __name__ == "__main__":
    main()
