#include <algorithm>

#include "engine/stages4.hpp"

namespace dhcp {

namespace {

/// RFC 3527, RFC 3011: the link the client is on, when somebody says so outright.
std::optional<Ipv4Address> stated_link(const Context4& q) {
  const auto link = q.query.relay_option(relay4::link_selection);
  if (link && link->size() == Ipv4Address::size && !q.snapshot().compatibility.ignore_rai_link_selection)
    return Ipv4Address::from_bytes(link->data());
  return q.query.option_address(option4::subnet_selection);
}

/// The steps in which a subnet is looked for; the first that finds one ends the search.
class SubnetSearch {
 public:
  explicit SubnetSearch(Context4& q)
      : q_(q), index_(q.snapshot().subnet_index), candidates_(q.scratch->candidates) {}

  const Subnet4* run() {
    if (const Carrier6* carrier = q_.datagram.carrier) return of_carrier(*carrier);
    if (const auto link = stated_link(q_)) return containing("stated link", *link);
    if (q_.query.relayed()) return of_relay(q_.query.giaddr());
    if (const Ipv4Address address = unicast_client(); !address.is_any())
      return containing("client address", address);
    return q_.interface ? of_interface(*q_.interface) : nullptr;
  }

 private:
  const Subnet4* first_admitting() const {
    const auto found = std::ranges::find_if(candidates_, [&](const Subnet4* subnet) {
      if (q_.may_use(*subnet)) return true;
      q_.tell(Explained::subnet_refused, subnet->id, subnet->prefix);
      return false;
    });
    return found != candidates_.end() ? *found : nullptr;
  }
  const Subnet4* containing(const char* what, Ipv4Address address) {
    q_.tell(Explained::subnet_sought, what, address);
    index_.containing(address, candidates_);
    return first_admitting();
  }
  const Subnet4* of_relay(Ipv4Address giaddr) {
    // An explanation tells all that is looked for.
    const Place4* const known = q_.explanation ? nullptr : q_.scratch->places.find(*q_.setup, giaddr);
    if (known) {
      q_.place = *known;
      candidates_.assign(1, known->subnet);
      return first_admitting();
    }
    q_.tell(Explained::subnet_sought, "configured relay", giaddr);
    index_.with_relay(giaddr, candidates_);
    if (const Subnet4* subnet = first_admitting()) return subnet;
    return containing("relay address", giaddr);
  }
  const Subnet4* of_carrier(const Carrier6& carrier) {
    index_.over_six(carrier.source, carrier.interface, as_text(carrier.interface_id), candidates_);
    return first_admitting();
  }
  /// The address of a client that sent to ours: what it says, else what its datagram says.
  Ipv4Address unicast_client() const {
    if (q_.datagram.destination.is_broadcast()) return {};
    const Ipv4Address ciaddr = q_.query.ciaddr();
    return ciaddr.is_any() ? q_.datagram.source : ciaddr;
  }
  const Subnet4* of_interface(const Interface& interface) {
    q_.tell(Explained::subnet_sought, "configured interface", interface.name);
    index_.on_interface(interface.name, candidates_);
    if (const Subnet4* subnet = first_admitting()) return subnet;
    for (const Ipv4Prefix& own : interface.addresses4)
      if (const Subnet4* subnet = containing("interface address", own.address)) return subnet;
    return nullptr;
  }

  Context4& q_;
  const SubnetIndex4& index_;
  SubnetList& candidates_;
};

/// One of our addresses, not that of the loopback interface.
Ipv4Address any_address(const Context4& q) {
  for (const Interface& interface : q.setup->interfaces()->interfaces)
    if (!interface.loopback && !interface.addresses4.empty()) return interface.addresses4.front().address;
  return {};
}

/// The address of ours that the client deals with: the one it sent to; else, of those on the interface, one
/// in the client's subnet.
Ipv4Address local_address(const Context4& q) {
  const Ipv4Address destination = q.datagram.destination;
  // What comes over DHCPv6 may come by a link that has no IPv4 address.
  if (q.datagram.carrier && (!q.interface || q.interface->addresses4.empty())) return any_address(q);
  if (q.setup->is_server_identifier(destination)) return destination;
  if (!q.interface || q.interface->addresses4.empty()) return destination;
  if (q.subnet)
    for (const Ipv4Prefix& own : q.interface->addresses4)
      if (q.subnet->prefix.contains(own.address)) return own.address;
  return q.interface->addresses4.front().address;
}

std::optional<Ipv4Address> server_id_override(const Packet4& query) {
  const auto value = query.relay_option(relay4::server_id_override);
  if (!value || value->size() != Ipv4Address::size) return std::nullopt;
  return Ipv4Address::from_bytes(value->data());
}

/// Whether option 54 of the query, if it has one, means us (RFC 2131 section 4.3.2, RFC 5107).
bool means_us(const Context4& q) {
  if (!q.query.has(option4::server_identifier)) return true;
  if (q.snapshot().compatibility.ignore_dhcp_server_identifier) return true;
  const auto named = q.query.option_address(option4::server_identifier);
  return named && (q.setup->is_server_identifier(*named) || *named == q.local_address ||
                   named == server_id_override(q.query));
}

/// A DHCPINFORM that nothing could be answered to.
bool leaves_no_address(const Context4& q) {
  return q.query.type() == MessageType4::inform && !q.query.relayed() && !q.datagram.carrier &&
         q.query.ciaddr().is_any() && q.datagram.source.is_any();
}

}  // namespace

Ipv4Address server_identifier(const Context4& q) {
  if (const auto stated = server_id_override(q.query)) return *stated;
  constexpr auto code = option4::server_identifier;
  if (q.subnet && q.subnet->server_identifier && !q.subnet->from_global.test(code))
    return *q.subnet->server_identifier;
  const OptionValue* of_class = q.from_classes([](const Class4& c) { return find_option(c.options, code); });
  if (of_class && of_class->value.size() == Ipv4Address::size)
    return Ipv4Address::from_bytes(of_class->value.data());
  if (q.subnet && q.subnet->server_identifier) return *q.subnet->server_identifier;
  return q.local_address;
}

void use_subnet(Context4& q, const Subnet4* subnet) {
  q.subnet = subnet;
  q.gather_members();
  q.local_address = local_address(q);
}

namespace stage4 {

void select_subnet(Context4& q) {
  use_subnet(q, SubnetSearch(q).run());
  if (q.subnet) {
    q.log(q.datagram.carrier ? messages4::subnet_selected_4o6 : messages4::subnet_selected, q.label(),
          q.subnet->id);
    q.tell(Explained::subnet_selected, q.subnet->id, q.subnet->prefix);
  } else {
    q.log(q.datagram.carrier ? messages4::subnet_selection_failed_4o6 : messages4::subnet_selection_failed,
          q.label());
    q.tell(Explained::subnet_none);
  }
}

bool accept_sender(Context4& q) {
  const bool on_our_link = !q.query.relayed() && !q.datagram.carrier && q.datagram.destination.is_broadcast();
  if ((!q.subnet && on_our_link) || leaves_no_address(q))
    return q.drop(messages4::drop_no_subnet, q.label(), q.interface_name());
  if (!means_us(q)) return q.drop(messages4::drop_foreign_server, q.label(), q.interface_name());
  return true;
}

}  // namespace stage4
}  // namespace dhcp
