#include "config/compile4.hpp"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <unordered_map>

#include "config/host_index4.hpp"
#include "config/subnet_index4.hpp"

namespace dhcp {

namespace {

constexpr std::uint8_t option_server_identifier = 54;

const Value& element(const Value& source, std::string_view key, std::size_t i) {
  return source.find(key)->as_list()[i];
}

// "first - last" or a prefix.
std::optional<Ipv4Range> parse_pool(std::string_view text) {
  std::string bare;
  std::ranges::copy_if(text, std::back_inserter(bare), [](char c) { return c != ' ' && c != '\t'; });
  const auto hyphen = bare.find('-');
  if (hyphen == bare.npos) {
    const auto prefix = Ipv4Prefix::parse(bare);
    return prefix ? std::optional(prefix->range()) : std::nullopt;
  }
  const auto first = Ipv4Address::parse(std::string_view(bare).substr(0, hyphen));
  const auto last = Ipv4Address::parse(std::string_view(bare).substr(hyphen + 1));
  if (!first || !last || *last < *first) return std::nullopt;
  return Ipv4Range{*first, *last};
}

class Compiler4 {
 public:
  Compiler4(const Settings4& settings, const Value& source, Diagnostics& diagnostics)
      : settings_(settings), source_(source), diagnostics_(diagnostics) {}

  std::unique_ptr<Snapshot4> compile() {
    compile_globals();
    compile_hosts(settings_.reservations, 0, nullptr, source_);
    snapshot_->subnets.reserve(settings_.subnets.size());
    for (std::size_t i = 0; i < settings_.subnets.size() && !diagnostics_.failed(); ++i)
      compile_subnet(settings_.subnets[i], element(source_, "subnet4", i));
    if (diagnostics_.failed()) return nullptr;
    check_unique_subnets();
    if (diagnostics_.failed()) return nullptr;
    sort_server_identifiers();
    snapshot_->subnet_index = make_subnet_index4(snapshot_->subnets);
    snapshot_->host_index = make_host_index4(std::move(hosts_));
    return std::move(snapshot_);
  }

 private:
  void compile_globals() {
    inherited_ = settings_.inherited;
    fall_back(inherited_fields4(), &inherited_);
    lifetime_ = compile_lifetime(settings_.lifetime, Lifetime{}, source_);
    check_tee_times(settings_.inherited, inherited_, source_);
    snapshot_->host_identifiers = settings_.host_identifiers;
    snapshot_->global_options = compile_options4(settings_.option_data, source_, diagnostics_);
    snapshot_->echo_client_id = settings_.echo_client_id;
    snapshot_->decline_probation_period = settings_.decline_probation_period;
    note_server_identifier(snapshot_->global_options);
  }

  Lifetime compile_lifetime(const LifetimeSettings& settings, const Lifetime& parent, const Value& source) {
    const Lifetime lifetime = resolve_lifetime(settings, parent);
    const auto check = [&](const char* key, bool fits, const char* rule, std::uint32_t value) {
      if (!fits)
        diagnostics_.error(source, key,
                           std::to_string(value) + " is out of place; " + rule + ", which is " +
                               std::to_string(lifetime.preferred));
    };
    check("min-valid-lifetime", lifetime.minimum <= lifetime.preferred, "it must not exceed valid-lifetime",
          lifetime.minimum);
    check("max-valid-lifetime", lifetime.maximum >= lifetime.preferred, "it must not be below valid-lifetime",
          lifetime.maximum);
    return lifetime;
  }

  void check_tee_times(const InheritedSettings4& own, const InheritedSettings4& resolved,
                       const Value& source) {
    if ((!own.t1_percent && !own.t2_percent) || *resolved.t1_percent < *resolved.t2_percent) return;
    diagnostics_.error(source, own.t1_percent ? "t1-percent" : "t2-percent",
                       "T1 would not come before T2; t1-percent must be less than t2-percent");
  }

  void compile_subnet(const SubnetSettings4& settings, const Value& source) {
    const auto prefix = Ipv4Prefix::parse(settings.subnet);
    if (!prefix)
      return diagnostics_.error(
          source, "subnet",
          shown(settings.subnet) + " is no prefix; expected a string such as \"192.0.2.0/24\"");
    auto subnet = std::make_unique<Subnet4>();
    subnet->id = settings.id;
    subnet->prefix = *prefix;
    subnet->ordinal = static_cast<std::uint32_t>(snapshot_->subnets.size());
    subnet->interface = settings.interface;
    subnet->relay_addresses = settings.relay.addresses;
    subnet->valid_lifetime = compile_lifetime(settings.lifetime, lifetime_, source);
    fill_inherited(*subnet, settings.inherited, source);
    subnet->options = merge_options(compile_options4(settings.option_data, source, diagnostics_),
                                    snapshot_->global_options);
    subnet->server_identifier = note_server_identifier(subnet->options);
    compile_pools(*subnet, settings.pools, source);
    compile_hosts(settings.reservations, subnet->id, &subnet->prefix, source);
    subnet->has_reservations = !settings.reservations.empty();
    snapshot_->subnets.push_back(std::move(subnet));
  }

