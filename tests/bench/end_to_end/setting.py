"""What a server is configured to serve, and the clients that ask it."""

import ipaddress
from dataclasses import dataclass

SERVER_ADDRESS = "192.0.2.1"
RELAY_ADDRESS = "192.0.2.2"
RELAYED = ipaddress.IPv4Network("10.0.0.0/8")  # all subnets and giaddrs
FIRST_CLIENT = 0x000C00000000
FIRST_RESERVED = ipaddress.IPv4Address("10.1.0.0")


def hardware_address(number):
    return (FIRST_CLIENT + number).to_bytes(6, "big").hex(":")


@dataclass(frozen=True)
class Setting:
    title: str
    subnets: int = 1
    reservations: int = 0

    def networks(self):
        if self.subnets == 1:
            return [RELAYED]
        length = 32 - (RELAYED.num_addresses // self.subnets).bit_length() + 1
        networks = RELAYED.subnets(new_prefix=length)
        return [next(networks) for _ in range(self.subnets)]

    def relays(self):
        """One relay a subnet; its address there is the giaddr."""
        return [str(network[1]) for network in self.networks()]

    def subnet4(self):
        subnets = [{"id": number, "subnet": str(network), "pools": [{"pool": f"{network[2]} - {network[-2]}"}],
                    "option-data": [{"name": "routers", "data": str(network[1])}]}
                   for number, network in enumerate(self.networks(), 1)]
        if self.reservations:
            # Outside of the pool, as the manual advises.
            subnets[0]["pools"] = [{"pool": f"10.128.0.0 - {RELAYED[-2]}"}]
            subnets[0]["reservations"] = [
                {"hw-address": hardware_address(i), "ip-address": str(FIRST_RESERVED + i)}
                for i in range(self.reservations)]
        return subnets


class Clients:
    """Hands out runs of client numbers: new clients each time, or a part of those with a reservation."""

    def __init__(self, limit=None):
        self.limit = limit
        self.next = 0

    def take(self, count):
        """The first number and how many there are."""
        if self.limit and self.next + count > self.limit:
            self.next, count = 0, min(count, self.limit)
        first = self.next
        self.next += count
        return first, count
