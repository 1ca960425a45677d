#!/usr/bin/env python3
"""The DHCP clients that are in use out there, each through the life of a lease."""

import harness
from clients import Dhclient, Dhcpcd, Udhcpc
from harness import case, wait_until


def segment(world, **settings):
    """A server and a host for a client on one segment."""
    lan = world.lan()
    server_host, client_host = world.host("server"), world.host("client")
    lan.join(server_host, "192.0.2.1/24")
    lan.join(client_host)
    return world.server(server_host, world.config(**settings)), client_host


def hardware(host):
    return host.hardware_address().hex(":")


def granted(server, host, address):
    """Checks that the lease file gives `address` to the client in `host`."""
    row = wait_until(lambda: server.leases().get(address), what=f"a lease of {address} in the lease file")
    assert row["hwaddr"] == hardware(host), row
    assert row["state"] == "0", row
    assert row["subnet_id"] == "1", row
    assert address in server.log(), "the log does not name the leased address"
    return row


def expiry(server, address):
    return int(server.leases()[address]["expire"])


def acquires(world, kind, **settings):
    server, host = segment(world, **settings)
    client = kind(world, host).start()
    address = client.address()
    assert address.startswith("192.0.2."), address
    granted(server, host, address)
    return server, host, client, address


SHORT = {"valid_lifetime": 60, "renew_timer": 3, "rebind_timer": 50}

for kind in (Dhclient, Udhcpc, Dhcpcd):
    @case(f"{kind.program} gets an address that the lease file records")
    def _(world, kind=kind):
        acquires(world, kind)

    @case(f"{kind.program} releases its lease")
    def _(world, kind=kind):
        server, host, client, address = acquires(world, kind)
        client.release()
        wait_until(lambda: address not in server.held(), what="the lease to end in the lease file")
        server.wait_for("DHCP4_RELEASE")
        wait_until(lambda: not host.addresses(), what="the client to drop its address")


@case("dhclient renews at T1 and the expiry moves")
def _(world):
    server, host, client, address = acquires(world, Dhclient, **SHORT)
    before = expiry(server, address)
    client.wait_event("RENEW")
    wait_until(lambda: expiry(server, address) > before, what="a later expiry in the lease file")
    assert client.address() == address


for kind in (Udhcpc, Dhcpcd):
    @case(f"{kind.program} told to renew keeps its address and the expiry moves")
    def _(world, kind=kind):
        server, host, client, address = acquires(world, kind)
        before = expiry(server, address)
        # Expiry counts whole seconds: ask until one has passed.
        def renewed():
            client.renew()
            return wait_until_quietly(lambda: expiry(server, address) > before)
        wait_until(renewed, what="a later expiry in the lease file")
        assert client.address() == address


def wait_until_quietly(condition, seconds=1):
    try:
        return wait_until(condition, seconds)
    except AssertionError:
        return False


for kind in (Dhclient, Dhcpcd):
    @case(f"{kind.program} that reboots asks for the address it had and gets it (INIT-REBOOT)")
    def _(world, kind=kind):
        server, host, client, address = acquires(world, kind)
        client.stop()
        host.run("ip", "-4", "address", "flush", "dev", "eth0")
        offers = server.log().count("DHCP4_LEASE_OFFER")
        client.start()
        client.wait_event("BOUND", "REBOOT", count=2)
        assert client.address() == address
        assert server.log().count("DHCP4_LEASE_OFFER") == offers, "the client had to be offered its address"
        assert len(server.leases()) == 1, server.leases()


@case("udhcpc started again is offered the address it had")
def _(world):
    server, host, client, address = acquires(world, Udhcpc)
    client.stop()
    host.run("ip", "-4", "address", "flush", "dev", "eth0")
    client.start()
    client.wait_event("bound", count=2)
    assert client.address() == address
    assert len(server.leases()) == 1, server.leases()


@case("three different clients on one segment hold three addresses")
def _(world):
    lan = world.lan()
    server_host = world.host("server")
    lan.join(server_host, "192.0.2.1/24")
    server = world.server(server_host, world.config())
    clients = []
    for kind in (Dhclient, Udhcpc, Dhcpcd):
        host = world.host(kind.program)
        lan.join(host)
        clients.append(kind(world, host).start())
    addresses = {client.address() for client in clients}
    assert len(addresses) == 3, addresses
    wait_until(lambda: set(server.leases()) == addresses, what="three leases in the lease file")


if __name__ == "__main__":
    harness.main()
