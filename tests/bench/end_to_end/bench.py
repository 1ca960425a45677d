"""What the scenarios have in common: servers are started and stopped, each figure is measured once a run."""

import contextlib
import sys
from dataclasses import dataclass

from . import load, servers
from .setting import Clients, Setting

ONE_SUBNET = Setting("one subnet")


@dataclass(frozen=True)
class Scale:
    """How much is measured. The quick one shows that all parts work, and no figure worth having."""
    seconds: float = 1.5  # of a step
    guess: int = 15_000  # exchanges to begin with
    search: bool = True
    subnets: int = 10_000
    reservations: int = 100_000


QUICK = Scale(seconds=0.5, guess=100, search=False, subnets=30, reservations=50)


class Bench:
    def __init__(self, lab, programs, scale, with_peer):
        self.lab = lab
        self.programs = programs
        self.scale = scale
        self.capacities = {}
        self.peers = servers.PEERS if with_peer and servers.peer_is_there() else []

    @contextlib.contextmanager
    def serving(self, subject, setting):
        """A generator that speaks to a fresh server."""
        running = servers.start(self.lab, self.programs, subject, setting)
        yield load.Generator(self.lab, self.programs, setting, Clients(setting.reservations), running)
        running.stop()

    def capacity(self, subject, setting=ONE_SUBNET):
        """The highest rate with at most 0.1 % drops, as the step that was measured at it."""
        if (subject, setting) not in self.capacities:
            with self.serving(subject, setting) as generator:
                self.capacities[subject, setting] = self._search(subject, setting, generator)
        return self.capacities[subject, setting]

    def _search(self, subject, setting, generator):
        def attempt(rate):
            step = generator.at_rate(rate, self.scale.seconds)
            say(f"{subject}, {setting.title}: {describe(step)}")
            return step
        warm = generator.flat_out(self.scale.guess)
        if not self.scale.search:
            return attempt(self.scale.guess)
        say(f"{subject}, {setting.title}: flat out {warm.rate:.0f}/s")
        found = load.highest(attempt, warm.rate)
        if found is None:
            raise AssertionError(f"{subject} stands no load")
        return found

    def best(self, subjects):
        """The mode with the highest rate on one subnet; without having measured all, the first."""
        known = [s for s in subjects if (s, ONE_SUBNET) in self.capacities]
        if len(known) < len(subjects):
            return subjects[0]
        return max(subjects, key=lambda s: self.capacities[s, ONE_SUBNET].rate)

    def rivals(self):
        """Our server and the peer in their best modes; the peer only where it is installed."""
        return [self.best(servers.OURS)] + ([self.best(self.peers)] if self.peers else [])


def describe(step):
    return (f"offered {step.offered}, {step.rate:.0f}/s, lost {step.lost * 100:.3f} %, not started "
            f"{step.not_started}, p50 {step.p50:.2f} p99 {step.p99:.2f} ms, CPU {step.user:.2f} + {step.system:.2f} s, "
            f"{step.microseconds:.1f} us each")


def say(text):
    print(text, file=sys.stderr, flush=True)
