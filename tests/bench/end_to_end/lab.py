"""Two hosts and the cable between them: a server's and a relay's, behind which are all clients."""

import itertools
import os
import time

import harness

from .setting import RELAY_ADDRESS, RELAYED, SERVER_ADDRESS


class Lab:
    """Generator and server have a processor each where there are two or more: then neither takes time from the
    other, what is measured is one server core, and the peer is at its best. `pinned=False` leaves both to the
    scheduler."""

    def __init__(self, world, pinned=True):
        self.world = world
        self.directories = itertools.count()
        processors = sorted(os.sched_getaffinity(0))
        self.pinned = pinned and len(processors) > 1
        self.generator_processors = set(processors[:1] if self.pinned else processors)
        self.server_processors = set(processors[1:2] if self.pinned else processors)
        self.server = world.host("server")
        self.relay = world.host("relay")
        harness.command("ip", "link", "add", "eth0", "netns", self.server.name, "type", "veth",
                        "peer", "name", "eth0", "netns", self.relay.name)
        for host, address in ((self.server, SERVER_ADDRESS), (self.relay, RELAY_ADDRESS)):
            host.run("ip", "address", "add", f"{address}/24", "dev", "eth0")
            host.run("ip", "link", "set", "eth0", "up")
        harness.wait_until(lambda: '"LOWER_UP"' in self.server.run("ip", "-j", "link", "show", "dev", "eth0").stdout,
                           what="the cable")
        # Replies go to the giaddr, as they would to real relays; all of those are the generator's.
        self.server.run("ip", "route", "add", RELAYED, "via", RELAY_ADDRESS)
        self.relay.run("ip", "route", "add", "local", RELAYED, "dev", "lo")

    def new_directory(self):
        directory = self.world.scratch / f"run-{next(self.directories)}"
        directory.mkdir()
        return directory

    def pin_server(self):
        os.sched_setaffinity(0, self.server_processors)

    def pin_generator(self):
        os.sched_setaffinity(0, self.generator_processors)

    @staticmethod
    def rest(seconds=0.2):
        """What an earlier step left in queues is worked off."""
        time.sleep(seconds)
