#!/usr/bin/env python3
"""What leases carry and how long they last: reuse, kept offers, relay information."""

import json
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


if __name__ == "__main__":
    harness.main()
