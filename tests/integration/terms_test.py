#!/usr/bin/env python3
"""What leases carry and how long they last: reuse, kept offers, relay information."""

import json
import signal
import socket
import time

import harness
from harness import case, wait_until
from packets import (ACK, AGENT, DISCOVER, LEASE_TIME, OFFER, REQUEST, REQUESTED, SERVER_ID, Message, mac, segment)


def lease_rows(server):
    """How many rows the lease file has, the header aside."""
    return len(server.lease_path.read_text().splitlines()) - 1


@case("a lease that is young is confirmed for the time that is left of it, and not written again")
def _(world):
    _, server_host, client = segment(world)
    server = world.server(server_host, world.config(valid_lifetime=1000, cache_threshold=0.5))
    ack = client.acquire(mac(1))
    assert ack.number_option(LEASE_TIME) == 1000, ack.options
    rows = lease_rows(server)
    expires = server.leases()[str(ack.yiaddr)]["expire"]
    time.sleep(1.2)
    again = client.ask(Message(REQUEST, mac(1), options={
        SERVER_ID: ack.options[SERVER_ID], REQUESTED: ack.yiaddr.packed}))
    assert again.kind == ACK and again.number_option(LEASE_TIME) < 1000, again.options
    assert lease_rows(server) == rows and server.leases()[str(ack.yiaddr)]["expire"] == expires


@case("an offer is in the lease file before it is on the wire, and its request makes a whole lease of it")
def _(world):
    _, server_host, client = segment(world)
    server = world.server(server_host, world.config(valid_lifetime=1000, offer_lifetime=30))
    offer = client.discover(mac(1))
    assert offer.kind == OFFER and offer.number_option(LEASE_TIME) == 1000, offer.options
    assert server.leases()[str(offer.yiaddr)]["valid_lifetime"] == "30", server.leases()
    assert client.discover(mac(1)).yiaddr == offer.yiaddr
    assert client.discover(mac(2)).yiaddr != offer.yiaddr
    assert client.select(offer).kind == ACK
    assert server.leases()[str(offer.yiaddr)]["valid_lifetime"] == "1000", server.leases()


