/// @file
/// A DHCPv6 query as classification expressions see it.
/// @floor classify
#pragma once

#include <string_view>

#include "dhcpcore/client_class.hpp"
#include "dhcpcore/datagram.hpp"
#include "dhcpcore/export.hpp"
#include "dhcpcore/packet6.hpp"
#include "dhcpcore/query_input.hpp"

namespace dhcp {

/// Answers from a parsed message, the datagram it came in and the classes given so far. Refers to all of
/// them; make one on the stack where it is needed. Of several vendor instances only the first is looked at.
class DHCPCORE_API EvalInput6 final : public QueryInput {
 public:
  EvalInput6(const Packet6& packet, const Datagram6& datagram, std::string_view interface_name,
             const ClassSet& classes)
      : QueryInput(DhcpVersion::v6, interface_name, classes), packet_(packet), datagram_(datagram) {}

  bool lookup(const Lookup& what, std::span<std::uint8_t, 16> scratch, ByteView& value) const override;

 private:
  const Packet6& packet_;
  const Datagram6& datagram_;
};

/// Adds the classes that every query has from its bytes alone: ALL, and VENDOR_CLASS_ with the first data
/// field of option 16, unless that is empty.
DHCPCORE_API void add_builtin_classes(const Packet6& packet, ClassSet& classes);

}  // namespace dhcp
