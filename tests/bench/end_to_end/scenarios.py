"""The scenarios: each measures, prints its table and returns its targets."""

from .bench import ONE_SUBNET, say, describe
from .servers import ECHO, OURS
from .setting import Setting
from .tables import Target, per_second, print_table

SCENARIOS = {}


def scenario(name):
    def add(function):
        SCENARIOS[name] = function
        return function
    return add


@scenario("one-subnet")
def one_subnet(bench):
    subjects = [ECHO, *OURS, *bench.peers]
    steps = {subject: bench.capacity(subject) for subject in subjects}
    print_table(
        ["server", "exchanges/s", "ACK p50", "ACK p99", "CPU an exchange", "of it user"],
        [[subject, per_second(step.rate), f"{step.p50:.2f} ms", f"{step.p99:.2f} ms", f"{step.microseconds:.1f} µs",
          f"{step.user / max(step.user + step.system, 1e-9) * 100:.0f} %"] for subject, step in steps.items()])
    ours = bench.capacity(bench.best(OURS)).rate
    targets = [Target("exchanges/s, of the UDP echo's", 0.6, ours / steps[ECHO].rate)]
    if bench.peers:
        targets.append(Target("exchanges/s, of packaged Kea's", 6, ours / bench.capacity(bench.best(bench.peers)).rate))
    return targets


def beside_one_subnet(bench, setting):
    """How both servers do in `setting`, beside one plain subnet; our share of that."""
    rows, shares = [], []
    for subject in bench.rivals():
        plain, other = bench.capacity(subject), bench.capacity(subject, setting)
        shares.append(other.rate / plain.rate)
        rows.append([subject, per_second(plain.rate), per_second(other.rate), f"{shares[-1]:.2f}"])
    print_table(["server, exchanges/s", ONE_SUBNET.title, setting.title, "ratio"], rows)
    return shares[0]


@scenario("subnets")
def subnets(bench):
    count = bench.scale.subnets
    share = beside_one_subnet(bench, Setting(f"{count:,} subnets", subnets=count))
    return [Target(f"exchanges/s with {count:,} subnets, of those with one", 0.9, share)]


@scenario("reservations")
def reservations(bench):
    count = bench.scale.reservations
    beside_one_subnet(bench, Setting(f"{count:,} reservations", reservations=count))
    return []


@scenario("overload")
def overload(bench):
    rows, shares = [], []
    for subject in bench.rivals():
        peak = bench.capacity(subject)
        with bench.serving(subject, ONE_SUBNET) as generator:
            generator.flat_out(bench.scale.guess)
            step = generator.at_rate(int(peak.rate * 3), bench.scale.seconds * 2)
        say(f"{subject}, overload: {describe(step)}")
        shares.append(step.rate / peak.rate)
        started = (step.offered - step.not_started) / bench.scale.seconds / 2
        rows.append([subject, per_second(peak.rate), per_second(started), per_second(step.rate), f"{shares[-1]:.2f}"])
    print_table(["server, exchanges/s", "peak", "offered", "goodput", "of peak"], rows)
    return [Target("goodput at three times the peak, of the peak", 0.9, shares[0])]


@scenario("cpu")
def cpu(bench):
    """All at one rate that the slowest stands easily; ours and the echo also near our own limit."""
    rivals = bench.rivals()
    ratio = None
    rows = []
    for slowest in reversed(rivals):
        rate = int(bench.capacity(slowest).rate * 0.8)
        costs = {}
        for subject in [ECHO, *rivals]:
            if bench.capacity(subject).rate < rate:
                continue
            with bench.serving(subject, ONE_SUBNET) as generator:
                generator.flat_out(bench.scale.guess)
                step = generator.at_rate(rate, bench.scale.seconds * 2)
            say(f"{subject}, CPU: {describe(step)}")
            costs[subject] = step
        for subject, step in costs.items():
            ratio = step.microseconds / max(costs[ECHO].microseconds, 1e-9)
            rows.append([subject, per_second(rate), f"{step.microseconds:.1f} µs", f"{ratio:.2f}"])
    print_table(["server", "offered", "CPU an exchange", "of the echo's"], rows)
    return [Target("CPU an exchange, of the echo's for the same replies", 1.5, ratio, at_most=True)]
