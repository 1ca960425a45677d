#include <array>

#include "engine/configured_options.hpp"
#include "engine/explain4.hpp"
#include "engine/stages4.hpp"
#include "engine/vendor_options.hpp"

namespace dhcp {

namespace {

/// Sent though nobody asks (the standard's table of options, column "returned if not requested").
constexpr std::array<std::uint8_t, 4> basic_options{option4::routers, option4::domain_name_servers,
                                                    option4::domain_name, option4::server_identifier};

/// What configuration never puts into a reply: the engine's own, and what only clients and relays say.
constexpr std::array<std::uint8_t, 12> never_configured{option4::pad,
                                                        option4::subnet_mask,
                                                        option4::requested_address,
                                                        option4::lease_time,
                                                        option4::overload,
                                                        option4::message_type,
                                                        option4::server_identifier,
                                                        option4::parameter_request_list,
                                                        option4::client_identifier,
                                                        option4::client_fqdn,
                                                        option4::relay_agent_information,
                                                        option4::end};

void add_lease_options(const Context4& q, ReplyOptions4& options) {
  const std::uint32_t lifetime = q.told_lifetime.value_or(q.changes[0].lease.valid_lifetime);
  options.add_u32(option4::lease_time, lifetime);
  const TeeTimes times = tee_times(*q.subnet, lifetime);
  if (times.t1) options.add_u32(option4::renewal_time, *times.t1);
  if (times.t2) options.add_u32(option4::rebinding_time, *times.t2);
  options.add_address(option4::subnet_mask, netmask(q.subnet->prefix.length));
}

void add_configured(const Context4& q, ReplyOptions4& options) {
  const ConfiguredOptions configured(q);
  const auto add = [&](std::uint8_t code) {
    if (options.closed(code)) return;
    if (const OptionValue* option = configured.find(code)) options.add(code, option->value);
  };
  if (const auto requested = q.query.option(option4::parameter_request_list))
    for (const std::uint8_t code : *requested) add(code);
  configured.each_always(add);
  for (const std::uint8_t code : basic_options) add(code);
  add_vendor_options(q, configured, options);
}

/// What the client gets back as it sent it: RFC 6842, RFC 3011 section 2.
void add_echoes(const Context4& q, ReplyOptions4& options) {
  const auto echo = [&](std::uint8_t code) {
    if (const auto value = q.query.option(code)) options.add(code, *value);
  };
  if (q.snapshot().echo_client_id) echo(option4::client_identifier);
  echo(option4::subnet_selection);
}

}  // namespace

void assemble_options(Context4& q) {
  ReplyOptions4& options = q.scratch->options;
  options.clear();
  options.add_u8(option4::message_type, static_cast<std::uint8_t>(q.reply));
  options.add_address(option4::server_identifier, server_identifier(q));
  add_echoes(q, options);
  if (q.reply != MessageType4::nak) {
    if (q.change_count != 0) add_lease_options(q, options);
    // RFC 2131 table 3 demands it of every OFFER, and some clients insist.
    if (q.v6_only) options.add_u32(option4::lease_time, lifetime_for(q, *q.subnet));
    add_name_options(q, options);
    for (const std::uint8_t code : never_configured) options.close(code);
    add_configured(q, options);
  }
  // RFC 3046 section 2.1: the relay's own comes back, last of all. A client that has no relay gets none.
  const auto information = q.query.option(option4::relay_agent_information);
  if (information && !q.relay_information_recovered)
    options.add_instance(option4::relay_agent_information, *information);
  if (q.explanation) explain_options(q);
}

}  // namespace dhcp
