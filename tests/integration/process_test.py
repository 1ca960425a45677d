#!/usr/bin/env python3
"""The server as a process: its flags and exit codes, signals, PID file, interfaces that come and go."""

import json
import os
import signal
import socket

import harness
from harness import SERVER, case, command, server_environment, wait_until
from packets import ACK, DISCOVER, INFORM, Client, Message, mac, segment


def run_server(world, *arguments, name="plain"):
    directory = world.scratch / name
    directory.mkdir(exist_ok=True)
    return command(SERVER, *arguments, check=False, env=server_environment(directory), timeout=60)


def file_with(world, name, content):
    path = world.scratch / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


@case("-v prints a version and exits with 0, -V and -W print more", namespaces=False)
def _(world):
    for flag in ("-v", "-V", "-W"):
        run = run_server(world, flag)
        assert run.returncode == 0, (flag, run.returncode, run.stdout)
        assert run.stdout.strip(), f"{flag} printed nothing"
    version = run_server(world, "-v").stdout.strip()
    assert all(part.isdigit() for part in version.split(".")), version
    assert version in run_server(world, "-V").stdout
    found = command("strings", SERVER).stdout.splitlines()
    marked = {line.removeprefix(";;;;; ") for line in found if line.startswith(";;;;; ")} - {""}
    report = set(run_server(world, "-W").stdout.splitlines())
    assert len(marked) > 5 and marked == report, (marked, report)


@case("wrong flags and arguments exit with a usage text and not with 0", namespaces=False)
def _(world):
    good = file_with(world, "good.json", world.config())
    for arguments in ((), ("-x",), ("-c",), ("-c", good, "-p", "0"), ("-c", good, "-p", "70000"),
                      ("-c", good, "-p", "dhcp"), ("-c", good, "extra"), ("-c", world.scratch / "nowhere.json")):
        run = run_server(world, *arguments)
        assert run.returncode != 0, (arguments, run.stdout)
        assert run.stdout.strip(), f"{arguments}: no word about what is wrong"


@case("-t accepts a good configuration and opens nothing", namespaces=False)
def _(world):
    config = world.config()
    run = run_server(world, "-t", file_with(world, "good.json", config))
    assert run.returncode == 0, run.stdout
    assert not list((world.scratch / "plain").iterdir()), "a check of the configuration left a file"
    assert not (world.scratch / "server" / "leases.csv").exists()


@case("-T checks what -t checks", namespaces=False)
def _(world):
    good, bad = file_with(world, "good.json", world.config()), file_with(world, "bad.json", {"Dhcp4": {"x": 1}})
    assert run_server(world, "-T", good).returncode == 0
    run = run_server(world, "-T", bad)
    assert run.returncode == 1 and "bad.json:1" in run.stdout, run
    assert not list((world.scratch / "plain").iterdir()), "a check of the configuration left a file"


@case("-d logs everything, whatever the configuration says of loggers")
def _(world):
    _, host, client = segment(world)
    quiet = [{"name": "kea-dhcp4", "severity": "FATAL", "output-options": [{"output": "stdout"}]}]
    server = world.server(host, world.config(loggers=quiet), arguments=("-d",))
    assert client.acquire(mac(1)) is not None
    assert "DEBUG" in server.log() and "DHCP4_RESPONSE_DATA" in server.log(), server.log()


@case("-p and -P say which ports server and clients use")
def _(world):
    lan, host, client_host = world.lan(), world.host("server"), world.host("client")
    lan.join(host, "192.0.2.1/24")
    lan.join(client_host, "192.0.2.2/24")
    world.server(host, world.config(), arguments=("-p", 1067, "-P", 1068))
    with client_host.entered():
        sender, receiver = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
    world.on_end(sender.close)
    world.on_end(receiver.close)
    receiver.bind(("192.0.2.2", 1068))
    receiver.settimeout(1)

    def answered(port):
        query = Message(INFORM, client_host.hardware_address(), ciaddr="192.0.2.2")
        sender.sendto(query.encode(), ("192.0.2.1", port))
        try:
            while True:
                data, source = receiver.recvfrom(2048)
                reply = Message.decode(data)
                if reply.xid == query.xid:
                    return reply.kind == ACK and source == ("192.0.2.1", 1067)
        except TimeoutError:
            return False

    wait_until(lambda: answered(1067), what="an answer from port 1067 at port 1068")
    assert not answered(67), "the server listens on its usual port as well"


