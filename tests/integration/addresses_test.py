#!/usr/bin/env python3
"""Who gets which address: crowds, conflicts, empty pools."""

import harness
from clients import Dhclient, Dhcpcd, Udhcpc, hold_address
from harness import case, wait_until
from packets import ACK, DECLINE, DISCOVER, NAK, OFFER, REQUEST, REQUESTED, SERVER_ID, Client, Message, mac


def segment(world, **settings):
    """A server, a packet socket on its segment, and the segment."""
    lan = world.lan()
    server_host, client_host = world.host("server"), world.host("client")
    lan.join(server_host, "192.0.2.1/24")
    lan.join(client_host)
    server = world.server(server_host, world.config(**settings))
    client = Client(client_host)
    world.on_end(client.close)
    return server, client, lan


def subnet(first, last):
    return [{"id": 1, "subnet": "192.0.2.0/24", "pools": [{"pool": f"192.0.2.{first} - 192.0.2.{last}"}]}]


@case("200 clients that come at once hold 200 addresses")
def _(world):
    server, client, _ = segment(world)
    waiting = {mac(n): Message(DISCOVER, mac(n)) for n in range(200)}
    held = {}

    def step():
        for message in waiting.values():  # Whoever has no answer yet asks again, as clients do.
            client.send(message)
        while (reply := client.receive(1)) is not None:
            asked = waiting.get(reply.chaddr)
            if asked is None or reply.xid != asked.xid:
                continue
            if reply.kind == OFFER and asked.kind == DISCOVER:
                request = Message(REQUEST, reply.chaddr, options={
                    SERVER_ID: reply.options[SERVER_ID], REQUESTED: reply.yiaddr.packed})
                waiting[reply.chaddr] = request
                client.send(request)
            elif reply.kind == ACK:
                held[reply.chaddr] = str(reply.yiaddr)
                del waiting[reply.chaddr]
            elif reply.kind == NAK:
                waiting[reply.chaddr] = Message(DISCOVER, reply.chaddr)
        return not waiting

    wait_until(step, 60, "200 acknowledgements")
    assert len(set(held.values())) == 200, "two clients hold one address"
    leases = server.leases()
    assert {row["hwaddr"]: address for address, row in leases.items()} == \
        {chaddr.hex(":"): address for chaddr, address in held.items()}


for kind, options in ((Udhcpc, {"arguments": ["-a500"]}), (Dhcpcd, {}), (Dhclient, {"checks_conflict": True})):
    @case(f"{kind.program} declines an address that somebody else uses and gets another")
    def _(world, kind=kind, options=options):
        if kind is Dhclient:
            harness.require("arping")
        server, _, lan = segment(world, subnet4=subnet(10, 11), decline_probation_period=3600)
        squatter, host = world.host("squatter"), world.host("victim")
        lan.join(squatter)
        lan.join(host)
        hold_address(squatter, "192.0.2.10")
        client = kind(world, host, **options).start()
        server.wait_for("DHCP4_DECLINE_LEASE", 60)
        row = wait_until(lambda: server.leases().get("192.0.2.10"), what="the declined row in the lease file")
        assert row["state"] == "1", row
        assert row["hwaddr"] == "" and row["client_id"] == "", row
        assert row["valid_lifetime"] == "3600", row
        wait_until(lambda: "192.0.2.11" in map(str, host.addresses()), 60, "the client to take the free address")


@case("a declined address is out of use for the probation period and comes back after it")
def _(world):
    server, client, _ = segment(world, subnet4=subnet(10, 10), decline_probation_period=3)
    ack = client.acquire(mac(1))
    assert ack is not None and ack.kind == ACK
    client.send(Message(DECLINE, mac(1), options={SERVER_ID: ack.options[SERVER_ID], REQUESTED: ack.yiaddr.packed}))
    server.wait_for("DHCP4_DECLINE_LEASE")
    assert client.discover(mac(2), seconds=0.5, attempts=1) is None, "the declined address was offered"
    offer = client.discover(mac(2), seconds=1, attempts=30)
    assert offer is not None and offer.yiaddr == ack.yiaddr, "the address did not come back"


@case("leases that ended are reclaimed by timer, held for a while, and removed")
def _(world):
    server, client, _ = segment(world, valid_lifetime=2, expired_leases_processing={
        "reclaim-timer-wait-time": 1, "flush-reclaimed-timer-wait-time": 1, "hold-reclaimed-time": 4})
    address = str(client.acquire(mac(1)).yiaddr)
    wait_until(lambda: server.leases()[address]["state"] == "2", what="the reclaimed lease")
    assert server.leases()[address]["hwaddr"] == mac(1).hex(":"), "it is not held for its client any more"
    wait_until(lambda: address not in server.leases(), what="the removal of the lease")


@case("of an exhausted pool the last client gets nothing until somebody releases")
def _(world):
    server, client, _ = segment(world, subnet4=subnet(10, 12))
    acks = [client.acquire(mac(n)) for n in (1, 2, 3)]
    assert all(ack is not None and ack.kind == ACK for ack in acks), acks
    assert sorted(str(ack.yiaddr) for ack in acks) == ["192.0.2.10", "192.0.2.11", "192.0.2.12"]
    assert client.discover(mac(4), seconds=1, attempts=2) is None, "an address out of nowhere"
    server.wait_for("ALLOC_ENGINE_V4_ALLOC_FAIL")
    client.release(acks[1])
    server.wait_for("DHCP4_RELEASE")
    late = client.acquire(mac(4), attempts=10)
    assert late is not None and late.kind == ACK, "no address after the release"
    assert late.yiaddr == acks[1].yiaddr, late.yiaddr


if __name__ == "__main__":
    harness.main()
