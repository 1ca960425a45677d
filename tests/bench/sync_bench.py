#!/usr/bin/env python3
"""What it costs to sync the lease file before each acknowledgement (`sync` of `lease-database`), beside what a sync
costs the disk: sync_bench.py BUILD."""

import os
import statistics
import tempfile
import time
from pathlib import Path

from support.report import Table, Targets, heading
from support.scene import Scene, arguments, say

CLIENTS = 100_000


def sync_latencies(directory, times=200):
    """Milliseconds that appends of 4 KiB take with fdatasync, in ascending order."""
    taken = []
    with tempfile.TemporaryFile(dir=directory, buffering=0) as file:
        for _ in range(times):
            start = time.perf_counter()
            file.write(bytes(4096))
            os.fdatasync(file.fileno())
            taken.append((time.perf_counter() - start) * 1000)
    return sorted(taken)


def file_system(path):
    mounts = [line.split()[:3] for line in Path("/proc/mounts").read_text().splitlines()]
    device, _, kind = max((mount for mount in mounts if path.is_relative_to(mount[1])), key=lambda m: len(m[1]))
    return f"{kind} on {device}"


def measure(scene, sync, window):
    name = f"sync-{sync}-{window}"
    server = scene.serve(name, scene.settings(name, database={"sync": sync}))
    options = ("-R", CLIENTS, "--flat-out", window)
    scene.perf("-p", 2, *options)
    load = scene.perf("-p", 5, *options)
    say(f"{name}: {load.rate:,.0f} exchanges/s")
    server.stop()
    return load


def main():
    build, _ = arguments()
    with Scene(build) as scene:
        latencies = sync_latencies(scene.scratch)
        loads = {(window, sync): measure(scene, sync, window) for window in (512, 2048) for sync in (False, True)}
        disk = file_system(scene.scratch)
    heading("Syncing before each acknowledgement",
            f"Flat out. An append of 4 KiB with `fdatasync` takes {statistics.median(latencies):.2f} ms on this disk "
            f"(p99 {latencies[-len(latencies) // 100]:.2f} ms; {disk}).")
    table = Table("exchanges in flight", "sync", "exchanges/s", "p50", "p99")
    for (window, sync), load in loads.items():
        table.row(window, str(sync).lower(), load.rate, f"{load.latency('p50'):.2f} ms", f"{load.latency('p99'):.2f} ms")
    table.print()
    without, synced = (max(load.rate for (_, s), load in loads.items() if s == sync) for sync in (False, True))
    targets = Targets()
    targets.at_least("exchanges/s with `fdatasync` before each acknowledgement, of those without", 0.5,
                     synced / without)
    targets.print()


if __name__ == "__main__":
    main()
