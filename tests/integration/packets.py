"""DHCPv4 messages and the frames that carry them, enough to play any client or relay."""

import ipaddress
import os
import socket
import struct
import time

DISCOVER, OFFER, REQUEST, DECLINE, ACK, NAK, RELEASE, INFORM = range(1, 9)

MASK, ROUTER, HOSTNAME, REQUESTED, LEASE_TIME, TYPE, SERVER_ID, PARAMETERS, CLIENT_ID, AGENT = \
    1, 3, 12, 50, 51, 53, 54, 55, 61, 82

MAGIC = b"\x63\x82\x53\x63"
FIXED = struct.Struct("!BBBBIHH4s4s4s4s16s64s128s")
BROADCAST_MAC = b"\xff" * 6


def address(value):
    return ipaddress.IPv4Address(value)


class Message:
    """One BOOTP message; options are bytes by code."""

    def __init__(self, kind=None, chaddr=b"", xid=None, options=None, *, op=1, flags=0, hops=0,
                 ciaddr="0.0.0.0", yiaddr="0.0.0.0", siaddr="0.0.0.0", giaddr="0.0.0.0"):
        self.op, self.flags, self.hops, self.chaddr = op, flags, hops, chaddr
        self.xid = int.from_bytes(os.urandom(4), "big") if xid is None else xid
        self.ciaddr, self.yiaddr, self.siaddr, self.giaddr = map(address, (ciaddr, yiaddr, siaddr, giaddr))
        self.options = dict(options or {})
        if kind is not None:
            self.options = {TYPE: bytes([kind]), **self.options}

    @property
    def kind(self):
        return self.options[TYPE][0] if self.options.get(TYPE) else None

    def address_option(self, code):
        return address(self.options[code]) if code in self.options else None

    def number_option(self, code):
        return int.from_bytes(self.options[code], "big") if code in self.options else None

    def encode(self):
        fixed = FIXED.pack(self.op, 1, 6, self.hops, self.xid, 0, self.flags, self.ciaddr.packed, self.yiaddr.packed,
                           self.siaddr.packed, self.giaddr.packed, self.chaddr, b"", b"")
        options = b"".join(bytes([code, len(data)]) + data for code, data in self.options.items())
        return (fixed + MAGIC + options + b"\xff").ljust(300, b"\0")

    @classmethod
    def decode(cls, data):
        op, _, _, hops, xid, _, flags, ciaddr, yiaddr, siaddr, giaddr, chaddr, _, _ = FIXED.unpack_from(data)
        message = cls(None, chaddr[:6], xid, op=op, flags=flags, hops=hops, ciaddr=ciaddr, yiaddr=yiaddr,
                      siaddr=siaddr, giaddr=giaddr)
        offset = FIXED.size + len(MAGIC)
        while offset < len(data) and data[offset] != 255:
            if data[offset] == 0:
                offset += 1
                continue
            code, length = data[offset], data[offset + 1]
            message.options[code] = message.options.get(code, b"") + data[offset + 2:offset + 2 + length]
            offset += 2 + length
        return message


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def udp_frame(payload, source_mac, target_mac=BROADCAST_MAC, source="0.0.0.0", target="255.255.255.255",
              source_port=68, target_port=67, vlan=None):
    """An Ethernet frame with `payload` in UDP over IPv4, all checksums right; with an 802.1Q tag if asked."""
    source, target = address(source).packed, address(target).packed
    length = 8 + len(payload)
    udp = struct.pack("!HHHH", source_port, target_port, length, 0) + payload
    sum_ = checksum(source + target + struct.pack("!BBH", 0, 17, length) + udp) or 0xFFFF
    udp = udp[:6] + struct.pack("!H", sum_) + udp[8:]
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0x10, 20 + length, 0, 0, 64, 17, 0, source, target)
    ip = ip[:10] + struct.pack("!H", checksum(ip)) + ip[12:]
    tag = struct.pack("!HH", 0x8100, vlan) if vlan is not None else b""
    return target_mac + source_mac + tag + b"\x08\x00" + ip + udp


def udp_payload(frame, port):
    """The UDP payload of an untagged IPv4 frame to `port`, or None."""
    if frame[12:14] != b"\x08\x00" or len(frame) < 42 or frame[23] != 17:
        return None
    header = 14 + (frame[14] & 15) * 4
    target, length = struct.unpack_from("!HH", frame, header + 2)
    return frame[header + 8:header + length] if target == port else None


class Client:
    """Plays any number of clients over one packet socket; each has its hardware address."""

    def __init__(self, host, interface="eth0"):
        with host.entered():
            self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0003))
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
            self.socket.bind((interface, 0))

    def close(self):
        self.socket.close()

    def send(self, message, **frame):
        frame.setdefault("source_mac", message.chaddr)
        self.socket.send(udp_frame(message.encode(), **frame))

    def receive(self, seconds):
        """The next reply to a client within that time, or None."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self.socket.settimeout(left)
            try:
                payload = udp_payload(self.socket.recv(65536), 68)
            except TimeoutError:
                return None
            if payload is not None and len(payload) >= FIXED.size and payload[0] == 2:
                return Message.decode(payload)
        return None

    def ask(self, message, seconds=3, attempts=3, **frame):
        """Sends until a reply with the message's xid comes; None if none did."""
        for _ in range(attempts):
            self.send(message, **frame)
            deadline = time.monotonic() + seconds
            while (left := deadline - time.monotonic()) > 0:
                reply = self.receive(left)
                if reply is not None and reply.xid == message.xid and reply.chaddr == message.chaddr:
                    return reply
        return None

    def discover(self, mac, options=None, **ask):
        return self.ask(Message(DISCOVER, mac, options=options), **ask)

    def select(self, offer, options=None, **ask):
        """REQUEST in answer to an offer."""
        return self.ask(Message(REQUEST, offer.chaddr, options={
            SERVER_ID: offer.options[SERVER_ID], REQUESTED: offer.yiaddr.packed, **(options or {})}), **ask)

    def acquire(self, mac, options=None, **ask):
        """The DHCPACK of a full exchange; None if the server offered or acknowledged nothing."""
        offer = self.discover(mac, options, **ask)
        return self.select(offer, options, **ask) if offer is not None and offer.kind == OFFER else None

    def release(self, ack):
        self.send(Message(RELEASE, ack.chaddr, options={SERVER_ID: ack.options[SERVER_ID]}, ciaddr=ack.yiaddr),
                  source=ack.yiaddr, target=ack.address_option(SERVER_ID))


def mac(number, prefix=b"\x02\x00\x5e"):
    return prefix + number.to_bytes(3, "big")


def segment(world):
    """A segment with a host for a server, and a packet socket on it: the segment, the host, the client."""
    lan = world.lan()
    server_host, client_host = world.host("server"), world.host("client")
    lan.join(server_host, "192.0.2.1/24")
    lan.join(client_host)
    client = Client(client_host)
    world.on_end(client.close)
    return lan, server_host, client
