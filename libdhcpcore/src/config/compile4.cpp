#include "config/compile4.hpp"

#include "config/unique.hpp"
#include "config/without_effect.hpp"

namespace dhcp {

namespace {

constexpr std::uint8_t option_server_identifier = 54;

std::optional<Ipv4Address> server_identifier(const OptionSet& options) {
  const OptionValue* const option = find_option(options, option_server_identifier);
  if (!option || option->value.size() != Ipv4Address::size) return std::nullopt;
  return Ipv4Address::from_bytes(option->value.data());
}

void compile_options(const Protocol4::Resolved& resolved, Subnet4& subnet) {
  CompiledOptions own = encapsulate(resolved.own_options, resolved.options, DhcpVersion::v4);
  subnet.vendors = std::move(own.vendors);
  subnet.options = encapsulate(resolved.options, resolved.options, DhcpVersion::v4).options;
  for (const OptionValue& option : subnet.options)
    subnet.from_global[option.code] = !find_option(own.options, option.code);
  if (resolved.innermost_options) {
    const OptionSet innermost =
        encapsulate(*resolved.innermost_options, resolved.options, DhcpVersion::v4).options;
    for (const OptionValue& option : own.options)
      subnet.from_network[option.code] = !find_option(innermost, option.code);
  }
  subnet.server_identifier = server_identifier(subnet.options);
}

}  // namespace

AddressCounts::AddressCounts(std::vector<Ipv4Address> addresses) {
  std::ranges::sort(addresses);
  std::vector<decltype(counts_)::Entry> entries;
  for (const Ipv4Address address : addresses) {
    if (entries.empty() || entries.back().first != key(address)) entries.push_back({key(address), 0});
    ++entries.back().second;
  }
  counts_ = decltype(counts_)(entries);
}

void AddressCounts::add(Ipv4Address address) {
  const std::uint32_t* const known = counts_.find(key(address));
  counts_ = counts_.with(key(address), known ? *known + 1 : 1);
}

void AddressCounts::remove(Ipv4Address address) {
  const std::uint32_t count = *counts_.find(key(address));
  counts_ = count == 1 ? counts_.without(key(address)) : counts_.with(key(address), count - 1);
}

void Protocol4::resolve_globals(const Settings& settings, const Value&, Diagnostics&, Resolved& global) {
  global.inherited4 = settings.inherited4;
  fall_back(inherited_fields4, &global.inherited4);
}

void Protocol4::fill_globals(const Settings& settings, const Resolved&, Snapshot& snapshot) {
  snapshot.host_identifiers = settings.host_identifiers;
  snapshot.echo_client_id = settings.echo_client_id;
  snapshot.stash_agent_options = settings.stash_agent_options;
}

void Protocol4::inherit(const NetworkSettings& own, const ScopeOptions& options, const Resolved& parent,
                        const Value&, Diagnostics&, Resolved& resolved) {
  resolved.inherited4 = own.inherited4;
  dhcp::inherit(inherited_fields4, &resolved.inherited4, &parent.inherited4);
  resolved.own_options = merge_options(options, parent.own_options);
  if (!parent.own_options.empty()) resolved.innermost_options = options;
}

void Protocol4::compile_subnet(const SubnetSettings& settings, Resolved&& resolved, Subnet& subnet) {
  compile_options(resolved, subnet);
  subnet.authoritative = *resolved.inherited4.authoritative;
  subnet.match_client_id = *resolved.inherited4.match_client_id;
  subnet.offer_lifetime = *resolved.inherited4.offer_lifetime;
  subnet.next_server = *resolved.inherited4.next_server;
  subnet.server_hostname = std::move(*resolved.inherited4.server_hostname);
  subnet.boot_file_name = std::move(*resolved.inherited4.boot_file_name);
  subnet.relay_addresses = std::move(resolved.relay_addresses);
  subnet.four_over_six = {settings.four_o_six_subnet, settings.four_o_six_interface,
                          settings.four_o_six_interface_id};
  fill(std::move(resolved), subnet);
}

void Protocol4::check_member(const SharedNetwork& network, const Value& source, Diagnostics& diagnostics) {
  const Subnet& first = *network.subnets.front();
  const Subnet& last = *network.subnets.back();
  if (first.authoritative != last.authoritative)
    disagree("authoritative", last.authoritative, first.authoritative, first, network, source, diagnostics);
}

void Protocol4::finish(Snapshot& snapshot) {
  std::vector<Ipv4Address> identifiers;
  const auto note = [&](const std::optional<Ipv4Address>& identifier) {
    if (identifier) identifiers.push_back(*identifier);
  };
  note(server_identifier(snapshot.global_options));
  for (const Class4& of : *snapshot.classes) note(server_identifier(of.options));
  for (const auto& subnet : snapshot.subnets) note(subnet->server_identifier);
  snapshot.server_identifiers = AddressCounts(std::move(identifiers));
}

void Protocol4::note_added(const Subnet& subnet, Snapshot& snapshot) {
  if (subnet.server_identifier) snapshot.server_identifiers.add(*subnet.server_identifier);
}

void Protocol4::note_removed(const Subnet& subnet, Snapshot& snapshot) {
  if (subnet.server_identifier) snapshot.server_identifiers.remove(*subnet.server_identifier);
}

void Protocol4::warn(const Value& source, Diagnostics& diagnostics) {
  warn_without_effect(source, diagnostics);
}

void Protocol4::complete(Settings& settings) {
  fall_back(inherited_fields, &settings.inherited);
  fall_back(inherited_fields4, &settings.inherited4);
  fall_back(ddns_fields, &settings.ddns);
  fall_back(lifetime_fields, &settings.valid_lifetime);
  complete_server(settings.server, false);
}

}  // namespace dhcp
