#!/usr/bin/env python3
"""dhcp-perf's numbers are exact: a server of the test's own drops, repeats, delays and refuses what the test says,
and the results have to say the same."""

import contextlib
import heapq
import itertools
import json
import os
import signal
import socket
import threading
import time

import harness
from harness import PERF, SERVER, Skip, case, wait_until
from packets import (ACK, CLIENT_ID, DISCOVER, LEASE_TIME, NAK, OFFER, RELEASE, REQUEST, REQUESTED, SERVER_ID, Message,
                     address, udp_frame, udp_payload)

SERVER_ADDRESS = "10.0.0.1"
BASE = 0x000C01020304


def index_of(message):
    return int.from_bytes(message.chaddr, "big") - BASE


def reply(message, kind, yiaddr=None):
    yiaddr = yiaddr or address("10.1.0.0") + index_of(message)
    return Message(kind, message.chaddr, message.xid, op=2, yiaddr="0.0.0.0" if kind == NAK else yiaddr,
                   giaddr=message.giaddr, options={SERVER_ID: address(SERVER_ADDRESS).packed,
                                                   LEASE_TIME: (3600).to_bytes(4, "big")})


def well(message):
    """The behaviour of a server without faults: [(delay, reply)]."""
    kind = {DISCOVER: OFFER, REQUEST: ACK}.get(message.kind)
    return [(0, reply(message, kind).encode())] if kind else []


class Responder(threading.Thread):
    """Answers each message as `behave(message)` says; remembers what came."""

    def __init__(self, world, behave):
        super().__init__(daemon=True)
        self.behave = behave
        self.seen = []
        self.waiting = []
        self.order = itertools.count()
        self.ended = threading.Event()
        world.on_end(self.stop)

    def stop(self):
        self.ended.set()
        self.join()
        self.socket.close()

    def run(self):
        while not self.ended.is_set():
            left = self.waiting[0][0] - time.monotonic() if self.waiting else 0.05
            self.socket.settimeout(min(max(left, 0.0001), 0.05))
            with contextlib.suppress(TimeoutError):
                self.receive()
            while self.waiting and self.waiting[0][0] <= time.monotonic():
                _, _, data, sender = heapq.heappop(self.waiting)
                self.send(data, sender)

    def handle(self, payload, sender):
        message = Message.decode(payload)
        self.seen.append(message)
        for delay, data in self.behave(message):
            if delay:
                heapq.heappush(self.waiting, (time.monotonic() + delay, next(self.order), data, sender))
            else:
                self.send(data, sender)

    def of_kind(self, kind):
        return [message for message in self.seen if message.kind == kind]


class RelayedResponder(Responder):
    """Serves relays by UDP, on the loopback of a host."""

    def __init__(self, world, host, behave=well):
        super().__init__(world, behave)
        with host.entered():
            self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
            self.socket.bind((SERVER_ADDRESS, 67))
        self.start()

    def receive(self):
        self.handle(*self.socket.recvfrom(65536))

    def send(self, data, sender):
        self.socket.sendto(data, sender)


class DirectResponder(Responder):
    """Serves clients on its segment, with frames to their own hardware addresses."""

    def __init__(self, world, host, behave=well):
        super().__init__(world, behave)
        self.mac = host.hardware_address()
        self.frames = []
        with host.entered():
            self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0800))
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
            self.socket.bind(("eth0", 0x0800))
        self.start()

    def receive(self):
        frame = self.socket.recv(65536)
        payload = udp_payload(frame, 67)
        if payload is not None:
            self.frames.append(frame)
            self.handle(payload, frame[6:12])

    def send(self, data, sender):
        self.socket.send(udp_frame(data, self.mac, sender, SERVER_ADDRESS, address(data[16:20]), 67, 68))


def loopback(world):
    host = world.host("loop")
    host.run("ip", "address", "add", "10.0.0.0/8", "dev", "lo")  # all of 10/8 is this host's
    return host


