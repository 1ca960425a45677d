#include "dhcp4/listen_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

namespace dhcp::server {
namespace {

/// An entry of `interfaces`, taken apart.
struct Entry {
  std::string_view interface;
  std::string_view address;  ///< empty: all of the interface
  bool wildcard() const { return interface == "*"; }
};

Entry take_apart(std::string_view text) {
  const std::size_t slash = text.find('/');
  return {text.substr(0, slash), slash == std::string_view::npos ? "" : text.substr(slash + 1)};
}

bool has_address(const Interface& interface, Ipv4Address address) {
  return std::any_of(interface.addresses4.begin(), interface.addresses4.end(),
                     [&](const Ipv4Prefix& p) { return p.address == address; });
}

Result<void> check_entry(const std::string& text, const InterfaceTable& table) {
  const Entry entry = take_apart(text);
  const bool slash = text.find('/') != std::string::npos;
  if (entry.wildcard()) {
    if (slash) return Error{fmt::format("interfaces: \"{}\": \"*\" takes no address", text)};
    return {};
  }
  const Interface* interface = table.find(entry.interface);
  if (interface == nullptr)
    return Error{fmt::format("interfaces: \"{}\": there is no interface {}", text, entry.interface)};
  if (!slash) return {};
  const std::optional<Ipv4Address> address = Ipv4Address::parse(entry.address);
  if (!address)
    return Error{fmt::format("interfaces: \"{}\": \"{}\" is not an IPv4 address", text, entry.address)};
  if (!has_address(*interface, *address))
    return Error{
        fmt::format("interfaces: \"{}\": {} has no address {}", text, entry.interface, entry.address)};
  return {};
}

/// What the entries select of one interface.
struct Selection {
  bool by_wildcard = false;
  bool by_name = false;  ///< with all its addresses
  std::vector<Ipv4Address> addresses;
  bool explicitly() const { return by_name || !addresses.empty(); }
};

Selection select(const InterfacesConfig& config, const Interface& interface) {
  Selection selection;
  for (const std::string& text : config.interfaces) {
    const Entry entry = take_apart(text);
    if (entry.wildcard()) selection.by_wildcard = true;
    if (entry.interface != interface.name) continue;
    if (entry.address.empty()) selection.by_name = true;
    const std::optional<Ipv4Address> address = Ipv4Address::parse(entry.address);
    if (address && has_address(interface, *address)) selection.addresses.push_back(*address);
  }
  return selection;
}

bool is_ethernet(const Interface& interface) {
  return interface.hardware_address.type == HardwareAddress::ethernet &&
         interface.hardware_address.bytes.size() == EthernetAddress().size();
}

/// The point for a selected interface, or nothing and a warning.
std::optional<ListenPoint> make_point(const InterfacesConfig& config, const Interface& interface,
                                      const Selection& selection, ListenPlan& plan) {
  const auto refuse = [&](std::string_view why) {
    // "*" means "whatever is fit for it"; only who names an interface wants to hear why not.
    if (selection.explicitly()) plan.unfit.push_back(fmt::format("the interface {} {}", interface.name, why));
    return std::nullopt;
  };
  const bool wants_raw = config.socket_type == InterfacesConfig::SocketType::raw;
  if (interface.loopback && !selection.explicitly()) return std::nullopt;
  if (interface.loopback && wants_raw)
    return refuse("is the loopback, where only \"dhcp-socket-type\": \"udp\" works");
  if (!interface.up) return refuse("is down");
  if (interface.addresses4.empty()) return refuse("has no usable IPv4 addresses configured");

  ListenPoint point;
  point.interface_index = interface.index;
  point.interface_name = interface.name;
  point.raw = wants_raw && is_ethernet(interface);
  if (wants_raw && !point.raw)
    plan.warnings.push_back(
        fmt::format("the interface {} is not Ethernet; UDP sockets are used, which do not hear "
                    "the broadcasts of clients",
                    interface.name));
  // By count: g++ 12 at -O3 does not see that an Ethernet address has no more bytes.
  if (point.raw)
    std::copy_n(interface.hardware_address.bytes.view().begin(), point.hardware_address.size(),
                point.hardware_address.begin());
  if (selection.by_wildcard || selection.by_name)
    for (const Ipv4Prefix& prefix : interface.addresses4) point.addresses.push_back(prefix.address);
  else
    point.addresses = selection.addresses;
  return point;
}

}  // namespace

Result<void> check_interfaces(const InterfacesConfig& config, const InterfaceTable& table) {
  std::set<std::string_view> seen;
  for (const std::string& text : config.interfaces) {
    if (!seen.insert(text).second)
      return Error{fmt::format("interfaces: \"{}\" stands there more than once", text)};
    if (Result<void> checked = check_entry(text, table); !checked) return checked;
  }
  return {};
}

ListenPlan plan_listening(const InterfacesConfig& config, const InterfaceTable& table) {
  ListenPlan plan;
  for (const Interface& interface : table.interfaces) {
    const Selection selection = select(config, interface);
    if (!selection.by_wildcard && !selection.explicitly()) continue;
    if (auto point = make_point(config, interface, selection, plan)) plan.points.push_back(*std::move(point));
  }
  std::ranges::sort(plan.points, {}, &ListenPoint::interface_index);
  return plan;
}

}  // namespace dhcp::server
