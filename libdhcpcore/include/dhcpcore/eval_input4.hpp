/// @file
/// A DHCPv4 query as classification expressions see it.
/// @floor classify
#pragma once

#include <string_view>

#include "dhcpcore/client_class.hpp"
#include "dhcpcore/datagram.hpp"
#include "dhcpcore/export.hpp"
#include "dhcpcore/packet4.hpp"
#include "dhcpcore/query_definitions4.hpp"
#include "dhcpcore/query_input.hpp"

namespace dhcp {

/// Answers from a parsed message, the datagram it came in and the classes given so far. Refers to all of
/// them; make one on the stack where it is needed. Of several vendor instances only the first is looked at.
/// Options 43 and 224 to 254 have the sub-options that `definitions` give them, hence none while they wait,
/// or without `definitions`.
class DHCPCORE_API EvalInput4 final : public QueryInput {
 public:
  EvalInput4(const Packet4& packet, const Datagram4& datagram, std::string_view interface_name,
             const ClassSet& classes, const QueryDefinitions4* definitions = nullptr)
      : QueryInput(DhcpVersion::v4, interface_name, classes),
        packet_(packet),
        datagram_(datagram),
        definitions_(definitions) {}

  bool lookup(const Lookup& what, std::span<std::uint8_t, 16> scratch, ByteView& value) const override;

 private:
  const OptionSource* source_of(const Lookup& what) const override;
  bool sub_option(const Lookup& what, ByteView& value) const;
  bool waiting_sub_option(const Lookup& what, ByteView& value) const;

  const Packet4& packet_;
  const Datagram4& datagram_;
  const QueryDefinitions4* definitions_;
};

/// Adds the classes that every query has from its bytes alone: ALL, and VENDOR_CLASS_ with the text of option
/// 60, unless that is empty.
DHCPCORE_API void add_builtin_classes(const Packet4& packet, ClassSet& classes);

}  // namespace dhcp