def perf(host, *arguments, status=0):
    run = host.run(PERF, "--json", *arguments, check=False)
    assert run.returncode == status, f"exit status {run.returncode}\n{run.stdout}"
    results = json.loads(run.stdout)
    assert results["exit-status"] == status, results
    return results


def counts(results, stage):
    return {key: value for key, value in results["stages"][stage].items() if key != "latency-us"}


def check(actual, **expected):
    wrong = {key: actual[key] for key, value in expected.items() if actual[key] != value}
    assert not wrong, f"{wrong}, expected {expected} in {actual}"


@case("every exchange with a good server is served and counted once")
def _(world):
    host = loopback(world)
    server = RelayedResponder(world, host)
    record = world.scratch / "leases"
    results = perf(host, "-l", "10.0.0.2", "-R", 500, "-n", 500, "-u", "--leases-out", record, SERVER_ADDRESS)
    check(results, exchanges=500, orphans=0, malformed=0, **{"too-short": 0, "not-unique": 0, "local-limit": 0})
    for stage in ("DO", "RA"):
        check(counts(results, stage), sent=500, received=500, rejected=0, dropped=0, unfinished=0)
    latency = results["stages"]["RA"]["latency-us"]
    assert 0 < latency["min"] <= latency["p50"] <= latency["p95"] <= latency["p99"] <= latency["max"], latency

    assert sorted(map(index_of, server.of_kind(DISCOVER))) == list(range(500))
    for request in server.of_kind(REQUEST):
        assert request.options[REQUESTED] == (address("10.1.0.0") + index_of(request)).packed
        assert request.options[SERVER_ID] == address(SERVER_ADDRESS).packed
        assert request.options[CLIENT_ID] == b"\x01" + request.chaddr
        assert (str(request.giaddr), request.hops) == ("10.0.0.2", 1)
    expected = {f"ack {(BASE + i).to_bytes(6, 'big').hex(':')} {address('10.1.0.0') + i}" for i in range(500)}
    lines = record.read_text().splitlines()
    assert len(lines) == 500 and set(lines) == expected


DROP_TIME, LATE = 2, 3


def with_faults(message):
    """One client in ten meets each of these faults; the others are served."""
    answer = well(message)
    fault = index_of(message) % 10
    if message.kind == DISCOVER:
        if fault == 1:
            return []
        if fault == 2:
            return answer * 2
        if fault == 3:
            return [(LATE, answer[0][1])]
        if fault == 4:
            return [(0, answer[0][1][:200]), *answer]
    if message.kind == REQUEST:
        if fault == 5:
            return []
        if fault == 6:
            return answer * 3
        if fault == 7:
            return [(0, reply(message, NAK).encode())]
        if fault == 8:
            return [(LATE, answer[0][1])]
    return answer


@case("drops, duplicates, late replies, refusals and short datagrams are counted exactly")
def _(world):
    host = loopback(world)
    RelayedResponder(world, host, with_faults)
    results = perf(host, "-l", "10.0.0.2", "-R", 200, "-n", 200, "-d", DROP_TIME, "-W", 2_000_000,
                   "--flat-out", 200, SERVER_ADDRESS, status=3)
    # No OFFER in time for faults 1 and 3; no ACK in time for 5 and 8; a NAK for 7.
    check(counts(results, "DO"), sent=200, received=160, rejected=0, dropped=40, unfinished=0)
    check(counts(results, "RA"), sent=160, received=100, rejected=20, dropped=40, unfinished=0)
    # One orphan for each of 2, 3 and 8, two for 6.
    check(results, exchanges=100, orphans=100, malformed=0, **{"too-short": 20})


@case("with -i only OFFERs are asked for")
def _(world):
    host = loopback(world)
    server = RelayedResponder(world, host)
    results = perf(host, "-l", "10.0.0.2", "-i", "-R", 50, "-n", 50, SERVER_ADDRESS)
    check(results, exchanges=50)
    check(counts(results, "RA"), sent=0, received=0)
    assert not server.of_kind(REQUEST)


