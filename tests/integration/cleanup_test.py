#!/usr/bin/env python3
"""Cleanup of the lease file, by the server and by hand."""

import os
from pathlib import Path

import harness
from harness import LFC, PERF, case, command, wait_until
from packets import ACK, mac, segment

HEADER = ("address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context,"
          "pool_id")


def often_cleaned(world, **settings):
    _, server_host, client = segment(world)
    config = world.config(**settings)
    config["Dhcp4"]["lease-database"]["lfc-interval"] = 1
    return config, server_host, client


def beside(path, suffix):
    return Path(f"{path}{suffix}")


def rows(path):
    return path.read_text().splitlines()[1:]


@case("the server has its lease file cleaned up at intervals, and finds all leases when it starts again")
def _(world):
    config, server_host, client = often_cleaned(world)
    server = world.server(server_host, config)
    for _ in range(5):
        for number in range(3):
            assert client.acquire(mac(number)).kind == ACK
    before = server.held()
    assert len(before) == 3, before
    cleaned = beside(server.lease_path, ".2")
    wait_until(lambda: cleaned.exists() and len(rows(cleaned)) == 3, what="one row for each of three leases")
    server.wait_for("DHCPSRV_MEMFILE_LFC_EXECUTE", count=2)
    wait_until(lambda: not beside(server.lease_path, ".1").exists(), what="the end of the next cleanup")
    assert client.acquire(mac(7)).kind == ACK
    server.kill()
    again = world.server(server_host, config)
    held = again.held()
    assert set(before) < set(held) and len(held) == 4, (before, held)


@case("no lease is lost when the server is killed while its lease file is being cleaned up")
def _(world):
    lan = world.lan()
    server_host, client_host = world.host("server"), world.host("client")
    lan.join(server_host, "10.16.0.1/15")
    lan.join(client_host, "10.16.0.2/15")
    config = world.config(valid_lifetime=7200, subnet4=[
        {"id": 1, "subnet": "10.16.0.0/15", "pools": [{"pool": "10.16.1.0 - 10.17.255.250"}]}])
    config["Dhcp4"]["lease-database"]["lfc-interval"] = 1
    server = world.server(server_host, config)
    record = world.scratch / "acknowledged"
    perf = world.start(client_host, PERF, "-4", "-l", "eth0", "-R", 30000, "-r", 5000, "-n", 30000, "-d", "1",
                       "--leases-out", record, name="dhcp-perf")
    server.wait_for("DHCPSRV_MEMFILE_LFC_EXECUTE", count=2)
    server.kill()
    perf.stop()
    told = dict(reversed(line.split()[1:]) for line in record.read_text().splitlines()
                if line.split()[0] in ("ack", "renew"))
    assert told, "nobody got a lease before the server was killed"
    config["Dhcp4"]["lease-database"]["lfc-interval"] = 0
    again = world.server(server_host, config)
    pid_file = beside(server.lease_path, ".pid")
    wait_until(lambda: not pid_file.exists(), what="the end of the cleanup that the killed server had begun")
    held = again.held()
    missing = [address for address, hardware in told.items() if held.get(address, {}).get("hwaddr") != hardware]
    assert not missing, f"{len(missing)} of {len(told)} leases are lost, first {missing[0]}"


@case("a server whose cleanup cannot be run says so, and serves on")
def _(world):
    config, server_host, client = often_cleaned(world)
    server = world.server(server_host, config, environment={"KEA_LFC_EXECUTABLE": "/nonexistent/dhcp-lfc"})
    server.wait_for("DHCPSRV_MEMFILE_LFC_SPAWN_FAIL", count=2)
    assert client.acquire(mac(1)).kind == ACK


@case("a cleanup that has not ended when the next one is due lets it pass")
def _(world):
    config, server_host, client = often_cleaned(world)
    slow = world.scratch / "slow-lfc"
    slow.write_text("#!/bin/sh\nexec sleep 3600\n")
    slow.chmod(0o755)
    server = world.server(server_host, config, environment={"KEA_LFC_EXECUTABLE": str(slow)})
    assert client.acquire(mac(1)).kind == ACK
    server.wait_for("DHCPSRV_MEMFILE_LFC_SKIPPED", count=2)
    assert server.log().count("DHCPSRV_MEMFILE_LFC_EXECUTE") == 1
    assert len(rows(beside(server.lease_path, ".1"))) + len(rows(server.lease_path)) == 1


@case("a reload changes how often the lease file is cleaned up")
def _(world):
    config, server_host, client = often_cleaned(world)
    config["Dhcp4"]["lease-database"]["lfc-interval"] = 0
    server = world.server(server_host, config)
    assert "DHCPSRV_MEMFILE_LFC_SETUP" not in server.log()
    config["Dhcp4"]["lease-database"]["lfc-interval"] = 1
    server.write(config)
    server.signal(1)
    server.wait_for("DHCPSRV_MEMFILE_LFC_EXECUTE")
    assert client.acquire(mac(1)).kind == ACK


