#!/usr/bin/env python3
"""dhcp-replay with what tcpdump saw of a real exchange."""

import json
import os
import subprocess

import harness
from clients import Udhcpc
from harness import case, require, wait_until

REPLAY = os.environ.get("DHCP_REPLAY", "dhcp-replay")


def replay(*arguments, status=0):
    run = subprocess.run([REPLAY, *map(str, arguments)], capture_output=True, text=True, timeout=60)
    assert run.returncode == status, (run.returncode, run.stdout, run.stderr)
    return run.stdout


def subnet(pool):
    return [{"id": 1, "subnet": "192.0.2.0/24", "interface": "eth0", "pools": [{"pool": pool}],
             "option-data": [{"name": "routers", "data": "192.0.2.1"}]}]


def recorded_exchange(world):
    """A client takes an address while tcpdump watches: the capture, the address, the server."""
    require("tcpdump", "udhcpc")
    lan, server_host, client_host = world.lan(), world.host("server"), world.host("client")
    lan.join(server_host, "192.0.2.1/24")
    lan.join(client_host)
    server = world.server(server_host, world.config(subnet4=subnet("192.0.2.10 - 192.0.2.20")))
    capture = world.scratch / "exchange.pcap"
    tcpdump = world.start(server_host, "tcpdump", "-Z", "root", "-i", "eth0", "-U", "-w", str(capture), "udp", "port", "67", name="tcpdump")
    wait_until(lambda: "listening on" in tcpdump.log(), what="tcpdump")
    address = Udhcpc(world, client_host).start().address()
    wait_until(lambda: capture.stat().st_size > 24 + 4 * 300, what="four messages in the capture")
    tcpdump.stop()
    return capture, address, server


def written(world, name, pool):
    path = world.scratch / name
    path.write_text(json.dumps({"Dhcp4": {"interfaces-config": {"interfaces": ["eth0"]}, "subnet4": subnet(pool)}}))
    return path


@case("a recorded exchange is answered by the same configuration as it was, and by another one with differences")
def _(world):
    capture, address, _ = recorded_exchange(world)
    same = written(world, "same.json", "192.0.2.10 - 192.0.2.20")
    other = written(world, "other.json", "192.0.2.30 - 192.0.2.40")
    assert "0 of 2 queries" in replay(same, same, capture)
    told = replay(same, other, capture, status=1)
    assert f"yiaddr: {address} -> 192.0.2.30" in told, told
    assert "2 of 2 queries are answered differently" in told, told
    first = json.loads(replay("--json", same, other, capture, status=1))[0]
    assert first["type"] == "DHCPDISCOVER", first
    assert {"what": "yiaddr", "before": address, "after": "192.0.2.30"} in first["differences"], first


@case("a recorded exchange is explained, with the leases of the server and without changing them")
def _(world):
    capture, address, server = recorded_exchange(world)
    config = written(world, "same.json", "192.0.2.10 - 192.0.2.20")
    wait_until(lambda: server.leases().get(address), what="the lease in the lease file")
    leases = world.scratch / "server" / "leases.csv"
    before = leases.read_bytes()
    neighbours = sorted(leases.parent.iterdir())
    explained = json.loads(replay("--explain", "--json", "--leases", leases, config, capture))
    assert [query["type"] for query in explained] == ["DHCPDISCOVER", "DHCPREQUEST"], explained
    events = explained[0]["events"]
    assert any(e["event"] == "lease-held" and e["address"] == address for e in events), events
    assert any(e["event"] == "option-sent" and e["name"] == "routers" and e["scope"] == "the subnet" for e in events), events
    assert leases.read_bytes() == before
    assert sorted(leases.parent.iterdir()) == neighbours
    text = replay("--explain", config, capture)
    assert "looking for a subnet by configured interface: eth0" in text, text
    assert f"{address} in subnet 1 chosen" in text, text


@case("what cannot be read is refused in one line, with exit code 2", namespaces=False)
def _(world):
    config = written(world, "a.json", "192.0.2.10 - 192.0.2.20")
    for arguments in ([], ["--explain", config, "/nowhere"], ["--explain", config, config], [config, config, config]):
        run = subprocess.run([REPLAY, *map(str, arguments)], capture_output=True, text=True, timeout=60)
        assert run.returncode == 2 and run.stderr.startswith("dhcp-replay: "), (arguments, run)


if __name__ == "__main__":
    harness.main()
