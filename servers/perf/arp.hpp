/// @file
/// Answers to "who has" (RFC 826) for simulated clients: a server may look for a client that renews its
/// address as for any other host.
#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <optional>

#include "dhcpcore/result.hpp"
#include "perf/frame.hpp"

namespace dhcp::perf {

constexpr std::size_t arp_frame_size = 14 + 28;

/// Somebody asks for the hardware address of `wanted`.
struct ArpRequest {
  MacAddress from_mac{};
  Ipv4Address from;
  Ipv4Address wanted;
};
/// nullopt when `frame` is not a request for an IPv4 address on Ethernet.
std::optional<ArpRequest> parse_arp_request(ByteView frame);
/// The frame that tells the asker that `mac` has what it wants.
std::array<std::uint8_t, arp_frame_size> arp_reply(const ArpRequest& request, const MacAddress& mac);

/// Answers for the addresses it was told of, over a packet socket of its own. Remembers each address once.
/// Not thread-safe.
class ArpResponder {
 public:
  ArpResponder() = default;
  ~ArpResponder();
  ArpResponder(const ArpResponder&) = delete;
  ArpResponder& operator=(const ArpResponder&) = delete;

  /// Without `open`, it answers nothing.
  Result<void> open(unsigned interface_index);
  bool is_open() const { return descriptor_ >= 0; }
  int descriptor() const { return descriptor_; }

  void learn(Ipv4Address address, const MacAddress& mac) { holders_[address.value()] = mac; }
  /// Answers all requests that have arrived.
  void answer();

 private:
  int descriptor_ = -1;
  boost::unordered_flat_map<std::uint32_t, MacAddress> holders_;
};

}  // namespace dhcp::perf