def lease_row(address, lifetime, expire=2000):
    return f"{address},02:00:00:00:00:01,,{lifetime},{expire},1,0,0,,0,,0"


def cleanup(world, *arguments, protocol="-4"):
    path = world.scratch / "leases.csv"
    return command(LFC, protocol, "-c", "unused", "-p", f"{path}.pid", "-x", f"{path}.2", "-i", f"{path}.1",
                   "-o", f"{path}.output", "-f", f"{path}.completed", *arguments, check=False)


@case("dhcp-lfc makes one file with the newest row of each lease, quietly, or logs what it does", namespaces=False)
def _(world):
    path = world.scratch / "leases.csv"
    beside(path, ".2").write_text("\n".join([HEADER, lease_row("10.0.0.1", 60), lease_row("10.0.0.2", 60), ""]))
    beside(path, ".1").write_text("\n".join([HEADER, lease_row("10.0.0.2", 90), lease_row("10.0.0.1", 0), ""]))
    run = cleanup(world)
    assert (run.returncode, run.stdout) == (0, ""), run
    assert rows(beside(path, ".2")) == [lease_row("10.0.0.2", 90)]
    assert sorted(file.name for file in world.scratch.iterdir()) == ["leases.csv.2"]
    # Nothing was moved aside since: there is nothing to do.
    before = beside(path, ".2").stat()
    assert cleanup(world).returncode == 0
    assert beside(path, ".2").stat() == before
    beside(path, ".1").write_text(HEADER + "\n")
    run = cleanup(world, "-d")
    for identifier in ("LFC_START", "LFC_PROCESSING", "LFC_READ_STATS", "LFC_ROTATING", "LFC_TERMINATE"):
        assert identifier in run.stdout, run.stdout
    assert rows(beside(path, ".2")) == [lease_row("10.0.0.2", 90)]


@case("dhcp-lfc completes what an interrupted cleanup has finished, without reading it again", namespaces=False)
def _(world):
    path = world.scratch / "leases.csv"
    beside(path, ".2").write_text("not read")
    beside(path, ".1").write_text("not read")
    beside(path, ".completed").write_text("\n".join([HEADER, lease_row("10.0.0.1", 60), ""]))
    assert cleanup(world).returncode == 0
    assert rows(beside(path, ".2")) == [lease_row("10.0.0.1", 60)]
    assert [file.name for file in world.scratch.iterdir()] == ["leases.csv.2"]


@case("dhcp-lfc does nothing while the process in its PID file lives, and takes over a dead one's", namespaces=False)
def _(world):
    path = world.scratch / "leases.csv"
    content = "\n".join([HEADER, lease_row("10.0.0.1", 60), ""])
    beside(path, ".1").write_text(content)
    beside(path, ".pid").write_text(f"{os.getpid()}\n")
    run = cleanup(world, "-d")
    assert run.returncode == 0 and "LFC_RUNNING" in run.stdout, run
    assert beside(path, ".1").read_text() == content
    beside(path, ".pid").write_text("4194304\n")  # above the highest process number
    assert cleanup(world).returncode == 0
    assert rows(beside(path, ".2")) == [lease_row("10.0.0.1", 60)]
    assert not beside(path, ".pid").exists()


@case("dhcp-lfc fails and leaves everything in place when a file is none of leases", namespaces=False)
def _(world):
    path = world.scratch / "leases.csv"
    beside(path, ".1").write_text("something else\n")
    run = cleanup(world)
    assert run.returncode != 0 and "LFC_FAIL_PROCESS" in run.stdout, run
    assert beside(path, ".1").read_text() == "something else\n"


@case("dhcp-lfc asks for the protocol and every file, and prints its version and usage", namespaces=False)
def _(world):
    files = ["-c", "c", "-p", "p", "-x", "x", "-i", "i", "-o", "o", "-f", "f"]
    for missing in range(0, len(files), 2):
        run = command(LFC, "-4", *files[:missing], *files[missing + 2:], check=False)
        assert run.returncode != 0 and f"{files[missing]} " in run.stdout.splitlines()[0], run.stdout
    for arguments in (files, ["-4", "-6", *files], ["-4", "-Z", *files], ["-4", *files, "more"], ["-4", *files, "-x"]):
        run = command(LFC, *arguments, check=False)
        assert run.returncode != 0 and "usage" in run.stdout, (arguments, run.stdout)
    for flag in ("-v", "-V", "-W", "-h"):
        run = command(LFC, flag, check=False)
        assert run.returncode == 0 and run.stdout.strip(), (flag, run.stdout)


if __name__ == "__main__":
    harness.main()
