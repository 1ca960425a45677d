#!/usr/bin/env python3
"""What clients notice while a million ended leases are reclaimed without limits: reclamation_bench.py BUILD
[LEASES]."""

import os
import shutil
import statistics
import time

from support.report import Table, Targets, heading
from support.scene import MILLION, OTHER_CLIENTS, Scene, arguments, say, wait_until, write_leases

ROUNDS = 5
CLIENTS = 20_000
SETTINGS = {"reclaim-timer-wait-time": 4, "max-reclaim-leases": 0, "max-reclaim-time": 0,
            "flush-reclaimed-timer-wait-time": 3600, "hold-reclaimed-time": 86400}
RECLAIMED = b",2,,0\n"  # how the row of a reclaimed lease ends


class Round:
    """A server under load for some seconds; `ended`: a file of leases to reclaim meanwhile."""

    def __init__(self, scene, name, ended, rate, seconds):
        self.path = scene.lease_file(name)
        if ended:
            shutil.copy(ended, self.path)
        server = scene.serve(name, scene.settings(name, expired_leases_processing=SETTINGS))
        scene.perf("-R", CLIENTS, "-n", CLIENTS, first=OTHER_CLIENTS)
        self.at = self.path.stat().st_size
        if ended:
            wait_until(lambda: self.count_reclaimed() > 0, 20, "reclamation to begin")
        os.sync()  # what earlier rounds have left to be written is not this one's
        before, start = self.count_reclaimed(), time.monotonic()
        self.load = scene.perf("-R", CLIENTS, "-r", rate, "-p", seconds, first=OTHER_CLIENTS)
        after = self.count_reclaimed()
        self.pace = (after - before) / (time.monotonic() - start)
        time.sleep(0.2)
        self.to_the_end = self.count_reclaimed() > after
        say(f"{name}: p99 {self.load.latency('p99'):.2f} ms, {self.pace:,.0f} reclaimed/s, {self.load.dropped} dropped")
        server.stop()

    def count_reclaimed(self):
        with open(self.path, "rb") as file:
            file.seek(self.at)
            return file.read().count(RECLAIMED)


def median(rounds, percentile):
    return statistics.median(one.load.latency(percentile) for one in rounds)


def main():
    build, words = arguments()
    count = int(words[0]) if words else MILLION
    with Scene(build) as scene:
        server = scene.serve("peak", scene.settings("peak"))
        rate = int(scene.peak("-R", CLIENTS, first=OTHER_CLIENTS) / 2)
        server.stop()
        ended = scene.scratch / "ended.csv"
        write_leases(ended, count, int(time.time()) - 3660)
        seconds = 4
        while not Round(scene, f"trial-{seconds}", ended, rate, seconds).to_the_end and seconds > 1:
            seconds /= 2
        quiet, busy = [], []
        for i in range(ROUNDS):
            quiet.append(Round(scene, f"quiet-{i}", None, rate, seconds))
            busy.append(Round(scene, f"reclaiming-{i}", ended, rate, seconds))
    pace = statistics.median(one.pace for one in busy)
    heading("Reclamation while serving",
            f"{count:,} leases have ended when the server starts; `expired-leases-processing` has no limits. Clients that "
            f"have leases offer half of the peak, {rate:,} exchanges/s, for {seconds:g} s, while {pace:,.0f} leases/s are "
            f"reclaimed. Medians of {ROUNDS} rounds.")
    table = Table("", "p50", "p99", "max", "dropped")
    for name, rounds in (("nothing to reclaim", quiet), ("reclaiming", busy)):
        table.row(name, *(f"{median(rounds, p):.2f} ms" for p in ("p50", "p99", "max")),
                  max(one.load.dropped for one in rounds))
    table.print()
    targets = Targets()
    targets.at_most(f"p99 while {count:,} leases are reclaimed, of that without", 2,
                    median(busy, "p99") / median(quiet, "p99"))
    targets.print()


if __name__ == "__main__":
    main()
