/// @file
/// Domain names put together from what clients, reservations and the configuration give.
/// @floor engine
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "dhcpcore/bytes.hpp"
#include "dhcpcore/config.hpp"
#include "dhcpcore/dns_name.hpp"
#include "dhcpcore/fqdn_option.hpp"
#include "dhcpcore/identifier.hpp"

namespace dhcp {

/// Takes labels from left to right. What is wrong with any of them is told at the end. Allocates nothing.
class NameBuilder {
 public:
  NameBuilder() = default;
  NameBuilder(const NameBuilder&) = delete;
  NameBuilder& operator=(const NameBuilder&) = delete;

  /// The octets of one label as they are.
  void label(ByteView octets);
  /// Labels as text, see `encode_dns_name`; none when it is empty.
  void text(std::string_view labels);

  /// The client's labels without what the configuration calls invalid (`hostname-char-set`). Whether they are
  /// the whole name: labels that end with the root's, or ASCII text that ends with a dot.
  bool client_labels(const FqdnOption& option, const DdnsParameters& ddns);
  /// The same for a host name, in which the configuration decides on dots, too. It is whole when it ends with
  /// a dot or has several labels.
  bool client_labels(ByteView host_name, const DdnsParameters& ddns);

  /// The name as leases keep it: lower case, no final dot, escapes as of `decode_dns_name`.
  Result<Hostname, DnsNameError> finish();

 private:
  void fail(DnsNameError error) {
    if (!error_) error_ = error;
  }

  std::array<std::uint8_t, max_dns_name_size> room_;
  ByteWriter labels_{room_};
  std::optional<DnsNameError> error_;
};

/// A name that `NameBuilder` made, as host names are written: without escapes. Nothing is written when it
/// does not fit.
void write_host_name(const Hostname& name, ByteWriter& out);

}  // namespace dhcp
