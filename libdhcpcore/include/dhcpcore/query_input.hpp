/// @file
/// What queries of DHCPv4 and DHCPv6 answer to expressions alike.
/// @floor classify
#pragma once

#include <string>
#include <string_view>

#include "dhcpcore/client_class.hpp"
#include "dhcpcore/export.hpp"
#include "dhcpcore/expression.hpp"
#include "dhcpcore/option_source.hpp"

namespace dhcp {

/// The base of `EvalInput4` and `EvalInput6`. Refers to what it is made of.
class DHCPCORE_API QueryInput : public EvalInput {
 public:
  void option_text(const Lookup& what, std::string& text) const final;
  bool member(std::string_view name, std::uint32_t class_id) const final;

 protected:
  QueryInput(DhcpVersion version, std::string_view interface_name, const ClassSet& classes)
      : version_(version), interface_name_(interface_name), classes_(classes) {}

  std::string_view interface_name() const { return interface_name_; }
  /// What defines the option that `what` names, and its sub-options; null: it is not known what it looks
  /// like.
  virtual const OptionSource* source_of(const Lookup& what) const;

 private:
  DhcpVersion version_;
  std::string_view interface_name_;
  const ClassSet& classes_;
};

}  // namespace dhcp
