#include "config/pools.hpp"

#include "config/resolve.hpp"

namespace dhcp {

namespace {

constexpr std::string_view example(const Ipv4Address&) {
  return "\"192.0.2.10 - 192.0.2.20\" or \"192.0.2.64/26\"";
}

// "first - last" or a prefix.
template <class Address>
std::optional<Range<Address>> parse_pool(std::string_view text) {
  std::string bare;
  std::ranges::copy_if(text, std::back_inserter(bare), [](char c) { return c != ' ' && c != '\t'; });
  const auto hyphen = bare.find('-');
  if (hyphen == bare.npos) {
    const auto prefix = Prefix<Address>::parse(bare);
    return prefix ? std::optional(prefix->range()) : std::nullopt;
  }
  const auto first = Address::parse(std::string_view(bare).substr(0, hyphen));
  const auto last = Address::parse(std::string_view(bare).substr(hyphen + 1));
  if (!first || !last || *last < *first) return std::nullopt;
  return Range<Address>{*first, *last};
}

template <class Address>
Range<Address> range_of(const PoolSettings& settings, const Prefix<Address>& prefix, const Value& source,
                        Diagnostics& diagnostics) {
  const auto range = parse_pool<Address>(settings.pool);
  if (!range)
    diagnostics.error(source, "pool",
                      shown(settings.pool).append(" is no pool; expected ").append(example(Address())));
  else if (!prefix.contains(range->first) || !prefix.contains(range->last))
    diagnostics.error(source, "pool",
                      shown(settings.pool) + " does not lie within the subnet " + prefix.to_string());
  return range.value_or(Range<Address>());
}

template <class Address>
void check_overlap(const std::vector<Pool<Address>>& pools, const Value& source, Diagnostics& diagnostics) {
  const auto order = sorted_indexes(
      pools.size(), [&](std::size_t a, std::size_t b) { return pools[a].range < pools[b].range; });
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (!pools[order[i - 1]].range.overlaps(pools[order[i]].range)) continue;
    const auto [earlier, later] = std::minmax(order[i - 1], order[i]);
    return diagnostics.error(element(source, "pools", later), "pool",
                             "overlaps the pool at " +
                                 place_of(*element(source, "pools", earlier).find("pool")) +
                                 "; pools of a subnet must not share addresses");
  }
}

// What pools of addresses and of prefixes have in common.
template <class Settings, class Snapshot>
void compile_terms(const Settings& settings, const ScopeOptions& outer, const Value& source,
                   Diagnostics& diagnostics, Snapshot& snapshot, PoolTerms& terms) {
  terms.id = settings.id;
  if (!settings.option_data.empty()) {
    const OptionDictionary& definitions = *snapshot.option_definitions;
    CompiledOptions compiled = encapsulate_over(
        read_options(settings.option_data, source, definitions, diagnostics), outer, definitions.version());
    terms.options = std::move(compiled.options);
    terms.vendors = std::move(compiled.vendors);
  }
  warn_of_undefined(settings.classes.required, source, snapshot, diagnostics);
  terms.guard = refer_to_classes(settings.classes.admitted, snapshot.class_dictionary);
  terms.required_classes = refer_to_classes(settings.classes.required, snapshot.class_dictionary);
  terms.context = settings.context;
  terms.cursor_index = snapshot.pool_count++;
}

template <class Snapshot, class Subnet>
void compile_all(const std::vector<PoolSettings>& settings, const ScopeOptions& options, const Value& source,
                 Diagnostics& diagnostics, Snapshot& snapshot, Subnet& subnet) {
  subnet.pools.reserve(settings.size());
  for (std::size_t i = 0; i < settings.size() && !diagnostics.failed(); ++i) {
    const Value& place = element(source, "pools", i);
    auto& pool = subnet.pools.emplace_back();
    pool.range = range_of(settings[i], subnet.prefix, place, diagnostics);
    compile_terms(settings[i], options, place, diagnostics, snapshot, pool);
  }
  if (!diagnostics.failed()) check_overlap(subnet.pools, source, diagnostics);
}

}  // namespace

void compile_pools(const std::vector<PoolSettings>& settings, const ScopeOptions& options,
                   const Value& source, Diagnostics& diagnostics, Snapshot4& snapshot, Subnet4& subnet) {
  compile_all(settings, options, source, diagnostics, snapshot, subnet);
}

}  // namespace dhcp
