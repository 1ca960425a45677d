"""What the benchmarks of scale share: a server under test in the end to end benchmark's two namespaces, lease files
of any size, and a generator whose clients are those of the lease files."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from end_to_end.lab import Lab  # noqa: E402
from end_to_end.setting import RELAY_ADDRESS, SERVER_ADDRESS  # noqa: E402
from harness import Process, World, server_environment, wait_until, why_no_namespaces  # noqa: E402

PEER = "kea-dhcp4"
MILLION = 1_000_000
FIRST_LEASE = 0x0A640000  # 10.100.0.0
CLIENTS_OF_LEASES = "mac=00:0c:00:00:00:00"
OTHER_CLIENTS = "mac=02:00:00:00:00:00"
COLUMNS = "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context"


def say(*words):
    print(*words, file=sys.stderr, flush=True)


def arguments():
    """The build directory and what else was asked for."""
    if len(sys.argv) < 2:
        raise SystemExit(f"usage: {Path(sys.argv[0]).name} BUILD [...]")
    if missing := why_no_namespaces():
        say(missing)
        sys.exit(77)
    return Path(sys.argv[1]).resolve(), sys.argv[2:]


# --- leases ---------------------------------------------------------------------------------------

def lease_rows(count, expires, pool_id):
    """`count` leases from 10.100.0.0 on that end within an hour from `expires` on, in no order: six bytes of hardware
    address, seven of client identifier, twelve of host name."""
    decimal = [str(i) for i in range(256)]
    hexadecimal = [f":{i:02x}" for i in range(256)]
    end = ",0,,0\n" if pool_id else ",0,\n"
    for i in range(count):
        number = i * 982451653 % count  # a prime: every number once
        address = FIRST_LEASE + number
        b, c, d = number >> 16 & 255, number >> 8 & 255, number & 255
        hardware = f"00:0c{hexadecimal[number >> 24]}{hexadecimal[b]}{hexadecimal[c]}{hexadecimal[d]}"
        yield (f"10.{decimal[address >> 16 & 255]}.{decimal[address >> 8 & 255]}.{decimal[address & 255]},{hardware},"
               f"01:{hardware},86400,{expires + number % 3600},1,0,0,host{number:08x}{end}")


def write_leases(path, count, expires, pool_id=True):
    """`pool_id`: whether the file has that column, which Kea 2.2.0 does not know."""
    say(f"writing {count:,} leases")
    with open(path, "w", buffering=1 << 20) as file:
        file.write(COLUMNS + (",pool_id\n" if pool_id else "\n"))
        file.writelines(lease_rows(count, expires, pool_id))


# --- server and generator -------------------------------------------------------------------------

class Scene:
    """Two namespaces, and a directory for all files. Ends with everything that was started in it."""

    def __init__(self, build, pinned=True):
        self.build = build
        self.world = World()
        self.scratch = self.world.scratch
        self.lab = Lab(self.world, pinned)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.world.close()

    def lease_file(self, name):
        return self.scratch / f"{name}.csv"

    def settings(self, name, *, subnets=None, database=None, **more):
        """A configuration whose lease file is called `name`."""
        dhcp4 = {
            "interfaces-config": {"interfaces": ["eth0"], "dhcp-socket-type": "udp"},
            "lease-database": {"type": "memfile", "persist": True, "name": str(self.lease_file(name)),
                               "lfc-interval": 0, **(database or {})},
            "valid-lifetime": 86400,
            "subnet4": subnets or [{"id": 1, "subnet": "10.0.0.0/8", "relay": {"ip-addresses": [RELAY_ADDRESS]},
                                    "pools": [{"pool": "10.100.0.0 - 10.255.255.255"}]}],
        }
        dhcp4.update({key.replace("_", "-"): value for key, value in more.items()})
        return {"Dhcp4": dhcp4}

    def serve(self, name, settings, peer=False):
        """A server that serves."""
        return Server(self, name, settings, PEER if peer else self.build / "servers/dhcp4/dhcp4-server")

    def perf(self, *options, first=CLIENTS_OF_LEASES, meanwhile=None):
        """The generator's results; calls `meanwhile` while it runs."""
        out = self.scratch / "perf.json"
        command = [self.build / "servers/perf/dhcp-perf", "--json", "-l", RELAY_ADDRESS, "-b", first, *options,
                   SERVER_ADDRESS]
        process = Process(["sh", "-c", 'out=$1; shift; exec "$@" >"$out"', "sh", out,
                           *self.lab.relay.arguments(*command)], self.scratch / "perf.log",
                          preexec_fn=self.lab.pin_generator)
        self.world.on_end(process.stop)
        if meanwhile:
            meanwhile()
        if process.wait(120) not in (0, 3):
            raise SystemExit(f"dhcp-perf failed: {process.log()}")
        return Load(json.loads(out.read_text()))

    def peak(self, *options, **more):
        """What the server does flat out, in exchanges a second, after a second to warm up."""
        self.perf("-p", 1, *options, **more)
        peak = self.perf("-p", 3, *options, **more).rate
        say(f"flat out: {peak:,.0f} exchanges/s")
        return peak

    def socket_drops(self):
        """Datagrams that have found the receive buffers of the server's UDP sockets full."""
        lines = self.lab.server.run("cat", "/proc/net/udp").stdout.splitlines()[1:]
        return sum(int(line.split()[-1]) for line in lines)

    @staticmethod
    def overload_drops(server):
        """DISCOVERs that the server dropped because too much waited; it says so every second."""
        time.sleep(1.5)
        lines = subprocess.run(["grep", "-a", "DHCP4_OVERLOAD", server.log_path], stdout=subprocess.PIPE, text=True)
        return sum(int(count) for count in re.findall(r"(\d+) DISCOVERs", lines.stdout))


class Load:
    """What dhcp-perf has found."""

    def __init__(self, results):
        self.rate = results["exchanges-per-second"]
        self.stages = [stage for stage in results["stages"].values() if stage["sent"]]
        self.unanswered = sum(stage["sent"] - stage["received"] for stage in self.stages)
        self.dropped = sum(stage["dropped"] for stage in self.stages)

    def latency(self, percentile):
        """In milliseconds; of the stage that is slower."""
        return max(stage["latency-us"][percentile] for stage in self.stages) / 1000


class Server(Process):
    def __init__(self, scene, name, settings, program):
        self.config = scene.scratch / f"{name}.json"
        self.write(settings)
        start = time.monotonic()
        super().__init__(scene.lab.server.arguments(program, "-c", self.config), scene.scratch / f"{name}.log",
                         env=server_environment(scene.scratch), preexec_fn=scene.lab.pin_server)
        scene.world.on_end(self.stop)
        self.wait_for("DHCP4_STARTED", 120)
        self.seconds_to_start = time.monotonic() - start

    def write(self, settings):
        self.config.write_text(json.dumps(settings))

    def log_size(self):
        return self.log_path.stat().st_size

    def wait_for(self, text, seconds=60, after=0):
        """In the log from byte `after` on. A server at work writes many megabytes a second: each is read once."""
        sought, tail = text.encode(), b""
        with open(self.log_path, "rb") as log:
            log.seek(after)

            def there():
                nonlocal tail
                if self.child.poll() is not None:
                    raise SystemExit(f"the server ended:\n{self.log()[-2000:]}")
                tail = tail[-len(sought):] + log.read()
                return sought in tail
            wait_until(there, seconds, text)

    def resident_bytes(self):
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
