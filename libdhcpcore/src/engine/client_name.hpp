/// @file
/// What becomes of a client's name: in its lease, in its reply and in the DNS.
/// @floor engine
#pragma once

#include <optional>

#include "dhcpcore/config.hpp"
#include "dhcpcore/fqdn_option.hpp"
#include "dhcpcore/identifier.hpp"

namespace dhcp {

/// Who updates the DNS for a client that sent the FQDN option (RFC 4702 section 4).
struct DnsAgreement {
  FqdnFlags flags;  ///< of the answer; E as the client's
  bool forward = false;
  bool reverse = false;
};
/// `updates`: whether the server updates the DNS at all in the client's scope. N and S of `client` are not
/// both set.
DnsAgreement agree_on_dns(const FqdnFlags& client, const DdnsParameters& ddns, bool updates);

struct ClientName {
  Hostname name;                  ///< as in the lease; empty: there is none
  bool forward = false;           ///< the server updates the name's address record
  bool reverse = false;           ///< the server updates the address's PTR record
  bool in_host_name = false;      ///< the reply tells it in option 12
  std::optional<FqdnFlags> fqdn;  ///< the reply tells it in option 81, with these flags

  void clear() {
    name.clear();
    forward = reverse = in_host_name = false;
    fqdn.reset();
  }
};

}  // namespace dhcp
