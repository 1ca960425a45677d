#include "config/hosts4.hpp"

#include "config/resolve.hpp"

namespace dhcp {

namespace {

constexpr std::uint8_t option_server_identifier = 54;
constexpr std::size_t longest_option = 4096;  // bytes, as the manual says in 8.3.7

void check_options(const OptionSet& options, const Value& source, Diagnostics& diagnostics) {
  if (find_option(options, option_server_identifier))
    diagnostics.error(source, "option-data", "the server identifier (option 54) cannot be set for a client");
  for (const OptionValue& option : options)
    if (option.value.size() > longest_option)
      diagnostics.error(source, "option-data",
                        "option " + std::to_string(option.code) + " has " +
                            std::to_string(option.value.size()) + " bytes; at most " +
                            std::to_string(longest_option) + " are allowed in a reservation");
}

Host4 compile_host(const ReservationSettings4& settings, const HostsScope4& scope,
                   const OptionDictionary& dictionary, const Value& source, Diagnostics& diagnostics) {
  Host4 host;
  host.identifier_type = settings.identifier.type;
  host.identifier = settings.identifier.bytes;
  host.subnet_id = scope.subnet_id;
  host.address = settings.address;
  host.hostname = settings.hostname;
  host.client_classes = settings.client_classes;
  host.next_server = settings.next_server.value_or(Ipv4Address());
  host.server_hostname = settings.server_hostname;
  host.boot_file_name = settings.boot_file_name;
  if (!settings.option_data.empty()) {
    CompiledOptions compiled =
        encapsulate_over(read_options4(settings.option_data, source, dictionary, diagnostics), scope.options);
    check_options(compiled.options, source, diagnostics);
    host.options = std::move(compiled.options);
    host.vendors = std::move(compiled.vendors);
  }
  if (scope.prefix && host.address && !scope.prefix->contains(*host.address))
    diagnostics.error(
        source, "ip-address",
        "\"" + host.address->to_string() + "\" does not lie within the subnet " + scope.prefix->to_string());
  return host;
}

// `order` holds equal ones side by side.
template <class Equal>
void report_equal_neighbours(const std::vector<std::size_t>& order, const Value& source,
                             std::string_view what, Diagnostics& diagnostics, const Equal& equal) {
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (!equal(order[i - 1], order[i])) continue;
    const auto [earlier, later] = std::minmax(order[i - 1], order[i]);
    return diagnostics.error(element(source, "reservations", later),
                             "the same " + std::string(what) + " is reserved at " +
                                 place_of(element(source, "reservations", earlier)) +
                                 "; once in a subnet is allowed");
  }
}

// Within one scope an identifier is reserved once; so is an address, unless that is switched off.
void check_conflicts(const std::vector<ReservationSettings4>& reservations, bool addresses_unique,
                     const Value& source, Diagnostics& diagnostics) {
  const auto identifier = [&](std::size_t i) -> auto& {
    return reservations[i].identifier;
  };
  auto order = sorted_indexes(reservations.size(), [&](std::size_t a, std::size_t b) {
    return std::tie(identifier(a).type, identifier(a).bytes) <
           std::tie(identifier(b).type, identifier(b).bytes);
  });
  report_equal_neighbours(order, source, "identifier", diagnostics, [&](std::size_t a, std::size_t b) {
    return identifier(a).type == identifier(b).type && identifier(a).bytes == identifier(b).bytes;
  });
  if (!addresses_unique) return;
  order = sorted_indexes(reservations.size(), [&](std::size_t a, std::size_t b) {
    return reservations[a].address < reservations[b].address;
  });
  report_equal_neighbours(order, source, "address", diagnostics, [&](std::size_t a, std::size_t b) {
    return reservations[a].address && reservations[a].address == reservations[b].address;
  });
}

}  // namespace

void compile_hosts4(const std::vector<ReservationSettings4>& reservations, const HostsScope4& scope,
                    const OptionDictionary& dictionary, const Value& source, Diagnostics& diagnostics,
                    std::vector<Host4>& hosts) {
  for (std::size_t i = 0; i < reservations.size() && !diagnostics.failed(); ++i)
    hosts.push_back(
        compile_host(reservations[i], scope, dictionary, element(source, "reservations", i), diagnostics));
  if (!diagnostics.failed()) check_conflicts(reservations, scope.addresses_unique, source, diagnostics);
}

}  // namespace dhcp
