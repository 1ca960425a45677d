"""One step of load, and the search for the highest rate that a server stands."""

import json
import subprocess
from dataclasses import dataclass

from .setting import RELAY_ADDRESS, SERVER_ADDRESS, hardware_address

TOLERATED = 0.001  # of the exchanges may fail


@dataclass(frozen=True)
class Step:
    """What came of one step."""
    offered: int  # exchanges that should have been started
    completed: int  # both replies within a second of their requests
    not_started: int  # the generator's own failures
    seconds: float
    p50: float  # of REQUEST to ACK, in ms
    p99: float
    user: float  # the server's processor time, in s
    system: float

    @property
    def rate(self):
        return self.completed / self.seconds if self.seconds else 0.0

    @property
    def lost(self):
        return 1 - self.completed / self.offered if self.offered else 1.0

    @property
    def holds(self):
        return self.lost <= TOLERATED

    @property
    def microseconds(self):
        """The server's processor time an exchange."""
        return (self.user + self.system) * 1e6 / max(1, self.completed)


class Generator:
    """Offers load to a running server."""

    def __init__(self, lab, programs, setting, clients, running):
        self.lab = lab
        self.perf = programs.perf
        self.clients = clients
        self.running = running
        self.relay_file = lab.new_directory() / "relays"
        self.relay_file.write_text("\n".join(setting.relays()) + "\n")

    def at_rate(self, rate, seconds):
        started = int(rate * seconds)
        return self._run(started, ["-r", rate, "-p", seconds], started)

    def flat_out(self, exchanges, window=256):
        """As fast as the server answers, with so many exchanges in flight."""
        return self._run(exchanges, ["-n", exchanges, "--flat-out", window], exchanges)

    def _run(self, exchanges, load, offered):
        first, count = self.clients.take(exchanges + exchanges // 20 + 64)
        arguments = [self.perf, "--json", "--drain", *load, "-R", count, "-b", f"mac={hardware_address(first)}",
                     "-J", self.relay_file, "-l", RELAY_ADDRESS, SERVER_ADDRESS]
        user, system = self.running.processor_seconds()
        run = subprocess.run(self.lab.relay.arguments(*arguments), stdin=subprocess.DEVNULL, capture_output=True,
                             text=True, preexec_fn=self.lab.pin_generator)
        if run.returncode not in (0, 3):
            raise AssertionError(f"dhcp-perf: exit code {run.returncode}\n{run.stderr}")
        user_after, system_after = self.running.processor_seconds()
        result = json.loads(run.stdout)
        latency = result["stages"]["RA"]["latency-us"]
        self.lab.rest()
        return Step(offered, result["exchanges"], offered - result["stages"]["DO"]["sent"], result["seconds"], latency["p50"] / 1000,
                    latency["p99"] / 1000, user_after - user, system_after - system)


def highest(attempt, first, precision=1.03, most_steps=14):
    """The step with the highest rate that holds. `attempt(rate)` makes a step; `first` is a guess.

    A rate that fails is tried once more: a machine's hiccup is not the server's limit."""
    best, lower, upper, rate, stride = None, None, None, first, 1.12
    for _ in range(most_steps):
        step = attempt(int(rate))
        if not step.holds:
            step = attempt(int(rate))
        if step.holds:
            best, lower = step, rate
        else:
            upper = rate
        if lower and upper:
            if upper / lower <= precision:
                break
            rate = (lower * upper) ** 0.5
        else:
            rate = rate * stride if lower else rate / stride
            stride **= 1.5
    return best
