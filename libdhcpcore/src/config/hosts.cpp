#include "config/hosts.hpp"

#include "config/resolve.hpp"

namespace dhcp {

namespace {

constexpr std::uint16_t option_server_identifier4 = 54;
constexpr std::size_t longest_option = 4096;  // bytes, as the manual says in 8.3.7

void check_options(const OptionSet& options, DhcpVersion version, const Value& source,
                   Diagnostics& diagnostics) {
  if (version == DhcpVersion::v4 && find_option(options, option_server_identifier4))
    diagnostics.error(source, "option-data", "the server identifier (option 54) cannot be set for a client");
  for (const OptionValue& option : options)
    if (option.value.size() > longest_option)
      diagnostics.error(source, "option-data",
                        "option " + std::to_string(option.code) + " has " +
                            std::to_string(option.value.size()) + " bytes; at most " +
                            std::to_string(longest_option) + " are allowed in a reservation");
}

bool is_unicast(Ipv4Address address) {
  return !address.is_any() && !address.is_broadcast() && !address.is_multicast();
}

bool is_unicast(const Ipv6Address& address) {
  return !address.is_any() && !address.is_multicast();
}

template <class Address>
void check_address(const Address& address, const Prefix<Address>* prefix, const Value& place,
                   Diagnostics& diagnostics) {
  if (!is_unicast(address))
    diagnostics.error(place, "\"" + address.to_string() + "\" is no address that one host can have");
  if (prefix && !prefix->contains(address))
    diagnostics.error(
        place, "\"" + address.to_string() + "\" does not lie within the subnet " + prefix->to_string());
}

// What only reservations of this protocol have.
void compile_own(const ReservationSettings4& settings, const HostsScope<Ipv4Address>& scope,
                 const Value& source, Diagnostics& diagnostics, Host4& host) {
  host.address = settings.address;
  host.next_server = settings.next_server.value_or(Ipv4Address());
  host.server_hostname = settings.server_hostname;
  host.boot_file_name = settings.boot_file_name;
  if (host.address) check_address(*host.address, scope.prefix, *source.find("ip-address"), diagnostics);
}

ReservedPrefix compile_prefix(const Ipv6Prefix& prefix, const std::string& excluded, const Value& place,
                              Diagnostics& diagnostics) {
  if (excluded.empty()) return {prefix, std::nullopt};
  const auto parsed = Ipv6Prefix::parse(excluded);
  if (!parsed || parsed->length <= prefix.length || !prefix.contains(parsed->address))
    diagnostics.error(place, shown(excluded) + " is no part of \"" + prefix.to_string() +
                                 "\", which stands at this position of prefixes; expected a longer prefix "
                                 "within it, or \"\"");
  return {prefix, parsed};
}

void compile_own(const ReservationSettings6& settings, const HostsScope<Ipv6Address>& scope,
                 const Value& source, Diagnostics& diagnostics, Host6& host) {
  host.addresses = settings.addresses;
  for (std::size_t i = 0; i < host.addresses.size(); ++i)
    check_address(host.addresses[i], scope.prefix, element(source, "ip-addresses", i), diagnostics);
  for (std::size_t i = 0; i < settings.prefixes.size(); ++i)
    if (settings.prefixes[i].address.is_multicast())
      diagnostics.error(element(source, "prefixes", i),
                        "\"" + settings.prefixes[i].to_string() + "\" holds multicast addresses only");
  const auto& excluded = settings.excluded_prefixes;
  if (!excluded.empty() && excluded.size() != settings.prefixes.size())
    return diagnostics.error(source, "excluded-prefixes",
                             "has " + std::to_string(excluded.size()) + " elements and prefixes has " +
                                 std::to_string(settings.prefixes.size()) +
                                 "; there must be one for each, \"\" where nothing is excluded");
  for (std::size_t i = 0; i < settings.prefixes.size(); ++i)
    host.prefixes.push_back(excluded.empty()
                                ? ReservedPrefix{settings.prefixes[i], std::nullopt}
                                : compile_prefix(settings.prefixes[i], excluded[i],
                                                 element(source, "excluded-prefixes", i), diagnostics));
}

template <class Settings, class Address, class Host>
void compile_host(const Settings& settings, const HostsScope<Address>& scope,
                  const OptionDictionary& dictionary, const Value& source, Diagnostics& diagnostics,
                  Host& host) {
  host.identifier_type = settings.identifier.type;
  host.identifier = settings.identifier.bytes;
  host.subnet_id = scope.subnet_id;
  check_name(source, "hostname", diagnostics);
  host.hostname = settings.hostname;
  host.client_classes = settings.client_classes;
  if (!settings.option_data.empty()) {
    CompiledOptions compiled =
        encapsulate_over(read_options(settings.option_data, source, dictionary, diagnostics), scope.options,
                         dictionary.version());
    check_options(compiled.options, dictionary.version(), source, diagnostics);
    host.options = std::move(compiled.options);
    host.vendors = std::move(compiled.vendors);
  }
  compile_own(settings, scope, source, diagnostics, host);
}

// What a reservation must not share with another, and its number in the list.
template <class Key>
using Claims = std::vector<std::pair<Key, std::size_t>>;

template <class Key>
void report_shared(Claims<Key> claims, std::string_view what, const Value& source, Diagnostics& diagnostics) {
  std::ranges::sort(claims);
  const auto twice = std::ranges::adjacent_find(claims, {}, &Claims<Key>::value_type::first);
  if (twice == claims.end()) return;
  if (std::next(twice)->second == twice->second)
    return diagnostics.error(element(source, "reservations", twice->second),
                             "the same " + std::string(what) + " stands here twice; once is enough");
  diagnostics.error(element(source, "reservations", std::next(twice)->second),
                    "the same " + std::string(what) + " is reserved at " +
                        place_of(element(source, "reservations", twice->second)) +
                        "; once in a subnet is allowed");
}

void check_addresses(const std::vector<ReservationSettings4>& reservations, const Value& source,
                     Diagnostics& diagnostics) {
  Claims<Ipv4Address> addresses;
  for (std::size_t i = 0; i < reservations.size(); ++i)
    if (reservations[i].address) addresses.emplace_back(*reservations[i].address, i);
  report_shared(std::move(addresses), "address", source, diagnostics);
}

void check_addresses(const std::vector<ReservationSettings6>& reservations, const Value& source,
                     Diagnostics& diagnostics) {
  Claims<Ipv6Address> addresses, prefixes;
  for (std::size_t i = 0; i < reservations.size(); ++i) {
    for (const Ipv6Address& address : reservations[i].addresses) addresses.emplace_back(address, i);
    for (const Ipv6Prefix& prefix : reservations[i].prefixes) prefixes.emplace_back(prefix.network(), i);
  }
  report_shared(std::move(addresses), "address", source, diagnostics);
  report_shared(std::move(prefixes), "prefix", source, diagnostics);
}

// Within one scope an identifier is reserved once; so is an address, unless that is switched off.
template <class Settings>
void check_conflicts(const std::vector<Settings>& reservations, bool addresses_unique, const Value& source,
                     Diagnostics& diagnostics) {
  Claims<std::pair<HostIdentifierType, std::string_view>> identifiers;
  identifiers.reserve(reservations.size());
  for (std::size_t i = 0; i < reservations.size(); ++i)
    identifiers.emplace_back(
        std::pair(reservations[i].identifier.type, as_text(reservations[i].identifier.bytes)), i);
  report_shared(std::move(identifiers), "identifier", source, diagnostics);
  if (addresses_unique) check_addresses(reservations, source, diagnostics);
}

template <class Host, class Reserved, class Settings, class Address>
HostIndex<Host, Reserved> compile_all(const std::vector<Settings>& reservations,
                                      const HostsScope<Address>& scope, const OptionDictionary& dictionary,
                                      const Value& source, Diagnostics& diagnostics) {
  std::vector<Host> hosts;
  for (std::size_t i = 0; i < reservations.size() && !diagnostics.failed(); ++i)
    compile_host(reservations[i], scope, dictionary, element(source, "reservations", i), diagnostics,
                 hosts.emplace_back());
  if (!diagnostics.failed()) check_conflicts(reservations, scope.addresses_unique, source, diagnostics);
  return HostIndex<Host, Reserved>(std::move(hosts));
}

}  // namespace

HostIndex4 compile_hosts(const std::vector<ReservationSettings4>& reservations,
                         const HostsScope<Ipv4Address>& scope, const OptionDictionary& dictionary,
                         const Value& source, Diagnostics& diagnostics) {
  return compile_all<Host4, Ipv4Address>(reservations, scope, dictionary, source, diagnostics);
}

HostIndex6 compile_hosts(const std::vector<ReservationSettings6>& reservations,
                         const HostsScope<Ipv6Address>& scope, const OptionDictionary& dictionary,
                         const Value& source, Diagnostics& diagnostics) {
  return compile_all<Host6, Ipv6Prefix>(reservations, scope, dictionary, source, diagnostics);
}

}  // namespace dhcp
