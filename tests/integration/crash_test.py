#!/usr/bin/env python3
"""What was acknowledged stays: after a crash at any moment and over a full disk."""

import csv

import harness
from harness import PERF, Skip, case, command, wait_until
from packets import ACK, Client, mac

EXCHANGES = 20000
# A /16 so that nobody is refused; on the server's own segment so that dhcp-perf plays clients, not a relay.
BIG_SUBNET = [{"id": 1, "subnet": "10.16.0.0/15", "pools": [{"pool": "10.16.1.0 - 10.17.255.250"}]}]


def workers(count):
    if count == 1:
        return {"enable-multi-threading": False}
    return {"enable-multi-threading": True, "thread-pool-size": count}


def segment(world, **settings):
    lan = world.lan()
    server_host, client_host = world.host("server"), world.host("client")
    lan.join(server_host, "10.16.0.1/15")
    lan.join(client_host, "10.16.0.2/15")
    return world.config(subnet4=BIG_SUBNET, **settings), server_host, client_host


def acknowledged(path):
    """Who held what at the end, by what dhcp-perf was told: {address: hardware address}."""
    holders = {}
    for line in path.read_text().splitlines():
        event, hardware, address = line.split()
        if event in ("ack", "renew"):
            holders[address] = hardware
        elif event == "release" and holders.get(address) == hardware:
            del holders[address]
    return holders


def rows(path):
    """All rows of the lease file in order, with what a crash may have cut off at the end left out."""
    with open(path, newline="", errors="replace") as file:
        header = next(csv.reader(file))
        for row in csv.reader(file):
            if len(row) >= len(header) - 1:
                yield dict(zip(header, row))


def check_no_double(path):
    """No address changed hands while it was held: nobody released or expired in these tests."""
    holder = {}
    for row in rows(path):
        before = holder.setdefault(row["address"], row["hwaddr"])
        assert before == row["hwaddr"], f"{row['address']} was held by {before} and given to {row['hwaddr']}"


def check_nothing_lost(server, record):
    held = server.held()
    missing = [(a, h) for a, h in record.items() if held.get(a, {}).get("hwaddr") != h]
    assert not missing, f"{len(missing)} of {len(record)} acknowledged leases are lost, first {missing[0]}"


for count in (1, 2, 4):
    @case(f"no acknowledged lease is lost and none is given twice after a crash with {count} worker{'s' * (count > 1)}")
    def _(world, count=count):
        config, server_host, client_host = segment(world, valid_lifetime=7200, multi_threading=workers(count))
        server = world.server(server_host, config)
        record = world.scratch / "acknowledged"
        record.touch()
        perf = world.start(client_host, PERF, "-4", "-l", "eth0", "-R", EXCHANGES, "-n", EXCHANGES, "-d", "1",
                           "--leases-out", record, name="dhcp-perf")
        wait_until(lambda: record.stat().st_size > EXCHANGES // 4 * 40 or perf.child.poll() is not None, 60,
                   "a quarter of the exchanges")
        server.kill()
        perf.stop()
        first = acknowledged(record)
        assert 0 < len(first) < EXCHANGES, f"the crash was not in the middle: {len(first)} of {EXCHANGES}"

        # The address check must not depend on the file alone: the same run goes on against the restarted server.
        server = world.server(server_host, config)
        check_nothing_lost(server, first)
        later = world.scratch / "acknowledged-later"
        again = client_host.run(PERF, "-4", "-l", "eth0", "-R", EXCHANGES // 4, "-n", EXCHANGES // 4,
                                "-b", "mac=00:1c:00:00:00:00", "--leases-out", later, check=False)
        second = acknowledged(later)
        assert len(second) > EXCHANGES // 8, again.stdout
        doubled = set(first) & set(second)
        assert not doubled, f"{len(doubled)} addresses went to a second client after the restart"
        server.stop()
        check_no_double(server.lease_path)
        check_nothing_lost(server, first | second)


@case("a full disk: no acknowledgement, a clear error, recovery when there is space, nothing lost")
def _(world):
    config, server_host, client_host = segment(world, valid_lifetime=7200)
    disk = world.scratch / "disk"
    disk.mkdir()
    if command("mount", "-t", "tmpfs", "-o", "size=256k", "none", disk, check=False).returncode != 0:
        raise Skip("no permission to mount a tmpfs")
    world.on_end(command, "umount", "-l", disk)
    config["Dhcp4"]["lease-database"]["name"] = str(disk / "leases.csv")
    server = world.server(server_host, config)
    client = Client(client_host)
    world.on_end(client.close)

    record = {}

    def acquire(number, seconds=2, attempts=3):
        ack = client.acquire(mac(number), seconds=seconds, attempts=attempts)
        if ack is None or ack.kind != ACK:
            return False
        record[str(ack.yiaddr)] = mac(number).hex(":")
        return True

    for number in range(20):
        assert acquire(number), f"client {number} got no lease while there was space"

    ballast = disk / "ballast"
    fill(ballast)
    refused = [number for number in range(100, 200) if not acquire(number, seconds=0.3, attempts=1)]
    # The file may have had some bytes left in its last page; it cannot have taken a hundred rows.
    assert len(refused) > 10, f"only {len(refused)} of 100 clients were refused on a full disk"
    server.wait_for("No space left on device")
    check_nothing_lost(server, record)

    ballast.unlink()
    wait_until(lambda: acquire(refused[-1]), 60, "an acknowledgement after space came back")
    for number in refused[:20]:
        assert acquire(number), f"client {number} got no lease after space came back"
    check_nothing_lost(server, record)
    server.kill()
    server = world.server(server_host, config)
    check_nothing_lost(server, record)
    check_no_double(server.lease_path)


def fill(path):
    """Takes all space of the file system that `path` is on."""
    with open(path, "wb", buffering=0) as file:
        try:
            while file.write(b"\0" * 4096):
                pass
        except OSError:
            pass


if __name__ == "__main__":
    harness.main()
