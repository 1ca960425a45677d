#!/usr/bin/env python3
"""A server, a lease file and a real client, on a network that exists for the length of the demonstration.

    demo.py BUILD_DIRECTORY

With the right to make network namespaces: two of them joined by a cable, `udhcpc` (or `dhclient`) on the other
end. Without: loopback, ports above 1024 and `dhcp-perf` as the client. The exit code is 0 if the client got what
the lease file records.
"""

import contextlib
import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SERVER_ADDRESS = "192.0.2.1"

# Leases as another server left them: one that is still running, one that ended long ago.
LEASE_FILE = """\
address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context,pool_id
192.0.2.10,02:00:5e:00:00:01,,86400,{running},1,0,0,printer.example.org,0,,0
192.0.2.11,02:00:5e:00:00:02,,3600,1600000000,1,0,0,,0,,0
"""

CONFIGURATION = """\
{{
  // One subnet on one interface; keys are those of Kea's configuration files.
  "Dhcp4": {{
    "interfaces-config": {{ "interfaces": [ "{interface}" ], "dhcp-socket-type": "{socket_type}" }},
    "lease-database": {{ "type": "memfile", "name": "{leases}", "lfc-interval": 0 }},
    "valid-lifetime": 3600,
    "subnet4": [ {{
      "id": 1,
      "subnet": "192.0.2.0/24",{relay}
      "pools": [ {{ "pool": "192.0.2.10 - 192.0.2.99" }} ],
      "option-data": [ {{ "name": "routers", "data": "192.0.2.1" }},
                       {{ "name": "domain-name-servers", "data": "192.0.2.53" }} ]
    }} ]
  }}
}}
"""

CLIENT_SCRIPT = """#!/bin/sh
case ${1:-$reason} in
  bound|renew|BOUND|RENEW|REBOOT) ip address replace "${ip:-$new_ip_address}/24" dev "$interface" ;;
  deconfig|PREINIT) ip link set dev "$interface" up ;;
esac
"""


def title(text):
    print(f"\n── {text} " + "─" * max(4, 96 - len(text)), flush=True)


def show(path, last=None):
    lines = path.read_text(errors="replace").splitlines()
    for line in lines[-last:] if last else lines:
        print(f"  {line}")