  void fill_inherited(Subnet4& subnet, const InheritedSettings4& own, const Value& source) {
    InheritedSettings4 resolved = own;
    inherit(inherited_fields4(), &resolved, &inherited_);
    check_tee_times(own, resolved, source);
    subnet.renew_timer = resolved.renew_timer;
    subnet.rebind_timer = resolved.rebind_timer;
    subnet.calculate_tee_times = *resolved.calculate_tee_times;
    subnet.t1_percent = *resolved.t1_percent;
    subnet.t2_percent = *resolved.t2_percent;
    subnet.authoritative = *resolved.authoritative;
    subnet.match_client_id = *resolved.match_client_id;
    subnet.reservations_global = *resolved.reservations_global;
    subnet.reservations_in_subnet = *resolved.reservations_in_subnet;
    subnet.reservations_out_of_pool = *resolved.reservations_out_of_pool;
    subnet.next_server = *resolved.next_server;
    subnet.server_hostname = std::move(*resolved.server_hostname);
    subnet.boot_file_name = std::move(*resolved.boot_file_name);
  }

  void compile_pools(Subnet4& subnet, const std::vector<PoolSettings4>& pools, const Value& source) {
    subnet.pools.reserve(pools.size());
    for (std::size_t i = 0; i < pools.size(); ++i) {
      const Value& place = element(source, "pools", i);
      const auto range = parse_pool(pools[i].pool);
      if (!range)
        return diagnostics_.error(place, "pool",
                                  shown(pools[i].pool) +
                                      " is no pool; expected \"192.0.2.10 - 192.0.2.20\" or "
                                      "\"192.0.2.64/26\"");
      if (!subnet.prefix.contains(range->first) || !subnet.prefix.contains(range->last))
        return diagnostics_.error(
            place, "pool",
            shown(pools[i].pool) + " does not lie within the subnet " + subnet.prefix.to_string());
      Pool4 pool;
      pool.range = *range;
      pool.id = pools[i].id;
      pool.options = compile_options4(pools[i].option_data, place, diagnostics_);
      pool.cursor_index = snapshot_->pool_count++;
      subnet.pools.push_back(std::move(pool));
    }
    check_pool_overlap(subnet, source);
  }

  void check_pool_overlap(const Subnet4& subnet, const Value& source) {
    const auto order = sorted_indexes(subnet.pools.size(), [&](std::size_t a, std::size_t b) {
      return subnet.pools[a].range < subnet.pools[b].range;
    });
    for (std::size_t i = 1; i < order.size(); ++i) {
      if (!subnet.pools[order[i - 1]].range.overlaps(subnet.pools[order[i]].range)) continue;
      const auto [earlier, later] = std::minmax(order[i - 1], order[i]);
      return diagnostics_.error(element(source, "pools", later), "pool",
                                "overlaps the pool at " +
                                    place_of(*element(source, "pools", earlier).find("pool")) +
                                    "; pools of a subnet must not share addresses");
    }
  }

  // `prefix` null: global reservations.
  void compile_hosts(const std::vector<ReservationSettings4>& reservations, SubnetId subnet_id,
                     const Ipv4Prefix* prefix, const Value& source) {
    for (std::size_t i = 0; i < reservations.size() && !diagnostics_.failed(); ++i)
      compile_host(reservations[i], subnet_id, prefix, element(source, "reservations", i));
    if (!diagnostics_.failed()) check_host_conflicts(reservations, source);
  }

  void compile_host(const ReservationSettings4& settings, SubnetId subnet_id, const Ipv4Prefix* prefix,
                    const Value& source) {
    Host4 host;
    host.identifier_type = settings.identifier.type;
    host.identifier = settings.identifier.bytes;
    host.subnet_id = subnet_id;
    host.address = settings.address;
    host.hostname = settings.hostname;
    host.next_server = settings.next_server.value_or(Ipv4Address());
    host.server_hostname = settings.server_hostname;
    host.boot_file_name = settings.boot_file_name;
    host.options = compile_options4(settings.option_data, source, diagnostics_);
    if (find_option(host.options, option_server_identifier))
      diagnostics_.error(source, "option-data",
                         "the server identifier (option 54) cannot be set for a client");
    if (prefix && host.address && !prefix->contains(*host.address))
      diagnostics_.error(
          source, "ip-address",
          "\"" + host.address->to_string() + "\" does not lie within the subnet " + prefix->to_string());
    hosts_.push_back(std::move(host));
  }