@case("-t says in which file, line and column a bad configuration is wrong", namespaces=False)
def _(world):
    subnet = '"subnet4": [{"id": 1, "subnet": "192.0.2.0/24",\n"pools": [{"pool": "%s"}]}]'
    for name, content, line in (
            ("syntax.json", '{"Dhcp4": {\n"valid-lifetime": 600,\n!}}', 3),
            ("unknown.json", '{"Dhcp4": {\n"valid-lifetime": 600,\n"no-such-key": 1}}', 3),
            ("type.json", '{"Dhcp4": {\n"valid-lifetime": "long"}}', 2),
            ("pool.json", '{"Dhcp4": {\n' + subnet % "198.51.100.1 - 198.51.100.9" + "}}", 3)):
        run = run_server(world, "-t", file_with(world, name, content))
        assert run.returncode != 0, (name, run.stdout)
        assert f"{name}:{line}" in run.stdout, f"expected {name}:{line} in: {run.stdout}"


@case("a server with a bad configuration does not start")
def _(world):
    host = world.host("server")
    server = world.server(host, {"Dhcp4": {"subnet4": "none"}}, wait=False)
    assert server.wait() != 0
    assert "DHCP4_STARTED" not in server.log()


@case("SIGTERM and SIGINT end the server with exit code 0, the PID file goes")
def _(world):
    _, host, _ = segment(world)
    for number in (signal.SIGTERM, signal.SIGINT):
        server = world.server(host, world.config(), name=f"server-{number}")
        pid_file = wait_until(lambda: list(server.directory.glob("*.pid")), what="the PID file")[0]
        assert pid_file.name == "dhcp4.kea-dhcp4.pid", pid_file.name
        assert int(pid_file.read_text()) == server.pid
        server.signal(number)
        assert server.wait() == 0, server.log()
        assert not pid_file.exists(), "the PID file is still there"


@case("a second server with the same PID file does not start, the first goes on")
def _(world):
    _, host, client = segment(world)
    first = world.server(host, world.config())
    second = harness.Process(host.arguments(SERVER, "-c", first.config_path), world.scratch / "second.log",
                             env=first.environment)
    world.on_end(second.stop)
    assert second.wait() != 0, second.log()
    assert "DHCP4_ALREADY_RUNNING" in second.log(), second.log()
    ack = client.acquire(mac(1))
    assert ack is not None and ack.kind == ACK
    first.signal(signal.SIGTERM)
    assert first.wait() == 0


@case("the PID file of a dead process does not keep a server from starting")
def _(world):
    _, host, _ = segment(world)
    server = world.server(host, world.config())
    server.kill()
    assert list(server.directory.glob("*.pid")), "there was no PID file to be left over"
    world.server(host, world.config())


@case("SIGHUP switches to a good configuration; leases stay")
def _(world):
    _, host, client = segment(world)
    server = world.server(host, world.config())
    first = client.acquire(mac(1))
    assert first is not None and first.number_option(51) == 600
    server.write(world.config(valid_lifetime=1200))
    done = server.log().count("DHCP4_DYNAMIC_RECONFIGURATION_SUCCESS")
    server.signal(signal.SIGHUP)
    server.wait_for("DHCP4_DYNAMIC_RECONFIGURATION_SUCCESS", count=done + 1)
    again = client.acquire(mac(1))
    assert again is not None and again.kind == ACK
    assert again.yiaddr == first.yiaddr, "the client lost its address by a reconfiguration"
    assert again.number_option(51) == 1200, "the new lifetime is not in use"


@case("there are as many workers as multi-threading says and processors serve, until a restart")
def _(world):
    _, host, client = segment(world)
    processors = len(os.sched_getaffinity(0))
    for name, settings, threads in (("one", {"enable-multi-threading": False, "thread-pool-size": 3}, 1),
                                    ("two", {"thread-pool-size": 2}, min(2, processors)),
                                    ("many", {"thread-pool-size": 1000}, processors),
                                    ("auto", {"thread-pool-size": 0}, processors)):
        server = world.server(host, world.config(name, multi_threading=settings), name=name)
        server.wait_for(f"{threads} worker threads")
        first = "DHCP4_RESERVATIONS_LOOKUP_FIRST_ENABLED" in server.log()
        assert first == settings.get("enable-multi-threading", True), server.log()
        other = {"thread-pool-size": processors} if threads == 1 else {"enable-multi-threading": False}
        server.write(world.config(name, multi_threading=other))
        server.signal(signal.SIGHUP)
        if processors > 1:
            server.wait_for("DHCP4_MULTI_THREADING_UNCHANGED")
        assert client.acquire(mac(threads)) is not None
        server.signal(signal.SIGTERM)
        assert server.wait() == 0


@case("processors that the server may not run on do not count")
def _(world):
    _, host, _ = segment(world)
    all_of_them = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(all_of_them)})
    try:
        server = world.server(host, world.config(multi_threading={"thread-pool-size": 0}))
    finally:
        os.sched_setaffinity(0, all_of_them)
    server.wait_for("1 worker threads")