@case("option 82 is stored with the lease, and a renewal past the relay is classified by it")
def _(world):
    near, far = world.lan("near"), world.lan("far")
    server_host, relay = world.host("server"), world.host("relay")
    near.join(server_host, "192.0.2.1/24")
    near.join(relay, "192.0.2.2/24", "up0")
    far.join(relay, "198.51.100.1/24", "down0")
    server_host.run("ip", "route", "add", "198.51.100.0/24", "via", "192.0.2.2")
    server = world.server(server_host, world.config(
        interfaces_config={"interfaces": ["eth0"], "dhcp-socket-type": "udp"},
        store_extended_info=True, stash_agent_options=True,
        client_classes=[{"name": "port", "test": "relay4[1].hex == 'p1'",
                         "option-data": [{"name": "domain-name", "data": "port.example"}]}],
        subnet4=[{"id": 7, "subnet": "198.51.100.0/24", "pools": [{"pool": "198.51.100.50 - 198.51.100.99"}]}]))
    information = bytes.fromhex("01027031" + "0203010203")

    def ask(sock, message):
        for _ in range(5):
            sock.sendto(message.encode(), ("192.0.2.1", 67))
            try:
                return Message.decode(sock.recv(65536))
            except TimeoutError:
                pass
        raise AssertionError("no reply")

    with relay.entered(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock, \
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as own:
        sock.bind(("198.51.100.1", 67))
        sock.settimeout(2)
        through = {"hops": 1, "giaddr": "198.51.100.1"}
        offer = ask(sock, Message(DISCOVER, mac(1), options={AGENT: information}, **through))
        ack = ask(sock, Message(REQUEST, mac(1), options={
            SERVER_ID: offer.options[SERVER_ID], REQUESTED: offer.yiaddr.packed, AGENT: information}, **through))
        assert ack.kind == ACK and ack.options[AGENT] == information, ack.options
        row = wait_until(lambda: server.leases().get(str(ack.yiaddr)), what="the lease")
        context = json.loads(row["user_context"].replace("&#x2c", ","))
        assert context == {"ISC": {"relay-agent-info": {
            "sub-options": "0x010270310203010203", "remote-id": "010203"}}}, row
        # The client itself renews: from its address, without its relay.
        relay.run("ip", "address", "add", f"{ack.yiaddr}/32", "dev", "down0")
        own.bind((str(ack.yiaddr), 68))
        own.settimeout(2)
        renewed = ask(own, Message(REQUEST, mac(1), ciaddr=str(ack.yiaddr)))
        assert renewed.kind == ACK and renewed.options[15] == b"port.example", renewed.options
        assert AGENT not in renewed.options, renewed.options


def seed(world, rows):
    """A lease file of active leases: (address, number, subnet id, user context)."""
    path = world.scratch / "server" / "leases.csv"
    path.parent.mkdir(exist_ok=True)
    expire = int(time.time()) + 3600
    lines = ["address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context,pool_id"]
    lines += [f"{address},{mac(number).hex(':')},,3600,{expire},{subnet},0,0,,0,{context.replace(',', '&#x2c')},0"
              for address, number, subnet, context in rows]
    path.write_text("\n".join(lines) + "\n")


@case("leases of a subnet that was renumbered are found where they belong, others are left out, the file is kept")
def _(world):
    _, server_host, client = segment(world)
    config = world.config(sanity_checks={"lease-checks": "fix-del"})
    seed(world, [("192.0.2.77", 1, 99, ""), ("203.0.113.5", 2, 99, ""),
                 ("192.0.2.78", 3, 1, '{"ISC": {"relay-agent-info": "0x01027031"}}')])
    server = world.server(server_host, config)
    server.wait_for("DHCPSRV_LEASE_SANITY_FIXED")
    server.wait_for("DHCPSRV_LEASE_SANITY_FAIL_DISCARD")
    assert str(client.discover(mac(1)).yiaddr) == "192.0.2.77"
    assert client.acquire(mac(3)).kind == ACK
    row = server.leases()["192.0.2.78"]["user_context"]
    assert json.loads(row.replace("&#x2c", ",")) == {
        "ISC": {"relay-agent-info": {"sub-options": "0x01027031"}}}, row
    assert server.leases()["203.0.113.5"]["subnet_id"] == "99", "the file has lost a row"


class PeerServer:
    """The DHCPv6 server's side of DHCPv4 over DHCPv6: hands messages over on ::1."""

    def __init__(self, host, port):
        with host.entered():
            self.socket = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
            self.socket.bind(("::1", port))
            self.socket.settimeout(2)
        self.target = ("::1", port + 1)

    @staticmethod
    def option(code, value):
        return code.to_bytes(2, "big") + len(value).to_bytes(2, "big") + value

    def ask(self, message, source, interface, relay=None):
        """The DHCPv4 reply and what is around it; None if there is none."""
        origin = (2495).to_bytes(4, "big") + self.option(60000, interface.encode()) + \
            self.option(60001, socket.inet_pton(socket.AF_INET6, source)) + self.option(60002, b"\x02\x22")
        query = bytes([20, 0, 0, 0]) + self.option(17, origin) + self.option(87, message.encode())
        if relay is not None:
            query = bytes([12, 0]) + bytes(32) + self.option(18, relay) + self.option(9, query)
        for _ in range(5):
            try:
                self.socket.sendto(query, self.target)
                reply = self.socket.recv(65536)
            except (TimeoutError, ConnectionRefusedError):
                continue
            at = reply.index(self.option(17, origin))
            # Option 17, then option 87 with its four bytes of code and length.
            return Message.decode(reply[at + 4 + len(origin) + 4:]), reply[:at]
        return None


@case("a client behind a DHCPv6 server gets a lease over DHCPv6, with and without a relay")
def _(world):
    _, server_host, _ = segment(world)
    server_host.run("sh", "-c", "echo 0 > /proc/sys/net/ipv6/conf/all/disable_ipv6;"
                                " echo 0 > /proc/sys/net/ipv6/conf/lo/disable_ipv6; ip -6 address add ::1/128 dev lo",
                    check=False)
    server = world.server(server_host, world.config(dhcp4o6_port=6767, subnet4=[
        {"id": 1, "subnet": "192.0.2.0/24", "pools": [{"pool": "192.0.2.10 - 192.0.2.99"}]},
        {"id": 2, "subnet": "198.51.100.0/24", "pools": [{"pool": "198.51.100.10 - 198.51.100.99"}],
         "4o6-subnet": "2001:db8:2::/64"},
        {"id": 3, "subnet": "203.0.113.0/24", "pools": [{"pool": "203.0.113.10 - 203.0.113.99"}],
         "4o6-interface-id": "port 3"}]))
    peer = PeerServer(server_host, 6767)
    world.on_end(peer.socket.close)
    offer, around = peer.ask(Message(DISCOVER, mac(1)), "2001:db8:2::7", "eth0")
    assert offer.kind == OFFER and str(offer.yiaddr).startswith("198.51.100."), offer.yiaddr
    assert around == bytes([21, 0, 0, 0]), around
    assert str(offer.address_option(SERVER_ID)) == "192.0.2.1", offer.options
    ack, _ = peer.ask(Message(REQUEST, mac(1), options={
        SERVER_ID: offer.options[SERVER_ID], REQUESTED: offer.yiaddr.packed}), "2001:db8:2::7", "eth0")
    assert ack.kind == ACK
    assert server.leases()[str(ack.yiaddr)]["subnet_id"] == "2"
    offer, around = peer.ask(Message(DISCOVER, mac(2)), "2001:db8:9::7", "eth0", relay=b"port 3")
    assert str(offer.yiaddr).startswith("203.0.113."), offer.yiaddr
    assert around[0] == 13, around
    peer.socket.sendto(b"garbage", peer.target)
    # Another port, by a reload; the first one is free again.
    config = json.loads(server.config_path.read_text())
    config["Dhcp4"]["dhcp4o6-port"] = 6777
    server.write(config)
    server.signal(signal.SIGHUP)
    server.wait_for("DHCP4_DYNAMIC_RECONFIGURATION_SUCCESS")
    moved = PeerServer(server_host, 6777)
    world.on_end(moved.socket.close)
    offer, _ = moved.ask(Message(DISCOVER, mac(3)), "2001:db8:2::7", "eth0")
    assert offer.kind == OFFER


@case("a kind of queue that nobody knows is refused; with threads the other queue is said to be off")
def _(world):
    _, server_host, client = segment(world)
    unknown = world.config(dhcp_queue_control={"enable-queue": True, "queue-type": "own"})
    path = world.scratch / "unknown.json"
    path.write_text(json.dumps(unknown))
    run = harness.command(harness.SERVER, "-t", path, check=False)
    assert run.returncode != 0 and "queue-type" in run.stdout, run.stdout
    server = world.server(server_host, world.config(dhcp_queue_control={"enable-queue": True, "capacity": 5}))
    server.wait_for("DHCP4_CONFIG_PACKET_QUEUE")
    server.wait_for("DHCPSRV_MT_DISABLED_QUEUE_CONTROL")
    assert client.acquire(mac(1)).kind == ACK


if __name__ == "__main__":
    harness.main()