def run(*arguments, **keywords):
    return subprocess.run([str(a) for a in arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, **keywords)


def wait_for(condition, seconds):
    deadline = time.monotonic() + seconds
    while not (value := condition()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return value


class Cable:
    """Two network namespaces with unique names, joined by a pair of interfaces called eth0."""

    def __init__(self, stack):
        self.server, self.client = (f"dhcp-demo-{os.getpid()}-{end}" for end in ("server", "client"))
        for name in (self.server, self.client):
            self.ip("netns", "add", name)
            stack.callback(run, "ip", "netns", "del", name)
        self.ip("-n", self.server, "link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns", self.client)
        self.ip("-n", self.server, "address", "add", f"{SERVER_ADDRESS}/24", "dev", "eth0")
        for name in (self.server, self.client):
            self.ip("-n", name, "link", "set", "eth0", "up")

    @staticmethod
    def ip(*arguments):
        result = run("ip", *arguments)
        if result.returncode != 0:
            raise PermissionError(result.stdout.strip())


def start_server(stack, program, directory, interface, socket_type, relay="", prefix=(), arguments=(), environment=None):
    config_path, log_path = directory / "dhcp4.json", directory / "server.log"
    config_path.write_text(CONFIGURATION.format(interface=interface, socket_type=socket_type, relay=relay,
                                                leases=directory / "leases.csv"))
    (directory / "leases.csv").write_text(LEASE_FILE.format(running=int(time.time()) + 86400))
    title(f"dhcp4-server -c {config_path.name} {' '.join(arguments)}".rstrip())
    show(config_path)
    environment = dict(os.environ, KEA_PIDFILE_DIR=str(directory), KEA_LOCKFILE_DIR="none",
                       KEA_LOGGER_DESTINATION="stdout", **(environment or {}))
    with open(log_path, "wb") as log:
        server = subprocess.Popen([*prefix, str(program), "-c", str(config_path), *arguments], env=environment,
                                  stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)

    def stop():
        if server.poll() is None:
            server.send_signal(signal.SIGTERM)
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()

    stack.callback(stop)
    if not wait_for(lambda: "DHCP4_STARTED" in log_path.read_text() or server.poll() is not None, 20) \
            or server.poll() is not None:
        show(log_path)
        sys.exit("the server did not start")
    return server, log_path


def run_client(stack, directory, cable):
    """Lets a real client take an address; what it is called and its output."""
    script = directory / "client-script"
    script.write_text(CLIENT_SCRIPT)
    script.chmod(0o755)
    inside = ["ip", "netns", "exec", cable.client]
    if shutil.which("udhcpc"):
        title("udhcpc -i eth0 (in the other namespace)")
        return run(*inside, "udhcpc", "-f", "-q", "-n", "-i", "eth0", "-s", script, "-t", "5", "-T", "1").stdout
    if shutil.which("dhclient"):
        title("dhclient eth0 (in the other namespace)")
        files = ["-lf", directory / "client-leases", "-pf", directory / "client-pid", "-sf", script, "-cf", "/dev/null"]
        (directory / "client-leases").touch()
        output = run(*inside, "dhclient", "-4", "-v", "-1", *files, "eth0").stdout
        # It goes on in the background to renew the lease; here it has done its work.
        stack.callback(run, *inside, "dhclient", "-4", "-x", *files, "eth0")
        return output
    sys.exit("neither udhcpc nor dhclient is installed; ./dev deps installs them")


def held(lease_file, hardware=None):
    """Addresses that the lease file gives away now, to that hardware address if one is named."""
    rows = {}
    with open(lease_file, newline="") as file:
        for row in csv.DictReader(file):
            rows[row["address"]] = row
    return [a for a, row in rows.items() if row["state"] == "0" and int(row["expire"]) > time.time()
            and row["valid_lifetime"] != "0" and hardware in (None, row["hwaddr"])]


def with_namespaces(stack, build, directory):
    cable = Cable(stack)
    server, log = start_server(stack, build / "servers/dhcp4/dhcp4-server", directory, "eth0", "raw",
                               prefix=["ip", "netns", "exec", cable.server])
    output = run_client(stack, directory, cable)
    for line in output.splitlines():
        print(f"  {line}")
    links = json.loads(run("ip", "-n", cable.client, "-j", "-4", "address", "show", "dev", "eth0").stdout or "[]")
    address = next((a["local"] for link in links for a in link.get("addr_info", [])), None)
    hardware = json.loads(run("ip", "-n", cable.client, "-j", "link", "show", "dev", "eth0").stdout)[0]["address"]
    wait_for(lambda: held(directory / "leases.csv", hardware), 5)
    good = address is not None and held(directory / "leases.csv", hardware) == [address]
    return server, log, good, f"the client {hardware} holds {address}"


def on_loopback(stack, build, directory):
    server, log = start_server(stack, build / "servers/dhcp4/dhcp4-server", directory, "lo/127.0.0.1", "udp",
                               relay='\n      "relay": { "ip-addresses": [ "127.0.0.1" ] },',
                               arguments=["-p", "10067", "-P", "10068"],
                               environment={"KEA_TEST_SEND_RESPONSES_TO_SOURCE": "ENABLE"})
    title("dhcp-perf as the client, on loopback")
    record = directory / "acknowledged"
    result = run(build / "servers/perf/dhcp-perf", "-4", "-l", "127.0.0.1", "-L", "10068", "-N", "10067",
                 "-n", "1", "--leases-out", record, "127.0.0.1", timeout=60)
    for line in result.stdout.splitlines():
        print(f"  {line}")
    acks = [line.split() for line in record.read_text().splitlines()] if record.exists() else []
    good = bool(acks) and all(address in held(directory / "leases.csv", hardware) for _, hardware, address in acks)
    return server, log, good, f"the client {acks[0][1]} holds {acks[0][2]}" if acks else "no acknowledgement"


def main():
    build = Path(sys.argv[1]).resolve()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, frame: sys.exit(128 + number))
    with contextlib.ExitStack() as stack:
        directory = Path(tempfile.mkdtemp(prefix="dhcp-demo-"))
        stack.callback(shutil.rmtree, directory, ignore_errors=True)
        try:
            server, log, good, summary = with_namespaces(stack, build, directory)
        except (PermissionError, FileNotFoundError) as error:
            print(f"no network namespaces here ({error}); using loopback")
            server, log, good, summary = on_loopback(stack, build, directory)

        title("the server's log")
        show(log, last=40)
        title("the lease file: what was there, and the new row")
        show(directory / "leases.csv")
        title("stopping it")
        print(f"  kill {server.pid}      (or Ctrl-C in its terminal)")
        server.send_signal(signal.SIGTERM)
        code = server.wait(20)
        show(log, last=1)
        title("summary")
        print(f"  {'OK' if good and code == 0 else 'FAILED'}: {summary}; the server ended with exit code {code}.")
        print("  Everything the demonstration made is removed.")
        return 0 if good and code == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
