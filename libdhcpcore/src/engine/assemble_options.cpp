#include <array>
#include <bitset>

#include "engine/stages4.hpp"

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

/// The configured options of a query, most important scope first: reservation, pool, subnet and network,
/// classes in their order; what the subnet has from the global scope alone comes after them.
class ConfiguredOptions {
 public:
  explicit ConfiguredOptions(const Context4& q) : subnet_(*q.subnet), scopes_(q.scratch->scopes) {
    scopes_.clear();
    if (q.host) add(q.host->options);
    if (const Pool4* pool = pool_of_lease(q)) add(pool->options);
    add(subnet_.options);
    for (const ClassSet::Entry& entry : q.classes.in_order())
      if (entry.id != no_class_id) add(q.snapshot().classes[entry.id].options);
  }

  /// The value that counts, or null: not configured, or switched off in any scope.
  const OptionValue* find(std::uint8_t code) const {
    if (never_.test(code)) return nullptr;
    const OptionValue* global = nullptr;
    for (const OptionSet* scope : scopes_) {
      const OptionValue* value = find_option(*scope, code);
      if (value && (scope != &subnet_.options || !subnet_.from_global.test(code))) return value;
      if (value) global = value;
    }
    return global;
  }
  /// Calls `visit` with each code that is to be sent whether requested or not.
  template <class Visit>
  void each_always(Visit visit) const {
    if (!any_always_) return;
    for (const OptionSet* scope : scopes_)
      for (const OptionValue& option : *scope)
        if (option.always_send) visit(static_cast<std::uint8_t>(option.code));
  }

 private:
  static const Pool4* pool_of_lease(const Context4& q) {
    return q.change_count != 0 ? q.subnet->pool_of(q.changes[0].lease.address) : nullptr;
  }
  void add(const OptionSet& options) {
    if (options.empty()) return;
    scopes_.push_back(&options);
    // Both flags hold for the code, whatever a more specific scope says.
    for (const OptionValue& option : options) {
      if (option.never_send) never_.set(option.code);
      any_always_ |= option.always_send;
    }
  }

  const Subnet4& subnet_;
  std::vector<const OptionSet*>& scopes_;
  std::bitset<256> never_;
  bool any_always_ = false;
};

void add_lease_options(const Context4& q, ReplyOptions4& options) {
  const std::uint32_t lifetime = q.changes[0].lease.valid_lifetime;
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
}

/// What the client and its relay get back as they sent it: RFC 6842, RFC 3011 section 2, and last of all the
/// relay's own (RFC 3046 section 2.2).
void add_echoes(const Context4& q, ReplyOptions4& options) {
  if (q.snapshot().echo_client_id)
    if (const auto id = q.query.option(option4::client_identifier))
      options.echo(option4::client_identifier, *id);
  for (const std::uint8_t code : {option4::subnet_selection, option4::relay_agent_information})
    if (const auto value = q.query.option(code)) options.echo(code, *value);
}

}  // namespace

void assemble_options(Context4& q) {
  ReplyOptions4& options = q.scratch->options;
  options.clear();
  options.add_u8(option4::message_type, static_cast<std::uint8_t>(q.reply));
  options.add_address(option4::server_identifier, server_identifier(q));
  if (q.reply != MessageType4::nak) {
    if (q.change_count != 0) add_lease_options(q, options);
    if (q.send_hostname) options.add(option4::host_name, q.hostname.view());
    for (const std::uint8_t code : never_configured) options.close(code);
    add_configured(q, options);
  }
  add_echoes(q, options);
}

}  // namespace dhcp