  // Within one subnet an identifier, and an address, may be reserved once.
  void check_host_conflicts(const std::vector<ReservationSettings4>& reservations, const Value& source) {
    const auto identifier = [&](std::size_t i) -> auto& {
      return reservations[i].identifier;
    };
    auto order = sorted_indexes(reservations.size(), [&](std::size_t a, std::size_t b) {
      return std::tie(identifier(a).type, identifier(a).bytes) <
             std::tie(identifier(b).type, identifier(b).bytes);
    });
    report_equal_neighbours(order, source, "identifier", [&](std::size_t a, std::size_t b) {
      return identifier(a).type == identifier(b).type && identifier(a).bytes == identifier(b).bytes;
    });
    order = sorted_indexes(reservations.size(), [&](std::size_t a, std::size_t b) {
      return reservations[a].address < reservations[b].address;
    });
    report_equal_neighbours(order, source, "address", [&](std::size_t a, std::size_t b) {
      return reservations[a].address && reservations[a].address == reservations[b].address;
    });
  }

  template <class Equal>
  void report_equal_neighbours(const std::vector<std::size_t>& order, const Value& source,
                               std::string_view what, const Equal& equal) {
    for (std::size_t i = 1; i < order.size(); ++i) {
      if (!equal(order[i - 1], order[i])) continue;
      const auto [earlier, later] = std::minmax(order[i - 1], order[i]);
      return diagnostics_.error(element(source, "reservations", later),
                                "the same " + std::string(what) + " is reserved at " +
                                    place_of(element(source, "reservations", earlier)) +
                                    "; once in a subnet is allowed");
    }
  }

  template <class Less>
  static std::vector<std::size_t> sorted_indexes(std::size_t count, const Less& less) {
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, less);
    return order;
  }

  // Identifiers, and prefixes as they are written: "192.0.2.1/24" and "192.0.2.0/24" may stand together.
  void check_unique_subnets() {
    std::unordered_map<SubnetId, std::size_t> ids;
    std::unordered_map<std::string_view, std::size_t> prefixes;
    const auto report = [&](const char* key, std::size_t earlier, std::size_t later) {
      diagnostics_.error(element(source_, "subnet4", later), key,
                         shown(*element(source_, "subnet4", later).find(key)) + " is that of the subnet at " +
                             place_of(element(source_, "subnet4", earlier)) + "; it must be unique");
    };
    for (std::size_t i = 0; i < settings_.subnets.size(); ++i) {
      const SubnetSettings4& subnet = settings_.subnets[i];
      if (const auto [at, fresh] = ids.try_emplace(subnet.id, i); !fresh) report("id", at->second, i);
      if (const auto [at, fresh] = prefixes.try_emplace(subnet.subnet, i); !fresh)
        report("subnet", at->second, i);
    }
  }

  std::optional<Ipv4Address> note_server_identifier(const OptionSet& options) {
    const OptionValue* const option = find_option(options, option_server_identifier);
    if (!option || option->value.size() != Ipv4Address::size) return std::nullopt;
    const Ipv4Address address = Ipv4Address::from_bytes(option->value.data());
    if (identifiers_.empty() || identifiers_.back() != address) identifiers_.push_back(address);
    return address;
  }

  void sort_server_identifiers() {
    std::ranges::sort(identifiers_);
    const auto repeated = std::ranges::unique(identifiers_);
    identifiers_.erase(repeated.begin(), repeated.end());
    snapshot_->server_identifiers = std::move(identifiers_);
  }

  const Settings4& settings_;
  const Value& source_;
  Diagnostics& diagnostics_;
  std::unique_ptr<Snapshot4> snapshot_ = std::make_unique<Snapshot4>();
  InheritedSettings4 inherited_;  // the global ones, complete
  Lifetime lifetime_;
  std::vector<Host4> hosts_;
  std::vector<Ipv4Address> identifiers_;
};

}  // namespace

Lifetime resolve_lifetime(const LifetimeSettings& settings, const Lifetime& parent) {
  if (!settings.valid && !settings.minimum && !settings.maximum) return parent;
  const std::uint32_t valid = settings.valid     ? *settings.valid
                              : settings.minimum ? *settings.minimum
                                                 : *settings.maximum;
  return {settings.minimum.value_or(valid), valid, settings.maximum.value_or(valid)};
}

std::unique_ptr<Snapshot4> compile4(const Settings4& settings, const Value& source,
                                    Diagnostics& diagnostics) {
  return Compiler4(settings, source, diagnostics).compile();
}

}  // namespace dhcp
