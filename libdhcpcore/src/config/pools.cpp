#include "config/pools.hpp"

#include "config/resolve.hpp"
#include "option/pd_exclude.hpp"

namespace dhcp {

namespace {

constexpr std::string_view example(const Ipv4Address&) {
  return "\"192.0.2.10 - 192.0.2.20\" or \"192.0.2.64/26\"";
}

constexpr std::string_view example(const Ipv6Address&) {
  return "\"2001:db8::10 - 2001:db8::20\" or \"2001:db8::/80\"";
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

// A pool and where it is written.
template <class Address>
struct PlacedRange {
  Range<Address> range;
  const Value* place;
};

// `ranges` stand in the order of the text.
template <class Address>
void check_overlap(const std::vector<PlacedRange<Address>>& ranges, Diagnostics& diagnostics) {
  const auto order = sorted_indexes(
      ranges.size(), [&](std::size_t a, std::size_t b) { return ranges[a].range < ranges[b].range; });
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (!ranges[order[i - 1]].range.overlaps(ranges[order[i]].range)) continue;
    const auto [earlier, later] = std::minmax(order[i - 1], order[i]);
    return diagnostics.error(*ranges[later].place, "overlaps the pool at " +
                                                       place_of(*ranges[earlier].place) +
                                                       "; pools of a subnet must not share addresses");
  }
}

template <class Address>
std::vector<PlacedRange<Address>> placed(const std::vector<Pool<Address>>& pools, const Value& source) {
  std::vector<PlacedRange<Address>> ranges;
  ranges.reserve(pools.size());
  for (std::size_t i = 0; i < pools.size(); ++i)
    ranges.push_back({pools[i].range, element(source, "pools", i).find("pool")});
  return ranges;
}

// What pools of addresses and of prefixes have in common.
template <class Settings>
void compile_terms(const Settings& settings, const ScopeOptions& outer, const Value& source,
                   const CompileContext& context, PoolTerms& terms) {
  terms.id = settings.id;
  if (!settings.option_data.empty()) {
    CompiledOptions compiled =
        encapsulate_over(read_options(settings.option_data, source, context.definitions, context.diagnostics),
                         outer, context.definitions.version());
    terms.options = std::move(compiled.options);
    terms.vendors = std::move(compiled.vendors);
  }
  context.classes.warn_of_undefined(settings.classes.required, source, context.diagnostics);
  terms.guard = context.classes.of(settings.classes.admitted);
  terms.required_classes = context.classes.of(settings.classes.required);
  terms.context = settings.context;
}

template <class Subnet>
void compile_all(const std::vector<PoolSettings>& settings, const ScopeOptions& options, const Value& source,
                 const CompileContext& context, Subnet& subnet) {
  subnet.pools.reserve(settings.size());
  for (std::size_t i = 0; i < settings.size() && !context.diagnostics.failed(); ++i) {
    const Value& place = element(source, "pools", i);
    auto& pool = subnet.pools.emplace_back();
    pool.range = range_of(settings[i], subnet.prefix, place, context.diagnostics);
    compile_terms(settings[i], options, place, context, pool);
  }
}

// The value of option 67; empty where nothing is excluded. What is excluded is written for the first prefix.
std::vector<std::uint8_t> exclusion_of(const PdPoolSettings& settings, const Value& source,
                                       Diagnostics& diagnostics) {
  const Ipv6Prefix delegated{settings.prefix, settings.delegated_length};
  const Ipv6Prefix excluded{settings.excluded_prefix.value_or(Ipv6Address()), settings.excluded_length};
  if (excluded == Ipv6Prefix()) return {};
  if (excluded.length <= delegated.length)
    diagnostics.error(source, settings.excluded_length != 0 ? "excluded-prefix-len" : "excluded-prefix",
                      "a length of " + std::to_string(excluded.length) +
                          " leaves nothing to delegate; excluded-prefix-len must be more than delegated-len, "
                          "which is " +
                          std::to_string(delegated.length));
  else if (!delegated.contains(excluded.address))
    diagnostics.error(source, settings.excluded_prefix ? "excluded-prefix" : "excluded-prefix-len",
                      "\"" + excluded.to_string() + "\" does not lie within the first delegated prefix, " +
                          Ipv6Prefix{delegated.network(), delegated.length}.to_string());
  else
    return pd_exclude_value(delegated, excluded);
  return {};
}

void compile_prefixes(const PdPoolSettings& settings, const Value& source, Diagnostics& diagnostics,
                      PdPool6& pool) {
  const Ipv6Prefix written{settings.prefix, settings.prefix_length};
  pool.prefix = {written.network(), written.length};
  pool.delegated_length = settings.delegated_length;
  if (pool.prefix != written)
    diagnostics.warning(*source.find("prefix"), "\"" + written.address.to_string() +
                                                    "\" has bits beyond its length; " +
                                                    pool.prefix.to_string() + " is used");
  if (settings.delegated_length < settings.prefix_length)
    diagnostics.error(source, "delegated-len",
                      std::to_string(settings.delegated_length) +
                          " is too short; it must not be less than prefix-len, which is " +
                          std::to_string(settings.prefix_length));
  pool.pd_exclude = exclusion_of(settings, source, diagnostics);
}

}  // namespace

void compile_pools(const SubnetSettings4& settings, const ScopeOptions& options, const Value& source,
                   const CompileContext& context, Subnet4& subnet) {
  compile_all(settings.pools, options, source, context, subnet);
  if (!context.diagnostics.failed()) check_overlap(placed(subnet.pools, source), context.diagnostics);
}

void compile_pools(const SubnetSettings6& settings, const ScopeOptions& options, const Value& source,
                   const CompileContext& context, Subnet6& subnet) {
  Diagnostics& diagnostics = context.diagnostics;
  compile_all(settings.pools, options, source, context, subnet);
  if (diagnostics.failed()) return;
  auto ranges = placed(subnet.pools, source);
  for (std::size_t i = 0; i < settings.pd_pools.size() && !diagnostics.failed(); ++i) {
    const Value& place = element(source, "pd-pools", i);
    PdPool6& pool = subnet.pd_pools.emplace_back();
    compile_prefixes(settings.pd_pools[i], place, diagnostics, pool);
    compile_terms(settings.pd_pools[i], options, place, context, pool);
    ranges.push_back({pool.prefix.range(), place.find("prefix")});
  }
  if (!diagnostics.failed()) check_overlap(ranges, diagnostics);
}

}  // namespace dhcp
