#include "engine/label4.hpp"

#include <fmt/format.h>

namespace dhcp {

template <>
fmt::format_context::iterator PlainFormatter<Ipv4Address>::format(const Ipv4Address& address,
                                                                  fmt::format_context& context) const {
  char text[16];
  return std::copy(text, address.format_to(text), context.out());
}

template <>
fmt::format_context::iterator PlainFormatter<Octets>::format(const Octets& octets,
                                                             fmt::format_context& context) const {
  if (octets.bytes.empty()) return fmt::format_to(context.out(), "no info");
  return fmt::format_to(context.out(), "{:02x}", fmt::join(octets.bytes, ":"));
}

template <>
fmt::format_context::iterator PlainFormatter<Label4>::format(const Label4& label,
                                                             fmt::format_context& context) const {
  return fmt::format_to(context.out(), "[hwtype={} {}], cid=[{}], tid={:#x}", label.hardware_address.type,
                        Octets{label.hardware_address.bytes.view()}, Octets{label.client_id.view()},
                        label.xid);
}

template <>
fmt::format_context::iterator PlainFormatter<LeaseLabel>::format(const LeaseLabel& label,
                                                                 fmt::format_context& context) const {
  return fmt::format_to(context.out(), "[hwtype={} {}], cid=[{}]", label.lease.hardware_address.type,
                        Octets{label.lease.hardware_address.bytes.view()},
                        Octets{label.lease.client_id.view()});
}

template <>
fmt::format_context::iterator PlainFormatter<NameChangeRequest>::format(const NameChangeRequest& request,
                                                                        fmt::format_context& context) const {
  return fmt::format_to(context.out(), "{}", request.to_json());
}

template <>
fmt::format_context::iterator PlainFormatter<ClassNames>::format(const ClassNames& names,
                                                                 fmt::format_context& context) const {
  auto out = context.out();
  std::string_view separator;
  for (const ClassSet::Entry& entry : names.classes.in_order()) {
    out = fmt::format_to(out, "{}{}", separator, entry.name);
    separator = ", ";
  }
  return out;
}

template <>
fmt::format_context::iterator PlainFormatter<FqdnOption>::format(const FqdnOption& option,
                                                                 fmt::format_context& context) const {
  return fmt::format_to(context.out(), "{}", option.to_string());
}

template <>
fmt::format_context::iterator PlainFormatter<OptionError>::format(const OptionError& error,
                                                                  fmt::format_context& context) const {
  return fmt::format_to(context.out(), "{}", error.to_string());
}

template <>
fmt::format_context::iterator PlainFormatter<Printable>::format(const Printable& printable,
                                                                fmt::format_context& context) const {
  auto out = context.out();
  for (const std::uint8_t c : printable.text)
    out = c >= ' ' && c <= '~' && c != '\\' ? fmt::format_to(out, "{:c}", c)
                                            : fmt::format_to(out, "\\x{:02x}", c);
  return out;
}

template <>
fmt::format_context::iterator PlainFormatter<ParseError4>::format(const ParseError4& error,
                                                                  fmt::format_context& context) const {
  return fmt::format_to(context.out(), "{}", error.to_string());
}

template <>
fmt::format_context::iterator PlainFormatter<Packet4>::format(const Packet4& packet,
                                                              fmt::format_context& context) const {
  return fmt::format_to(context.out(), "{}", packet.summary());
}

}  // namespace dhcp
