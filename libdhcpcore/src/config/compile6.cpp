#include "config/compile6.hpp"

#include <charconv>

#include "config/unique.hpp"

namespace dhcp {

namespace {

constexpr std::uint16_t option_erp_local_domain_name = 65;
constexpr std::string_view preferred_key = "preferred-lifetime";

// Names or codes, which have been checked, and option 65, which RFC 6422 itself lets relays supply.
std::vector<std::uint16_t> codes_of(const std::vector<std::string>& options) {
  std::vector<std::uint16_t> codes{option_erp_local_domain_name};
  for (const std::string& option : options) {
    std::uint16_t code = 0;
    const char* const end = option.data() + option.size();
    if (std::from_chars(option.data(), end, code).ptr != end)
      code = find_definition("dhcp6", std::string_view(option), DhcpVersion::v6)->code;
    codes.push_back(code);
  }
  std::ranges::sort(codes);
  const auto repeated = std::ranges::unique(codes);
  codes.erase(repeated.begin(), repeated.end());
  return codes;
}

HostIdentifierType type_of(ReservationIdentifier6 identifier) {
  constexpr HostIdentifierType types[] = {HostIdentifierType::hw_address, HostIdentifierType::duid,
                                          HostIdentifierType::flex_id};
  return types[static_cast<std::size_t>(identifier)];
}

// By what clients are known to belong here. Whether they are direct or behind a relay is one question,
// hence one answer in a scope.
void inherit_place(const NetworkSettings6& own, const Protocol6::Resolved& parent, const Value& source,
                   Diagnostics& diagnostics, Protocol6::Resolved& resolved) {
  if (!own.interface.empty() && !own.interface_id.empty())
    diagnostics.error(source, "interface-id",
                      "clients on an interface have no relay that would send an interface id; only one of "
                      "interface and interface-id is allowed");
  resolved.interface_id = own.interface_id.empty() ? parent.interface_id : own.interface_id;
}

void compile_options(const Protocol6::Resolved& resolved, Subnet6& subnet) {
  CompiledOptions compiled = encapsulate(resolved.options, resolved.options, DhcpVersion::v6);
  subnet.options = std::move(compiled.options);
  subnet.vendors = std::move(compiled.vendors);
  for (const OptionValue& option : subnet.options)
    if (!std::ranges::binary_search(resolved.own_codes, option.code))
      subnet.from_global.push_back(option.code);
}

}  // namespace

void Protocol6::resolve_globals(const Settings& settings, const Value& source, Diagnostics& diagnostics,
                                Resolved& global) {
  global.preferred_settings = settings.preferred_lifetime;
  global.preferred_lifetime = compile_lifetime(settings.preferred_lifetime, global.preferred_settings, source,
                                               diagnostics, preferred_key);
  global.pd_allocator = settings.pd_allocator.value_or(Allocator::iterative);
}

void Protocol6::fill_globals(const Settings& settings, const Resolved& global, Snapshot& snapshot) {
  snapshot.preferred_lifetime = global.preferred_lifetime;
  std::ranges::transform(settings.host_identifiers, std::back_inserter(snapshot.host_identifiers), &type_of);
  snapshot.mac_sources = settings.mac_sources;
  snapshot.relay_supplied_options = codes_of(settings.relay_supplied_options);
}

void Protocol6::inherit(const NetworkSettings& own, const ScopeOptions& options, const Resolved& parent,
                        const Value& source, Diagnostics& diagnostics, Resolved& resolved) {
  resolved.preferred_settings =
      over(preferred_lifetime_fields, own.preferred_lifetime, parent.preferred_settings);
  resolved.preferred_lifetime = compile_lifetime(own.preferred_lifetime, resolved.preferred_settings, source,
                                                 diagnostics, preferred_key);
  resolved.pd_allocator = own.pd_allocator.value_or(parent.pd_allocator);
  resolved.rapid_commit = own.rapid_commit.value_or(parent.rapid_commit);
  std::vector<std::uint16_t> codes;
  for (const OptionValue& option : encapsulate(options, options, DhcpVersion::v6).options)
    codes.push_back(option.code);
  std::ranges::set_union(codes, parent.own_codes, std::back_inserter(resolved.own_codes));
  inherit_place(own, parent, source, diagnostics, resolved);
}

void Protocol6::compile_subnet(const SubnetSettings&, Resolved&& resolved, Subnet& subnet) {
  compile_options(resolved, subnet);
  subnet.preferred_lifetime = resolved.preferred_lifetime;
  subnet.pd_allocator = resolved.pd_allocator;
  subnet.rapid_commit = resolved.rapid_commit;
  subnet.interface_id = std::move(resolved.interface_id);
  subnet.relay_addresses = std::move(resolved.relay_addresses);
  fill(std::move(resolved), subnet);
}

void Protocol6::check_member(const SharedNetwork& network, const Value& source, Diagnostics& diagnostics) {
  const Subnet& first = *network.subnets.front();
  const Subnet& last = *network.subnets.back();
  if (first.rapid_commit != last.rapid_commit)
    disagree("rapid-commit", last.rapid_commit, first.rapid_commit, first, network, source, diagnostics);
}

void Protocol6::complete(Settings& settings) {
  fall_back(inherited_fields6, &settings.inherited);
  fall_back(ddns_fields, &settings.ddns);
  settings.pd_allocator = settings.pd_allocator.value_or(Allocator::iterative);
  fall_back(lifetime_fields, &settings.valid_lifetime);
  complete_server(settings.server, true);
}

}  // namespace dhcp
