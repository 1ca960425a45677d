#!/usr/bin/env python3
"""The end to end benchmark works: its parts by themselves, and all of it once with very little load."""

import os
import subprocess
import sys
from pathlib import Path

import harness
from harness import case

BENCH = Path(__file__).resolve().parents[1] / "bench"
sys.path.insert(0, str(BENCH))

from end_to_end import load, setting  # noqa: E402
from end_to_end.scenarios import SCENARIOS  # noqa: E402


def step(rate, limit):
    """What a server with a sharp limit makes of a rate."""
    return load.Step(offered=rate, completed=min(rate, limit), not_started=0, seconds=1, p50=1, p99=1, user=0, system=0)


@case("the search finds a server's limit from a guess too high, too low or right", namespaces=False)
def _(world):
    limit = 50_000
    for guess in 5_000, 49_000, 50_000, 51_000, 200_000:
        found = load.highest(lambda rate: step(rate, limit), guess)
        assert limit * 0.96 < found.rate <= limit * 1.001, f"{found.rate} from {guess}"


@case("the search tries a failed rate a second time", namespaces=False)
def _(world):
    tried = []

    def attempt(rate):
        tried.append(rate)
        return step(rate, 1 if len(tried) == 1 else 1000)
    assert load.highest(attempt, 900).rate >= 900
    assert tried[:2] == [900, 900]


@case("the subnets of a setting are as many as asked for, apart, and each has its relay", namespaces=False)
def _(world):
    many = setting.Setting("many", subnets=10_000)
    networks = many.networks()
    assert len(networks) == 10_000
    assert all(one[-1] < other[0] for one, other in zip(networks, networks[1:]))
    assert networks[-1].subnet_of(setting.RELAYED)
    assert len(set(many.relays())) == 10_000


@case("a small run prints the tables of all scenarios and the targets")
def _(world):
    run = subprocess.run([sys.executable, BENCH / "end_to_end_bench.py", os.environ["DHCP_BUILD"], "--quick",
                          "--without-peer"], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    tables = run.stdout.count("|---|")
    assert run.stdout.startswith("### ") and tables == len(SCENARIOS) + 1, run.stdout
    assert "| measure | target | here | holds |" in run.stdout, run.stdout
    assert "| Kea" not in run.stdout, run.stdout


if __name__ == "__main__":
    harness.main()
