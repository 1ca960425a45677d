/// @file
/// What benchmarks of the DHCPv4 engine ask, and whom.
#pragma once

#include <array>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <memory>
#include <string_view>
#include <vector>

#include "dhcpcore/config4.hpp"
#include "dhcpcore/datagram.hpp"
#include "dhcpcore/packet4.hpp"

namespace dhcp::bench {

inline constexpr Ipv4Address relay{10, 0, 0, 2};
inline constexpr Ipv4Address server{10, 0, 0, 1};

/// A relayed query with the options that common clients send; made once, and then one client's after the
/// other's.
class Query4 {
 public:
  explicit Query4(MessageType4 type, bool with_requested_address = false, bool with_host_name = false)
      : bytes_(240, 0) {
    bytes_[0] = bytes_[1] = bytes_[3] = 1;
    bytes_[2] = 6;
    bytes_[28] = 2;
    put(24, relay);
    put(236, Ipv4Address(99, 130, 83, 99));
    option(option4::message_type, {static_cast<std::uint8_t>(type)});
    client_id_ = option(option4::client_identifier, {1, 2, 0, 0, 0, 0, 0}) + 3;
    option(option4::vendor_class, {'M', 'S', 'F', 'T', ' ', '5', '.', '0'});
    option(option4::parameter_request_list, {1, 3, 6, 12, 15, 28, 42, 51, 54, 58, 59});
    if (with_requested_address) {
      requested_ = option(option4::requested_address, {0, 0, 0, 0});
      option(option4::server_identifier, {10, 0, 0, 1});
    }
    if (with_host_name)
      host_name_ =
          option(option4::host_name, {'h', 'o', 's', 't', '0', '0', '0', '0', '0', '0', '0', '0'}) + 4;
    bytes_.push_back(option4::end);
  }

  /// The query of a client. `address` is the one it requests, or has.
  ByteView of(std::uint32_t client, Ipv4Address address = {}) {
    put(4, Ipv4Address(client));
    put(30, Ipv4Address(client));
    put(client_id_, Ipv4Address(client));
    put(requested_ != 0 ? requested_ : 12, address);
    for (unsigned digit = 0; host_name_ != 0 && digit < 8; ++digit)
      bytes_[host_name_ + digit] = static_cast<std::uint8_t>('a' + (client >> (28 - 4 * digit) & 15));
    return bytes_;
  }
  void set_giaddr(Ipv4Address giaddr) { put(24, giaddr); }

 private:
  void put(std::size_t at, Ipv4Address address) {
    const auto octets = address.bytes();
    std::copy(octets.begin(), octets.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(at));
  }
  std::size_t option(std::uint8_t code, std::initializer_list<std::uint8_t> value) {
    bytes_.push_back(code);
    bytes_.push_back(static_cast<std::uint8_t>(value.size()));
    bytes_.insert(bytes_.end(), value);
    return bytes_.size() - value.size();
  }

  std::vector<std::uint8_t> bytes_;
  std::size_t client_id_ = 0;  // where its last four octets are
  std::size_t requested_ = 0;  // where option 50 is
  std::size_t host_name_ = 0;  // where the digits of option 12 are
};

inline Datagram4 from_relay(ByteView payload) {
  Datagram4 datagram;
  datagram.payload = payload;
  datagram.interface_index = 2;
  datagram.source = relay;
  datagram.source_port = 67;
  datagram.destination = server;
  datagram.destination_port = 67;
  return datagram;
}

inline std::shared_ptr<const InterfaceTable> one_interface() {
  auto table = std::make_shared<InterfaceTable>();
  Interface eth0;
  eth0.index = 2;
  eth0.name = "eth0";
  eth0.addresses4 = {{server, 8}};
  table->interfaces.push_back(eth0);
  return table;
}

inline std::shared_ptr<const Config4> configuration4(std::string_view text) {
  auto config = Config4::parse(text, "bench");
  if (config) return *config;
  std::fprintf(stderr, "%s\n", config.error().message.c_str());
  std::exit(EXIT_FAILURE);
}

}  // namespace dhcp::bench
