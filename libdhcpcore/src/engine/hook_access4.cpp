#include <algorithm>
#include <cstring>

#include "engine/hook_call4.hpp"
#include "engine/stages4.hpp"

// What modules may do with a DHCPv4 query: the functions of dhcpcore/module.h. All are called by a hook
// function, so on the worker's thread, with the call that is under way.

namespace dhcp {

namespace {

namespace argument = hook_argument;

const HookCall4& call_of(const dhcp_query* query) {
  return *reinterpret_cast<const HookCall4*>(query);
}
HookCall4& call_of(dhcp_query* query) {
  return *reinterpret_cast<HookCall4*>(query);
}

dhcp_bytes out(ByteView bytes) {
  return {bytes.data(), bytes.size()};
}
dhcp_bytes out(std::string_view text) {
  return out(as_bytes(text));
}
ByteView in(dhcp_bytes bytes) {
  return {bytes.data, bytes.size};
}
const dhcp_value* out(const UserContext& context) {
  return reinterpret_cast<const dhcp_value*>(context.map.get());
}

/// Fills in as much of a struct as the module knows of.
template <class Struct>
int give(Struct& target, Struct filled) {
  filled.size = std::min(target.size, sizeof(Struct));
  std::memcpy(&target, &filled, filled.size);
  return 1;
}
/// What a module has set, and of the rest `current`.
template <class Struct>
Struct taken(const Struct& source, Struct current) {
  std::memcpy(&current, &source, std::min(source.size, sizeof(Struct)));
  return current;
}

/// Whether the point shows the message at all.
bool shows(const HookCall4& call, dhcp_message message) {
  return message == DHCP_QUERY ? call.shows(argument::query) : call.response != nullptr;
}
bool changes(const HookCall4& call, dhcp_message message) {
  return call.changes(message == DHCP_QUERY ? argument::query : argument::response);
}

// --- the message ----------------------------------------------------------------------------------------

dhcp_bytes bytes(const dhcp_query* query, dhcp_message message) {
  const HookCall4& call = call_of(query);
  if (!call.q || (message == DHCP_RESPONSE && !call.reply)) return {nullptr, 0};
  return out(message == DHCP_QUERY ? call.q->datagram.payload : call.reply->payload);
}

int set_bytes(dhcp_query* query, dhcp_message message, dhcp_bytes value) {
  HookCall4& call = call_of(query);
  const bool of_response = message == DHCP_RESPONSE;
  if (!call.changes(argument::bytes) || of_response != (call.reply != nullptr)) return 0;
  const ByteView kept = call.q->hooks.keep(in(value));
  (of_response ? call.reply->payload : call.q->datagram.payload) = kept;
  return 1;
}

dhcp_bytes option(const dhcp_query* query, dhcp_message message, std::uint16_t code) {
  const HookCall4& call = call_of(query);
  if (!shows(call, message) || code > option4::end) return {nullptr, 0};
  const auto number = static_cast<std::uint8_t>(code);
  const auto value =
      message == DHCP_QUERY ? call.q->query.option(number) : call.q->scratch->options.value(number);
  if (!value) return {nullptr, 0};
  static constexpr std::uint8_t nothing{};
  return value->empty() ? dhcp_bytes{&nothing, 0} : out(*value);
}

int set_option(dhcp_query* query, dhcp_message message, std::uint16_t code, dhcp_bytes value) {
  HookCall4& call = call_of(query);
  if (!changes(call, message) || code > option4::end) return 0;
  const auto number = static_cast<std::uint8_t>(code);
  if (message == DHCP_QUERY) return call.q->query.set_option(number, in(value)) ? 1 : 0;
  call.q->scratch->options.replace(number, call.q->hooks.keep(in(value)));
  return 1;
}

int remove_option(dhcp_query* query, dhcp_message message, std::uint16_t code) {
  HookCall4& call = call_of(query);
  if (!changes(call, message) || code > option4::end) return 0;
  const auto number = static_cast<std::uint8_t>(code);
  const bool removed =
      message == DHCP_QUERY ? call.q->query.remove_option(number) : call.q->scratch->options.remove(number);
  return removed ? 1 : 0;
}

Header4 header_of(const Packet4& packet) {
  Header4 header;
  header.op = packet.op();
  header.htype = packet.htype();
  header.hlen = packet.hlen();
  header.hops = packet.hops();
  header.xid = packet.xid();
  header.secs = packet.secs();
  header.flags = packet.flags();
  header.ciaddr = packet.ciaddr();
  header.yiaddr = packet.yiaddr();
  header.siaddr = packet.siaddr();
  header.giaddr = packet.giaddr();
  std::ranges::copy(packet.chaddr(), header.chaddr.begin());
  header.sname = packet.sname();
  header.file = packet.file();
  return header;
}

int header4(const dhcp_query* query, dhcp_message message, dhcp_header4* target) {
  const HookCall4& call = call_of(query);
  if (!shows(call, message)) return 0;
  const Header4 h = message == DHCP_QUERY ? header_of(call.q->query) : *call.response;
  *target = {h.op,
             h.htype,
             h.hlen,
             h.hops,
             h.xid,
             h.secs,
             h.flags,
             h.ciaddr.value(),
             h.yiaddr.value(),
             h.siaddr.value(),
             h.giaddr.value(),
             {},
             out(h.sname),
             out(h.file)};
  std::ranges::copy(h.chaddr, target->chaddr);
  return 1;
}

int set_header4(dhcp_query* query, dhcp_message message, const dhcp_header4* source) {
  HookCall4& call = call_of(query);
  if (!changes(call, message) || source->hlen > sizeof source->chaddr) return 0;
  Header4 h;
  h.op = source->op;
  h.htype = source->htype;
  h.hlen = source->hlen;
  h.hops = source->hops;
  h.xid = source->xid;
  h.secs = source->secs;
  h.flags = source->flags;
  h.ciaddr = Ipv4Address(source->ciaddr);
  h.yiaddr = Ipv4Address(source->yiaddr);
  h.siaddr = Ipv4Address(source->siaddr);
  h.giaddr = Ipv4Address(source->giaddr);
  std::ranges::copy(source->chaddr, h.chaddr.begin());
  h.sname = in(source->sname);
  h.file = in(source->file);
  if (message == DHCP_QUERY) return call.q->query.set_header(h) ? 1 : 0;
  h.sname = call.q->hooks.keep(h.sname);
  h.file = call.q->hooks.keep(h.file);
  *call.response = h;
  return 1;
}

int datagram4(const dhcp_query* query, dhcp_message message, dhcp_datagram4* target) {
  const HookCall4& call = call_of(query);
  if (message == DHCP_RESPONSE) {
    if (!call.reply) return 0;
    const Reply4& r = *call.reply;
    return give(*target, {0,
                          r.interface_index,
                          {},
                          r.source.value(),
                          r.destination.value(),
                          r.source_port,
                          r.destination_port});
  }
  if (!call.shows(argument::datagram)) return 0;
  const Datagram4& d = call.q->datagram;
  const Interface* interface = call.q->interface;
  return give(*target,
              {0, d.interface_index, interface ? out(std::string_view(interface->name)) : dhcp_bytes{},
               d.source.value(), d.destination.value(), d.source_port, d.destination_port});
}

int set_datagram4(dhcp_query* query, dhcp_message message, const dhcp_datagram4* source) {
  HookCall4& call = call_of(query);
  dhcp_datagram4 current{sizeof current, 0, {}, 0, 0, 0, 0};
  if (message != DHCP_RESPONSE || !datagram4(query, message, &current)) return 0;
  const dhcp_datagram4 d = taken(*source, current);
  Reply4& reply = *call.reply;
  reply.interface_index = d.interface_index;
  reply.source = Ipv4Address(d.source);
  reply.source_port = d.source_port;
  // Who is on the other end of the link is known of the former destination only.
  if (d.destination != current.destination) reply.link_destination = {};
  reply.destination = Ipv4Address(d.destination);
  reply.destination_port = d.destination_port;
  return 1;
}

// --- what was decided -----------------------------------------------------------------------------------

/// Before the first pass there are only those that modules gave.
bool classes_begun(const HookCall4& call) {
  return call.at.number >= number(HookPoint4::pkt4_receive);
}

int in_class(const dhcp_query* query, dhcp_bytes name) {
  const HookCall4& call = call_of(query);
  if (!call.shows(argument::classes)) return 0;
  const std::string_view wanted = as_text(in(name));
  if (!classes_begun(call)) return std::ranges::count(call.q->hooks.classes, wanted) != 0;
  return call.q->classes.contains(wanted) ? 1 : 0;
}

dhcp_bytes class_name(const dhcp_query* query, std::size_t index) {
  const HookCall4& call = call_of(query);
  if (!call.shows(argument::classes)) return {nullptr, 0};
  const auto& given = call.q->hooks.classes;
  if (!classes_begun(call)) return index < given.size() ? out(given[index]) : dhcp_bytes{nullptr, 0};
  const auto classes = call.q->classes.in_order();
  return index < classes.size() ? out(classes[index].name) : dhcp_bytes{nullptr, 0};
}

const dhcp_value* class_context(const dhcp_query* query, std::size_t index) {
  const HookCall4& call = call_of(query);
  if (!call.shows(argument::classes) || !classes_begun(call)) return nullptr;
  const auto classes = call.q->classes.in_order();
  if (index >= classes.size() || classes[index].id == no_class_id) return nullptr;
  return out((*call.q->snapshot().classes)[classes[index].id].context);
}

int add_class(dhcp_query* query, dhcp_bytes name) {
  HookCall4& call = call_of(query);
  const std::string_view added = as_text(in(name));
  if (!call.changes(argument::classes) || added.empty()) return 0;
  auto& given = call.q->hooks.classes;
  if (std::ranges::count(given, added) == 0) given.emplace_back(added);
  if (classes_begun(call)) call.q->classes.add(added);
  return 1;
}

int give(dhcp_subnet4& target, const Subnet4& s) {
  const SharedNetwork4* network = s.network;
  return give(target, dhcp_subnet4{0, s.id, s.prefix.address.value(), s.prefix.length,
                                   network ? out(network->name) : dhcp_bytes{}, out(s.context),
                                   network ? out(network->context) : nullptr});
}

int subnet4(const dhcp_query* query, dhcp_subnet4* target) {
  const HookCall4& call = call_of(query);
  return call.shows(argument::subnet) && call.q->subnet ? give(*target, *call.q->subnet) : 0;
}

int configured_subnet4(const dhcp_query* query, std::size_t index, dhcp_subnet4* target) {
  const auto& subnets = call_of(query).config.snapshot().subnets;
  return index < subnets.size() ? give(*target, *subnets[index]) : 0;
}

int select_subnet4(dhcp_query* query, std::uint32_t id) {
  HookCall4& call = call_of(query);
  if (!call.changes(argument::subnet)) return 0;
  const Subnet4* subnet = id == 0 ? nullptr : call.config.snapshot().subnet_index.find(id);
  if (id != 0 && !subnet) return 0;
  use_subnet(*call.q, subnet);
  return 1;
}

dhcp_lease4 out(const Lease4& lease) {
  return {0,
          lease.address.value(),
          lease.subnet_id,
          lease.pool_id,
          lease.valid_lifetime,
          lease.client_last_transaction,
          static_cast<std::uint8_t>(lease.state),
          lease.fqdn_forward,
          lease.fqdn_reverse,
          lease.hardware_address.type,
          out(lease.hardware_address.bytes.view()),
          out(lease.client_id.view()),
          out(lease.hostname.view()),
          out(lease.user_context)};
}

int lease4(const dhcp_query* query, dhcp_lease_role role, dhcp_lease4* target) {
  const HookCall4& call = call_of(query);
  const Lease4* lease = role == DHCP_LEASE           ? call.lease
                        : role == DHCP_LEASE_OLD     ? call.old_lease
                        : role == DHCP_LEASE_DELETED ? call.deleted_lease
                                                     : nullptr;
  return lease ? give(*target, out(*lease)) : 0;
}

/// What makes a lease the one that it is.
bool same_lease(const Lease4& a, const dhcp_lease4& b) {
  return a.address.value() == b.address && a.subnet_id == b.subnet_id && a.pool_id == b.pool_id &&
         static_cast<std::uint8_t>(a.state) == b.state && a.hardware_address.type == b.hardware_type &&
         std::ranges::equal(a.hardware_address.bytes.view(), in(b.hardware_address)) &&
         std::ranges::equal(a.client_id.view(), in(b.client_id));
}

bool is_user_context(std::string_view text) {
  if (text.empty()) return true;
  const auto parsed = parse_json(text, "user context", command_syntax);
  return parsed && parsed->value.is_map();
}

int set_lease4(dhcp_query* query, const dhcp_lease4* source) {
  HookCall4& call = call_of(query);
  if (!call.changes(argument::lease) || !call.lease) return 0;
  Lease4& lease = *call.lease;
  const dhcp_lease4 given = taken(*source, out(lease));
  const std::string_view context = as_text(in(given.user_context));
  if (!same_lease(lease, given) || given.hostname.size > Hostname::capacity) return 0;
  if (context != lease.user_context) {
    if (!is_user_context(context)) return 0;
    lease.user_context = std::string(context);
  }
  lease.valid_lifetime = given.valid_lifetime;
  lease.client_last_transaction = given.client_last_transaction;
  lease.fqdn_forward = given.fqdn_forward != 0;
  lease.fqdn_reverse = given.fqdn_reverse != 0;
  lease.hostname.assign(in(given.hostname));
  return 1;
}

int set_identifier(dhcp_query* query, dhcp_identifier_type type, dhcp_bytes value) {
  HookCall4& call = call_of(query);
  HookState4& hooks = call.q->hooks;
  if (!call.changes(argument::identifier) || value.size > hooks.identifier.capacity) return 0;
  if (type < DHCP_IDENTIFIER_HW_ADDRESS || type > DHCP_IDENTIFIER_FLEX_ID) return 0;
  hooks.identifier_type = static_cast<HostIdentifierType>(type);
  hooks.identifier.assign(in(value));
  return 1;
}

int names(const dhcp_query* query, dhcp_names* target) {
  const HookCall4& call = call_of(query);
  if (!call.shows(argument::names)) return 0;
  const Lease4& lease = *call.lease;
  return give(*target, {0, out(lease.hostname.view()), lease.fqdn_forward, lease.fqdn_reverse});
}

int set_names(dhcp_query* query, const dhcp_names* source) {
  HookCall4& call = call_of(query);
  if (!call.changes(argument::names)) return 0;
  Lease4& lease = *call.lease;
  const dhcp_names given =
      taken(*source, {0, out(lease.hostname.view()), lease.fqdn_forward, lease.fqdn_reverse});
  if (given.hostname.size > Hostname::capacity) return 0;
  lease.hostname.assign(in(given.hostname));
  lease.fqdn_forward = given.forward != 0;
  lease.fqdn_reverse = given.reverse != 0;
  return 1;
}

std::int64_t fact(const dhcp_query* query, dhcp_fact wanted) {
  const HookCall4& call = call_of(query);
  switch (wanted) {
    case DHCP_FACT_PROTOCOL:
      return 4;
    case DHCP_FACT_DRY_RUN:
      return call.q && call.q->explanation ? 1 : 0;
    case DHCP_FACT_STEP:
      return call.step;
    case DHCP_FACT_WALL_TIME:
      return call.q ? call.q->now.wall : 0;
    case DHCP_FACT_STEADY_TIME:
      return call.q ? std::chrono::nanoseconds(call.q->now.steady.time_since_epoch()).count() : 0;
    case DHCP_FACT_OFFERED:
      return call.offered ? 1 : 0;
    case DHCP_FACT_OFFER_LIFETIME:
      return call.offer_lifetime;
    case DHCP_FACT_REMOVED:
      return call.removed ? 1 : 0;
  }
  return 0;
}

void** slot(dhcp_query* query, dhcp_module* module) {
  HookCall4& call = call_of(query);
  if (!call.q) return nullptr;
  auto& slots = call.q->hooks.slots;
  if (slots.empty()) slots.resize(call.modules.size());
  return &slots[module->index];
}

// --- waiting and events ---------------------------------------------------------------------------------

int park(dhcp_query* query, dhcp_park_token* token) {
  HookCall4& call = call_of(query);
  if (!call.at.waits || call.parked || call.q->explanation || !call.q->shared->parking.can_park()) return 0;
  const std::uint32_t configured = call.config.server().parked_packet_limit;
  const std::uint32_t limit = configured == 0 ? call.q->shared->most_parked() : configured;
  const SteadyTime deadline = call.q->now.steady + call.q->shared->limits.park_deadline;
  call.parked = call.q->parked->park(limit, deadline, call.token);
  call.refused = !call.parked;
  *token = {call.token.worker, call.token.slot, call.token.generation};
  return call.parked ? 1 : 0;
}

const dhcp_value* event(const dhcp_query* query) {
  const HookCall4& call = call_of(query);
  const Value* current = call.new_event && !call.new_event->is_null() ? call.new_event : call.event;
  return reinterpret_cast<const dhcp_value*>(current);
}

int set_event(dhcp_query* query, dhcp_bytes json) {
  HookCall4& call = call_of(query);
  if (!call.new_event) return 0;
  auto parsed = parse_json(as_text(in(json)), "event", command_syntax);
  if (!parsed) return 0;
  *call.new_event = std::move(parsed->value);
  return 1;
}

dhcp_host_table make_functions() {
  dhcp_host_table f{};
  add_module_functions(f);
  f.bytes = bytes;
  f.set_bytes = set_bytes;
  f.option = option;
  f.set_option = set_option;
  f.remove_option = remove_option;
  f.header4 = header4;
  f.set_header4 = set_header4;
  f.datagram4 = datagram4;
  f.set_datagram4 = set_datagram4;
  f.in_class = in_class;
  f.class_name = class_name;
  f.class_context = class_context;
  f.add_class = add_class;
  f.subnet4 = subnet4;
  f.configured_subnet4 = configured_subnet4;
  f.select_subnet4 = select_subnet4;
  f.lease4 = lease4;
  f.set_lease4 = set_lease4;
  f.set_identifier = set_identifier;
  f.names = names;
  f.set_names = set_names;
  f.fact = fact;
  f.slot = slot;
  f.park = park;
  f.event = event;
  f.set_event = set_event;
  return f;
}

}  // namespace

const dhcp_host_table& Shared4::functions() const {
  static const dhcp_host_table functions = make_functions();
  return functions;
}

}  // namespace dhcp
