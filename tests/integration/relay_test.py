#!/usr/bin/env python3
"""Clients on other segments than the server's, and frames that are none of the server's business."""

import socket

import harness
from clients import Dhclient
from harness import case, require, wait_until
from packets import ACK, AGENT, DISCOVER, OFFER, REQUEST, REQUESTED, SERVER_ID, TYPE, Client, Message, mac

FAR_SUBNET = {"id": 7, "subnet": "198.51.100.0/24", "pools": [{"pool": "198.51.100.50 - 198.51.100.99"}],
              "option-data": [{"name": "routers", "data": "198.51.100.1"}]}
NEAR_SUBNET = {"id": 1, "subnet": "192.0.2.0/24", "pools": [{"pool": "192.0.2.10 - 192.0.2.99"}]}


def server_behind_relay(world, socket_type):
    """A server, a relay host between two segments, and the far segment."""
    near, far = world.lan("near"), world.lan("far")
    server_host, relay = world.host("server"), world.host("relay")
    near.join(server_host, "192.0.2.1/24")
    near.join(relay, "192.0.2.2/24", "up0")
    far.join(relay, "198.51.100.1/24", "down0")
    server_host.run("ip", "route", "add", "198.51.100.0/24", "via", "192.0.2.2")
    interfaces = {"interfaces": ["eth0"], "dhcp-socket-type": socket_type}
    server = world.server(server_host, world.config(interfaces_config=interfaces, subnet4=[NEAR_SUBNET, FAR_SUBNET]))
    return server, server_host, relay, far


for socket_type in ("raw", "udp"):
    @case(f"a client behind dhcrelay gets an address of its own segment ({socket_type} sockets)")
    def _(world, socket_type=socket_type):
        require("dhcrelay", "dhclient")
        server, _, relay, far = server_behind_relay(world, socket_type)
        world.start(relay, "dhcrelay", "-4", "-d", "-a", "--no-pid", "-id", "down0", "-iu", "up0", "192.0.2.1", name="dhcrelay")
        host = world.host("client")
        far.join(host)
        address = Dhclient(world, host).start().address()
        assert address.startswith("198.51.100."), address
        row = wait_until(lambda: server.leases().get(address), what="the lease in the lease file")
        assert row["subnet_id"] == "7", row
        assert row["hwaddr"] == host.hardware_address().hex(":"), row


def relayed(sock, message, giaddr, target=("192.0.2.1", 67), attempts=5):
    """Sends as a relay would and waits for the reply to this message at the relay's port."""
    message.giaddr = message.giaddr.__class__(giaddr)
    for _ in range(attempts):
        sock.sendto(message.encode(), target)
        try:
            while True:
                reply = Message.decode(sock.recv(65536))
                if reply.xid == message.xid:
                    return reply
        except TimeoutError:
            pass
    return None


@case("a relay in udp mode gets its replies at giaddr port 67, agent information echoed as it came")
def _(world):
    server, server_host, relay, far = server_behind_relay(world, "udp")
    circuit = bytes.fromhex("0104000a0b0c0206feedfacebeef")
    with relay.entered(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("198.51.100.1", 67))
        sock.settimeout(2)
        offer = relayed(sock, Message(DISCOVER, mac(1), options={AGENT: circuit}, hops=1), "198.51.100.1")
        assert offer is not None and offer.kind == OFFER, "no offer"
        assert offer.options[AGENT] == circuit, offer.options
        ack = relayed(sock, Message(REQUEST, mac(1), hops=1, options={
            SERVER_ID: offer.options[SERVER_ID], REQUESTED: offer.yiaddr.packed, AGENT: circuit}), "198.51.100.1")
        assert ack is not None and ack.kind == ACK, "no acknowledgement"
        assert str(ack.yiaddr).startswith("198.51.100."), ack.yiaddr
        assert ack.options[AGENT] == circuit
    wait_until(lambda: str(ack.yiaddr) in server.leases(), what="the lease in the lease file")


@case("a relay whose segment has no subnet gets no answer")
def _(world):
    server, server_host, relay, far = server_behind_relay(world, "raw")
    relay.run("ip", "address", "add", "203.0.113.1/24", "dev", "down0")
    with relay.entered(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("0.0.0.0", 67))
        sock.settimeout(1)
        # The second question proves that the server lives and had read the first one by then.
        sock.sendto(_discover(2, "203.0.113.1"), ("192.0.2.1", 67))
        offer = relayed(sock, Message(DISCOVER, mac(3), hops=1), "198.51.100.1")
        assert offer is not None and offer.kind == OFFER
        assert offer.chaddr == mac(3)
        try:
            late = Message.decode(sock.recv(65536))
            assert late.chaddr == mac(3), "an offer for a segment the server does not know"
        except TimeoutError:
            pass


def _discover(number, giaddr):
    message = Message(DISCOVER, mac(number), hops=1, giaddr=giaddr)
    return message.encode()


@case("frames with a VLAN tag are not the server's")
def _(world):
    lan = world.lan()
    server_host, client_host = world.host("server"), world.host("client")
    lan.join(server_host, "192.0.2.1/24")
    lan.join(client_host)
    world.server(server_host, world.config())
    client = Client(client_host)
    world.on_end(client.close)
    client.send(Message(DISCOVER, mac(1)), vlan=42)
    client.send(Message(DISCOVER, mac(2)), vlan=0)
    offer = client.discover(mac(3))
    assert offer is not None and offer.kind == OFFER
    late = client.receive(0.5)
    assert late is None or late.chaddr == mac(3), f"the frame of {late.chaddr.hex(':')} had a tag"


if __name__ == "__main__":
    harness.main()