@case("relay addresses of a list are all used, and replies to any of them are received")
def _(world):
    lan = world.lan()
    server_host, host = world.host("server"), world.host("relay")
    lan.join(server_host, f"{SERVER_ADDRESS}/8")
    lan.join(host, "10.0.0.2/8")
    host.run("ip", "route", "add", "local", "10.5.0.0/16", "dev", "lo")
    server = RelayedResponder(world, server_host)
    server.send = lambda data, _: server.socket.sendto(data, (str(Message.decode(data).giaddr), 67))
    relays = [f"10.5.{i}.1" for i in range(20)]
    (world.scratch / "relays").write_text("\n".join(relays) + "\n")
    results = perf(host, "-J", world.scratch / "relays", "-R", 1000, "-n", 1000, "-s", 7, SERVER_ADDRESS)
    check(results, exchanges=1000, orphans=0)
    assert {str(message.giaddr) for message in server.of_kind(DISCOVER)} == set(relays)
    relay_of = {message.xid: message.giaddr for message in server.of_kind(DISCOVER)}
    assert all(message.giaddr == relay_of[message.xid] for message in server.of_kind(REQUEST))


@case("one address for two clients is noticed with -u")
def _(world):
    host = loopback(world)

    def behave(message):
        kind = OFFER if message.kind == DISCOVER else ACK
        return [(0, reply(message, kind, address("10.1.0.0") + index_of(message) // 2).encode())]
    RelayedResponder(world, host, behave)
    results = perf(host, "-l", "10.0.0.2", "-u", "-R", 20, "-n", 20, SERVER_ADDRESS, status=3)
    check(results, exchanges=20, **{"not-unique": 10})


@case("a server that never answers ends the test at the drop limit")
def _(world):
    host = loopback(world)
    RelayedResponder(world, host, lambda message: [])
    results = perf(host, "-l", "10.0.0.2", "-R", 8, "-D", 5, "-d", 0.2, SERVER_ADDRESS, status=3)
    check(results, end="too many drops", exchanges=0)
    check(counts(results, "DO"), sent=8, received=0, dropped=8)


@case("an interrupt ends the test with its results; those of unfinished exchanges are told apart")
def _(world):
    host = loopback(world)
    server = RelayedResponder(world, host, lambda message: well(message) if message.kind == DISCOVER else [])
    process = world.start(host, PERF, "--json", "-l", "10.0.0.2", "-R", 10, "-d", 60, SERVER_ADDRESS, name="perf")
    wait_until(lambda: len(server.of_kind(REQUEST)) == 10, what="all REQUESTs")
    process.signal(signal.SIGINT)
    assert process.wait() == 0, process.log()
    results = json.loads(process.log())
    check(results, end="interrupted", exchanges=0)
    check(counts(results, "DO"), sent=10, received=10, unfinished=0)
    check(counts(results, "RA"), sent=10, received=0, dropped=0, unfinished=10)


@case("clients on a link speak with their own hardware addresses, and hear what is sent to those")
def _(world):
    lan = world.lan()
    server_host, client_host = world.host("server"), world.host("client")
    lan.join(server_host)
    lan.join(client_host)
    server = DirectResponder(world, server_host, with_faults)
    results = perf(client_host, "-l", "eth0", "-R", 100, "-n", 100, "-d", DROP_TIME, "-W", 2_000_000,
                   "--flat-out", 100, status=3)
    check(counts(results, "DO"), sent=100, received=80, rejected=0, dropped=20, unfinished=0)
    check(counts(results, "RA"), sent=80, received=50, rejected=10, dropped=20, unfinished=0)
    check(results, exchanges=50, orphans=50, **{"too-short": 10})
    for frame, message in zip(server.frames, server.seen):
        assert frame[:6] == b"\xff" * 6 and frame[6:12] == message.chaddr, frame[:14].hex()
        assert frame[26:34] == bytes(4) + b"\xff" * 4, frame[26:34].hex()
        assert int(message.giaddr) == 0 and message.hops == 0


@case("clients on a link renew and release at the server they have their address from")
def _(world):
    lan = world.lan()
    server_host, client_host = world.host("server"), world.host("client")
    lan.join(server_host)
    lan.join(client_host)
    server = DirectResponder(world, server_host)
    results = perf(client_host, "-l", "eth0", "-R", 50, "-n", 50, "-r", 100, "-f", 50, "-F", 20)
    check(results, exchanges=50)
    renewals = [(frame, message) for frame, message in zip(server.frames, server.seen)
                if message.kind == REQUEST and REQUESTED not in message.options]
    releases = [(frame, message) for frame, message in zip(server.frames, server.seen) if message.kind == RELEASE]
    check(counts(results, "renew"), sent=len(renewals), dropped=0, unfinished=0)
    check(results, releases=len(releases))
    assert renewals and releases
    for frame, message in renewals + releases:
        assert message.ciaddr == address("10.1.0.0") + index_of(message), message.ciaddr
        assert frame[:6] == server.mac and frame[6:12] == message.chaddr, frame[:14].hex()
        assert frame[26:34] == message.ciaddr.packed + address(SERVER_ADDRESS).packed, frame[26:34].hex()


@case("a wrong command line ends with status 2, a wrong environment with 1", namespaces=False)
def _(world):
    for arguments, status, text in [
            (["-Z"], 2, "unknown option '-Z'"), (["-6", "::1"], 2, "-6 is not supported yet"),
            ([], 2, "name a server"), (["-l", "no-such-if"], 1, "no interface 'no-such-if'"),
            (["-J", "/nonexistent", "127.0.0.1"], 1, "cannot read /nonexistent"), (["-h"], 0, "usage: dhcp-perf")]:
        run = harness.command(PERF, *arguments, check=False)
        assert run.returncode == status and text in run.stdout, f"{arguments}: {run.returncode}\n{run.stdout}"


def holders(record):
    """Who holds what at the end, by the lines of --leases-out."""
    held = {}
    for line in record.read_text().splitlines():
        event, mac, at = line.split()
        if event in ("ack", "renew"):
            held[at] = mac
        else:
            held.pop(at)
    return held


# As clients by packet socket, and as a relay by UDP.
for socket_type, client_address, where in [("raw", None, ["-l", "eth0"]), ("udp", "192.0.2.2/24", ["192.0.2.1"])]:
    @case(f"what our own server acknowledged is in its lease file, client by client ({socket_type} sockets)")
    def _(world, socket_type=socket_type, client_address=client_address, where=where):
        if not os.access(SERVER, os.X_OK):
            raise Skip("dhcp4-server is not built")
        lan = world.lan()
        server_host, client_host = world.host("server"), world.host("client")
        lan.join(server_host, "192.0.2.1/24")
        lan.join(client_host, client_address)
        interfaces = {"interfaces": ["eth0"], "dhcp-socket-type": socket_type}
        server = world.server(server_host, world.config(interfaces_config=interfaces))
        record = world.scratch / "leases"
        results = perf(client_host, "-u", "-R", 200, "-n", 200, "--flat-out", 50, "--leases-out", record, *where)
        check(results, exchanges=200, **{"not-unique": 0})
        results = perf(client_host, "-u", "-R", 200, "-n", 200, "-r", 200, "-f", 100, "-F", 50,
                       "--leases-out", record, *where)
        check(results, exchanges=200, **{"not-unique": 0})
        assert results["releases"] > 0 and results["stages"]["renew"]["received"] > 0, results
        server.stop()
        assert holders(record) == {at: row["hwaddr"] for at, row in server.held().items()}


if __name__ == "__main__":
    harness.main()
