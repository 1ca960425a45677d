"""What every integration test stands on: cases that are counted, hosts that are network namespaces,
servers that are started, waited for and stopped by their own process id.

A test file defines cases and ends with `harness.main()`:

    @case("a client that comes back gets its address again")
    def _(world): ...

Results are printed as TAP. Everything a case makes through its `world` is gone when the case ends.
"""

import contextlib
import csv
import ctypes
import ipaddress
import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

CLONE_NEWNET = 0x40000000
libc = ctypes.CDLL(None, use_errno=True)
serial = itertools.count()

SERVER = os.environ.get("DHCP4_SERVER", "dhcp4-server")
LFC = os.environ.get("DHCP_LFC", "dhcp-lfc")
PERF = os.environ.get("DHCP_PERF", "dhcp-perf")


class Skip(Exception):
    """Raised by a case that cannot run here; the text says what is missing."""


def wait_until(condition, seconds=20, what="a condition"):
    """The first true value of `condition()`; polls. Fails the case after that time."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s for {what}")
        time.sleep(0.02)


def require(*programs):
    for program in programs:
        if shutil.which(program) is None:
            raise Skip(f"{program} is not installed")


def command(*arguments, check=True, **keywords):
    run = subprocess.run([str(a) for a in arguments], stdin=subprocess.DEVNULL, text=True,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **keywords)
    if check and run.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, arguments))}: exit code {run.returncode}\n{run.stdout}")
    return run


class Process:
    """A program in the background; its output is in a file."""

    def __init__(self, arguments, log, **keywords):
        self.log_path = Path(log)
        self.arguments = [str(a) for a in arguments]
        with open(self.log_path, "ab") as output:
            self.child = subprocess.Popen(self.arguments, stdin=subprocess.DEVNULL, stdout=output,
                                          stderr=subprocess.STDOUT, **keywords)

    @property
    def pid(self):
        return self.child.pid

    def log(self):
        return self.log_path.read_text(errors="replace")

    def signal(self, number):
        if self.child.poll() is None:
            self.child.send_signal(number)

    def wait(self, seconds=20):
        return self.child.wait(seconds)

    def stop(self, seconds=10):
        """Ends it with SIGTERM, then SIGKILL; the exit code."""
        self.signal(signal.SIGTERM)
        try:
            return self.child.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            return self.child.returncode

    def kill(self):
        self.signal(signal.SIGKILL)
        self.child.wait()


class Host:
    """A network namespace with a name nobody else has."""

    def __init__(self, role):
        self.role = role
        self.name = f"dhcpit-{os.getpid()}-{next(serial)}-{role}"
        command("ip", "netns", "add", self.name)
        self.run("sh", "-c", "echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6; ip link set lo up", check=False)

    def delete(self):
        # A client that is killed leaves its helper processes. Whatever runs in a namespace of ours is ours.
        for pid in command("ip", "netns", "pids", self.name, check=False).stdout.split():
            if pid.isdigit() and int(pid) != os.getpid():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(pid), signal.SIGKILL)
        command("ip", "netns", "del", self.name, check=False)

    def arguments(self, *arguments):
        return ["ip", "netns", "exec", self.name, *map(str, arguments)]

    def run(self, *arguments, **keywords):
        return command(*self.arguments(*arguments), **keywords)

    @contextlib.contextmanager
    def entered(self):
        """The calling thread is in the namespace; sockets made meanwhile stay there."""
        with open("/proc/thread-self/ns/net") as back, open(f"/run/netns/{self.name}") as here:
            enter_namespace(here.fileno())
            try:
                yield
            finally:
                enter_namespace(back.fileno())

    def addresses(self, interface="eth0"):
        links = json.loads(self.run("ip", "-j", "-4", "address", "show", "dev", interface).stdout or "[]")
        return [ipaddress.IPv4Address(a["local"]) for link in links for a in link.get("addr_info", [])]

    def hardware_address(self, interface="eth0"):
        links = json.loads(self.run("ip", "-j", "link", "show", "dev", interface).stdout)
        return bytes.fromhex(links[0]["address"].replace(":", ""))


def enter_namespace(descriptor):
    if libc.setns(descriptor, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


class Lan:
    """An Ethernet segment: a bridge in a namespace of its own."""

    def __init__(self, world, name="lan"):
        self.world = world
        self.bridge = world.host(name)
        self.bridge.run("ip", "link", "add", "br0", "type", "bridge", "forward_delay", "0")
        self.bridge.run("ip", "link", "set", "br0", "up")

    def join(self, host, address=None, interface="eth0"):
        """Connects a host to the segment; the interface is up when this returns."""
        port = f"p{next(serial)}"
        command("ip", "-n", self.bridge.name, "link", "add", port, "type", "veth",
                "peer", "name", interface, "netns", host.name)
        command("ip", "-n", self.bridge.name, "link", "set", port, "master", "br0", "up")
        command("ip", "-n", host.name, "link", "set", interface, "up")
        if address:
            command("ip", "-n", host.name, "address", "add", address, "dev", interface)
        wait_until(lambda: '"LOWER_UP"' in host.run("ip", "-j", "link", "show", "dev", interface).stdout,
                   what=f"{interface} of {host.role} to come up")
        return port


class Server(Process):
    """A DHCPv4 server in a host, with its own directory for leases, PID file and log."""

    def __init__(self, world, host, config, *, arguments=(), name="server", environment=None, wait=True):
        self.directory = world.scratch / name
        self.directory.mkdir(exist_ok=True)
        self.config_path = self.directory / "dhcp4.json"
        self.lease_path = Path(config["Dhcp4"].get("lease-database", {}).get("name", self.directory / "leases.csv"))
        self.write(config)
        self.environment = server_environment(self.directory) | (environment or {})
        super().__init__(host.arguments(SERVER, "-c", self.config_path, *arguments),
                         self.directory / "server.log", env=self.environment)
        world.on_end(self.stop)
        world.show_on_failure(self.log_path)
        if wait:
            self.wait_for("DHCP4_STARTED", 30)

    def write(self, config):
        self.config_path.write_text(json.dumps(config, indent=2))

    def wait_for(self, text, seconds=20, count=1):
        """Waits until the log holds `text` so many times."""
        def there():
            if self.log().count(text) >= count:
                return True
            if self.child.poll() is not None:
                raise AssertionError(f"the server ended ({self.child.returncode}) before it logged {text}")
            return False
        return wait_until(there, seconds, f"{text} in the server's log")

    def leases(self):
        """The lease files' rows by address: the last row of an address counts, lifetime 0 removes it. Only
        while no cleanup is at work."""
        return read_leases(self.lease_path)

    def held(self):
        """The rows of addresses that a client holds now. A released lease may stay in the file, expired."""
        now = time.time()
        return {address: row for address, row in self.leases().items()
                if row["state"] == "0" and int(row["expire"]) > now}


def server_environment(directory):
    return dict(os.environ, KEA_PIDFILE_DIR=str(directory), KEA_LOCKFILE_DIR="none",
                KEA_LOGGER_DESTINATION="stdout", KEA_LFC_EXECUTABLE=LFC)


def lease_files(path):
    """The files of a lease database, oldest first, in whatever state a cleanup has left them."""
    completed = Path(f"{path}.completed")
    older = [completed] if completed.exists() else [Path(f"{path}.2"), Path(f"{path}.1")]
    return [file for file in (*older, Path(path)) if file.exists()]


def read_leases(path):
    leases = {}
    for name in lease_files(path):
        with open(name, newline="") as file:
            for row in csv.DictReader(file):
                if row["valid_lifetime"] == "0":
                    leases.pop(row["address"], None)
                else:
                    leases[row["address"]] = row
    return leases


class World:
    """Everything one case makes; undone in reverse order when it ends."""

    def __init__(self):
        self.stack = contextlib.ExitStack()
        self.logs = []
        self.scratch = Path(tempfile.mkdtemp(prefix="dhcp-integration-"))
        self.stack.callback(shutil.rmtree, self.scratch, ignore_errors=True)

    def on_end(self, function, *arguments):
        self.stack.callback(function, *arguments)

    def show_on_failure(self, path):
        if path not in self.logs:
            self.logs.append(path)

    def host(self, role):
        host = Host(role)
        self.on_end(host.delete)
        return host

    def lan(self, name="lan"):
        return Lan(self, name)

    def start(self, host, *arguments, name):
        """A program in a host, ended with the case."""
        process = Process(host.arguments(*arguments), self.scratch / f"{name}.log")
        self.on_end(process.stop)
        self.show_on_failure(process.log_path)
        return process

    def server(self, host, config, **keywords):
        return Server(self, host, config, **keywords)

    def config(self, name="server", **settings):
        """A configuration: one subnet 192.0.2.0/24 on eth0, lease file in the server's directory."""
        directory = self.scratch / name
        directory.mkdir(exist_ok=True)
        dhcp4 = {
            "interfaces-config": {"interfaces": ["eth0"], "dhcp-socket-type": "raw"},
            "lease-database": {"type": "memfile", "persist": True, "name": str(directory / "leases.csv"),
                               "lfc-interval": 0},
            "valid-lifetime": 600,
            "subnet4": [{
                "id": 1, "subnet": "192.0.2.0/24",
                "pools": [{"pool": "192.0.2.10 - 192.0.2.250"}],
                "option-data": [{"name": "routers", "data": "192.0.2.1"}],
            }],
        }
        dhcp4.update({key.replace("_", "-"): value for key, value in settings.items()})
        return {"Dhcp4": dhcp4}

    def close(self):
        self.stack.close()


