#!/usr/bin/env python3
"""Clients that have a name: what the lease file keeps and what the client is told."""

import re

import harness
from clients import Dhclient
from harness import case, wait_until


def named(world, conf, **settings):
    """dhclient with these lines in its configuration; the lease's row and what the client was told."""
    lan = world.lan()
    server_host, client_host = world.host("server"), world.host("client")
    lan.join(server_host, "192.0.2.1/24")
    lan.join(client_host)
    server = world.server(server_host, world.config(ddns_qualifying_suffix="example.com", **settings))
    client = Dhclient(world, client_host, conf=conf).start()
    address = client.address()
    row = wait_until(lambda: server.leases().get(address), what="the lease in the lease file")
    # dhclient writes its lease when its script has set the address.
    wait_until(lambda: client.leases.read_text().rstrip().endswith("}"), what="dhclient to write its lease")
    told = dict(re.findall(r"option ([\w.-]+) (.*);", client.leases.read_text()))
    return server, client, row, told


FQDN = "send fqdn.server-update {update};\nsend fqdn.encoded {encoded};\nsend fqdn.fqdn \"{name}\";\n"

# With its encoding on dhclient calls every name fully qualified.
for encoded, name in (("off", "Laptop"), ("on", "Laptop.Example.com")):
    @case(f"dhclient with the FQDN {name}, encoding {encoded}, is told its whole name")
    def _(world, encoded=encoded, name=name):
        _, _, row, told = named(world, FQDN.format(update="on", encoded=encoded, name=name))
        assert row["hostname"] == "laptop.example.com", row
        assert told["fqdn.fqdn"].strip('".') == "laptop.example.com", told
        assert told["fqdn.encoded"] == ("true" if encoded == "on" else "false"), told
        # Nobody updates the DNS here: the client is told so.
        assert told["fqdn.no-client-update"] == "true" and told["fqdn.server-update"] == "false", told
        assert (row["fqdn_fwd"], row["fqdn_rev"]) == ("0", "0"), row


@case("dhclient with a host name is told it in option 12")
def _(world):
    _, _, row, told = named(world, "send host-name \"My_Laptop\";\nalso request host-name;\n")
    assert row["hostname"] == "mylaptop.example.com", row
    assert told["host-name"] == '"mylaptop.example.com"', told
    assert "fqdn.fqdn" not in told, told


@case("dhclient without a name gets one where the configuration wants it")
def _(world):
    _, _, row, told = named(world, "also request host-name;\n", ddns_replace_client_name="when-not-present")
    name = "myhost-" + row["address"].replace(".", "-") + ".example.com"
    assert row["hostname"] == name, row
    assert told["host-name"] == f'"{name}"', told


if __name__ == "__main__":
    harness.main()