@case("SIGHUP with a bad file changes nothing and says why")
def _(world):
    _, host, client = segment(world)
    server = world.server(host, world.config())
    first = client.acquire(mac(1))
    assert first is not None
    server.config_path.write_text('{"Dhcp4": {\n"valid-lifetime": 1200,\n"no-such-key": true}}')
    server.signal(signal.SIGHUP)
    server.wait_for("DHCP4_DYNAMIC_RECONFIGURATION_FAIL")
    assert "no-such-key" in server.log() and "DHCP4_PARSER_FAIL" in server.log(), server.log()
    again = client.acquire(mac(1))
    assert again is not None and again.yiaddr == first.yiaddr
    assert again.number_option(51) == 600, "a refused configuration is in use"
    # And a good one is still taken afterwards.
    server.write(world.config(valid_lifetime=900))
    server.signal(signal.SIGHUP)
    wait_until(lambda: (ack := client.acquire(mac(1))) is not None and ack.number_option(51) == 900,
               what="the next good configuration to be in use")


@case("an interface that is listed with two of its addresses answers a broadcast once")
def _(world):
    _, host, client = segment(world)
    host.run("ip", "address", "add", "192.0.2.5/24", "dev", "eth0")
    world.server(host, world.config(interfaces_config={"interfaces": ["eth0/192.0.2.1", "eth0/192.0.2.5"]}))
    assert client.discover(mac(1)) is not None
    client.send(Message(DISCOVER, mac(2)))
    assert client.receive(5) is not None, "no answer"
    assert client.receive(0.5) is None, "a second answer"


@case("without persist leases are in memory alone, and the server warns of it")
def _(world):
    _, host, client = segment(world)
    config = world.config()
    config["Dhcp4"]["lease-database"]["persist"] = False
    server = world.server(host, config)
    server.wait_for("DHCPSRV_MEMFILE_NO_STORAGE")
    ack = client.acquire(mac(1))
    assert ack is not None
    assert not server.lease_path.exists(), "leases were written"
    server.signal(signal.SIGTERM)
    assert server.wait() == 0
    world.server(host, config, name="again")
    other = client.acquire(mac(2))
    assert other is not None and other.yiaddr == ack.yiaddr, "the lease outlived the server"


@case("the server answers again after its link was down")
def _(world):
    lan, host, client = segment(world)
    server = world.server(host, world.config())
    assert client.acquire(mac(1)) is not None
    for _ in range(3):
        host.run("ip", "link", "set", "eth0", "down")
        assert client.discover(mac(2), seconds=0.2, attempts=1) is None, "an answer through a dead link"
        host.run("ip", "link", "set", "eth0", "up")
        ack = client.acquire(mac(2), seconds=1, attempts=20)
        assert ack is not None and ack.kind == ACK, "no answer after the link came back"
    assert server.child.poll() is None


@case("the server answers on an interface that was removed and made again")
def _(world):
    lan, host, client = segment(world)
    server = world.server(host, world.config())
    first = client.acquire(mac(1))
    assert first is not None
    host.run("ip", "link", "del", "eth0")
    assert client.discover(mac(2), seconds=0.3, attempts=1) is None
    assert server.child.poll() is None, "the server ended with its interface"
    lan.join(host, "192.0.2.1/24")
    again = client.acquire(mac(1), seconds=1, attempts=20)
    assert again is not None and again.kind == ACK, "no answer on the new interface"
    assert again.yiaddr == first.yiaddr


@case('a reconfiguration takes no new interfaces with "re-detect" false, and takes them with true')
def _(world):
    _, host, _ = segment(world)

    def config(re_detect):
        made = world.config()
        made["Dhcp4"]["interfaces-config"] = {"interfaces": ["*"], "re-detect": re_detect}
        made["Dhcp4"]["subnet4"].append(
            {"id": 2, "subnet": "198.51.100.0/24", "pools": [{"pool": "198.51.100.10 - 198.51.100.20"}]})
        return made

    server = world.server(host, config(False))
    later = world.lan("later")
    later_host = world.host("later")
    later.join(host, "198.51.100.1/24", interface="eth1")
    later.join(later_host)
    client = Client(later_host)
    world.on_end(client.close)

    def reload(re_detect):
        done = server.log().count("DHCP4_DYNAMIC_RECONFIGURATION_SUCCESS")
        server.write(config(re_detect))
        server.signal(signal.SIGHUP)
        server.wait_for("DHCP4_DYNAMIC_RECONFIGURATION_SUCCESS", count=done + 1)

    reload(False)
    assert client.discover(mac(1), seconds=0.5, attempts=2) is None, "an answer on an interface not yet known"
    reload(True)
    assert client.acquire(mac(1), seconds=1, attempts=20) is not None, "no answer on the new interface"


if __name__ == "__main__":
    harness.main()
