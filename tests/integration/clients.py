"""The DHCP clients of other people, each with private files and a script that records what it was told."""

import signal
import stat

from harness import command, require, wait_until

# Every client calls a script at each event. This one writes `event address` lines and, for the clients that
# leave it to their script, sets the address. The names of the variables differ from client to client.
SCRIPT = r"""#!/bin/sh
event=${reason:-$1}
address=${new_ip_address:-$ip}
echo "$event ${address:-none}" >> "%(events)s"
[ "%(configures)s" = yes ] || exit 0
case $event in
  bound|renew|BOUND|RENEW|REBIND|REBOOT)
    ip link set dev "$interface" up
    %(conflict)s
    ip address replace "$address/24" dev "$interface" ;;
  deconfig|PREINIT|EXPIRE|RELEASE|STOP|FAIL)
    ip link set dev "$interface" up
    ip -4 address flush dev "$interface" ;;
esac
exit 0
"""


class RealClient:
    program = ""
    configures = "yes"  # whether the script sets the address
    conflict = ":"      # what the script does before it takes an address

    def __init__(self, world, host, interface="eth0", **options):
        require(self.program)
        self.world, self.host, self.interface, self.options = world, host, interface, options
        self.directory = world.scratch / f"{self.program}-{host.role}"
        self.directory.mkdir()
        self.events_path = self.directory / "events"
        self.events_path.touch()
        self.script = self.directory / "script"
        self.script.write_text(SCRIPT % {"events": self.events_path, "configures": self.configures,
                                         "conflict": self.conflict})
        self.script.chmod(self.script.stat().st_mode | stat.S_IXUSR)
        self.process = None
        self.prepare()

    def prepare(self):
        """Writes the files the client needs besides its script."""

    def start(self):
        self.process = self.world.start(self.host, *self.arguments(), name=f"{self.program}-{self.host.role}")
        return self

    def stop(self):
        """Ends the client without a release."""
        self.process.kill()

    def events(self, *names):
        """(event, address) pairs so far, only those of the given names if any."""
        pairs = [tuple(line.split()) for line in self.events_path.read_text().splitlines()]
        return [pair for pair in pairs if not names or pair[0] in names]

    def address(self, seconds=30):
        """Waits until the interface has an address."""
        return str(wait_until(lambda: self.host.addresses(self.interface), seconds, f"{self.program} to set an address")[0])

    def wait_event(self, *names, count=1, seconds=30):
        return wait_until(lambda: self.events(*names)[count - 1:], seconds, f"{self.program} to report {names}")[0]


class Udhcpc(RealClient):
    program = "udhcpc"

    def arguments(self):
        return ["udhcpc", "-f", "-i", self.interface, "-s", self.script, "-t", "10", "-T", "1", "-A", "1",
                *self.options.get("arguments", [])]

    def renew(self):
        self.process.signal(signal.SIGUSR1)

    def release(self):
        self.process.signal(signal.SIGUSR2)


class Dhclient(RealClient):
    program = "dhclient"
    conflict = 'if ! arping -D -q -c 2 -w 2 -I "$interface" "$address"; then echo "CONFLICT $address" >> "%s"; exit 1; fi'

    def prepare(self):
        (self.directory / "conf").write_text(
            "timeout 30; retry 1; reboot 5; select-timeout 0; initial-interval 1; backoff-cutoff 1;\n"
            "request subnet-mask, routers;\n" + self.options.get("conf", ""))
        self.leases = self.directory / "leases"
        self.leases.touch()

    def __init__(self, world, host, interface="eth0", checks_conflict=False, **options):
        directory = world.scratch / f"{self.program}-{host.role}"
        self.conflict = self.conflict % (directory / "events") if checks_conflict else ":"
        super().__init__(world, host, interface, **options)

    def files(self):
        return ["-sf", self.script, "-lf", self.leases, "-pf", self.directory / "pid", "-cf", self.directory / "conf"]

    def arguments(self):
        return ["dhclient", "-4", "-d", "-v", *self.files(), self.interface]

    def release(self):
        self.host.run("dhclient", "-4", "-r", *self.files(), self.interface)


class Dhcpcd(RealClient):
    program = "dhcpcd"
    configures = "no"

    def prepare(self):
        (self.directory / "conf").write_text("option subnet_mask, routers\nnoipv6\nnoipv4ll\nnohook resolv.conf\n"
                                             + self.options.get("conf", ""))
        for name in ("db", "run"):
            (self.directory / name).mkdir()

    def arguments(self):
        # Its lease and control files have fixed places; it sees directories of its own there.
        mounts = f"mount --bind {self.directory}/db /var/lib/dhcpcd && mount --bind {self.directory}/run /run"
        return ["unshare", "-m", "sh", "-c", f"{mounts} && exec \"$@\"", "sh",
                "dhcpcd", "-4", "-B", "-d", "-f", self.directory / "conf", "-c", self.script, self.interface]

    def renew(self):
        self.process.signal(signal.SIGUSR1)

    def release(self):
        self.process.signal(signal.SIGALRM)


def hold_address(host, address, interface="eth0"):
    """Somebody on the segment who uses an address without asking."""
    command("ip", "-n", host.name, "address", "add", f"{address}/24", "dev", interface)
