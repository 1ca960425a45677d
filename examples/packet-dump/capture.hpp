// Finds the DHCPv4 messages in a capture file: pcap or pcapng; Ethernet, Linux cooked or raw IP.
#pragma once

#include <dhcpcore/bytes.hpp>
#include <optional>
#include <string>
#include <vector>

struct CapturedMessage {
  std::string path;        // "192.0.2.1:67 -> 192.0.2.9:68"
  dhcp::ByteView payload;  // into the file's bytes
};

// nullopt when the bytes are no capture file. A file that breaks off yields what is before the break.
std::optional<std::vector<CapturedMessage>> read_capture(dhcp::ByteView file);
