#!/usr/bin/env python3
"""More queries than a server can answer: it is stopped while they come, and goes on when they wait."""

import re
import signal
import socket

import harness
from harness import case
from packets import ACK, DISCOVER, OFFER, REQUEST, REQUESTED, Message, mac, segment

SO_RCVBUFFORCE = 33


class Scene:
    """One worker, and clients whose receive buffer holds all replies."""

    def __init__(self, world):
        _, host, self.client = segment(world)
        self.client.socket.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 64 << 20)
        subnet = {"id": 1, "subnet": "192.0.0.0/16", "pools": [{"pool": "192.0.16.0 - 192.0.63.255"}]}
        self.server = world.server(host, world.config(
            subnet4=[subnet], multi_threading={"enable-multi-threading": False}))

    def all_at_once(self, messages):
        """What the server replies when all of them wait for it."""
        self.server.signal(signal.SIGSTOP)
        for message in messages:
            self.client.send(message)
        self.server.signal(signal.SIGCONT)
        replies = []
        while (reply := self.client.receive(5)) is not None:
            replies.append(reply)
        return replies


@case("a burst of a thousand new clients is answered, every one")
def _(world):
    scene = Scene(world)
    clients = [mac(number) for number in range(1000)]
    replies = scene.all_at_once([Message(DISCOVER, client) for client in clients])
    assert {reply.chaddr for reply in replies if reply.kind == OFFER} == set(clients), len(replies)
    assert "DHCP4_OVERLOAD" not in scene.server.log()


@case("when too many queries wait, DISCOVERs are dropped, are counted in the log, and nothing else is dropped")
def _(world):
    scene = Scene(world)
    leases = [scene.client.acquire(mac(number)) for number in range(20)]
    discovers = [Message(DISCOVER, mac(1000 + number)) for number in range(4400)]
    requests = [Message(REQUEST, lease.chaddr, options={REQUESTED: lease.yiaddr.packed}) for lease in leases]
    every = len(discovers) // len(requests)
    waiting = list(discovers)
    for place, request in enumerate(requests):
        waiting.insert(place * (every + 1), request)
    replies = scene.all_at_once(waiting)
    acknowledged = {reply.xid for reply in replies if reply.kind == ACK}
    assert acknowledged == {request.xid for request in requests}, len(acknowledged)
    offered = {reply.chaddr for reply in replies if reply.kind == OFFER}
    scene.server.wait_for("DHCP4_OVERLOAD")
    dropped = sum(int(count) for count in re.findall(r"DHCP4_OVERLOAD.* (\d+) DISCOVERs", scene.server.log()))
    assert dropped > 1000 and len(offered) + dropped == len(discovers), (dropped, len(offered))
    assert scene.client.acquire(mac(9000)) is not None, "the overload has not ended"


if __name__ == "__main__":
    harness.main()