# --- cases ----------------------------------------------------------------------------------------

cases = []


def case(sentence, *, namespaces=True):
    def add(function):
        cases.append((sentence, function, namespaces))
        return function
    return add


def why_no_namespaces():
    """None if hosts can be made here, else the reason."""
    if shutil.which("ip") is None:
        return "iproute2 is not installed"
    if os.geteuid() != 0:
        return "not root"
    try:
        host = Host("probe")
        host.delete()
        return None
    except (AssertionError, OSError) as error:
        return f"no network namespaces: {str(error).splitlines()[-1]}"


def diagnose(text):
    for line in text.rstrip().splitlines():
        print(f"# {line}")


def run_case(number, sentence, function):
    world = World()
    start = time.monotonic()
    try:
        function(world)
        print(f"ok {number} - {sentence}")
    except Skip as reason:
        print(f"ok {number} - {sentence} # SKIP {reason}")
    except Exception:  # A failed case must not keep the others from running.
        print(f"not ok {number} - {sentence}")
        diagnose(traceback.format_exc())
        for log in world.logs:
            if log.exists():
                diagnose(f"----- {log.name}\n" + "\n".join(log.read_text(errors="replace").splitlines()[-40:]))
    finally:
        world.close()
    diagnose(f"{time.monotonic() - start:.1f} s")
    sys.stdout.flush()


def main():
    # A timeout of the test runner must still take the namespaces down.
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda number, frame: sys.exit(128 + number))
    pattern = re.compile(sys.argv[1]) if len(sys.argv) > 1 else None
    chosen = [c for c in cases if pattern is None or pattern.search(c[0])]
    print(f"1..{len(chosen)}", flush=True)
    missing = why_no_namespaces()
    for number, (sentence, function, namespaces) in enumerate(chosen, 1):
        if namespaces and missing:
            print(f"ok {number} - {sentence} # SKIP {missing}", flush=True)
        else:
            run_case(number, sentence, function)
