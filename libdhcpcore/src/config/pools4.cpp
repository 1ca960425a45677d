#include "config/pools4.hpp"

#include "config/classes4.hpp"
#include "config/resolve.hpp"

namespace dhcp {

namespace {

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

std::optional<Ipv4Range> range_of(const PoolSettings4& settings, const Ipv4Prefix& prefix,
                                  const Value& source, Diagnostics& diagnostics) {
  const auto range = parse_pool(settings.pool);
  if (!range)
    diagnostics.error(source, "pool",
                      shown(settings.pool) +
                          " is no pool; expected \"192.0.2.10 - 192.0.2.20\" or "
                          "\"192.0.2.64/26\"");
  else if (!prefix.contains(range->first) || !prefix.contains(range->last))
    diagnostics.error(source, "pool",
                      shown(settings.pool) + " does not lie within the subnet " + prefix.to_string());
  return range;
}

void check_overlap(const Subnet4& subnet, const Value& source, Diagnostics& diagnostics) {
  const auto order = sorted_indexes(subnet.pools.size(), [&](std::size_t a, std::size_t b) {
    return subnet.pools[a].range < subnet.pools[b].range;
  });
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (!subnet.pools[order[i - 1]].range.overlaps(subnet.pools[order[i]].range)) continue;
    const auto [earlier, later] = std::minmax(order[i - 1], order[i]);
    return diagnostics.error(element(source, "pools", later), "pool",
                             "overlaps the pool at " +
                                 place_of(*element(source, "pools", earlier).find("pool")) +
                                 "; pools of a subnet must not share addresses");
  }
}

}  // namespace

void compile_pools4(const std::vector<PoolSettings4>& settings, const ScopeOptions& options,
                    const Value& source, Diagnostics& diagnostics, Snapshot4& snapshot, Subnet4& subnet) {
  subnet.pools.reserve(settings.size());
  for (std::size_t i = 0; i < settings.size(); ++i) {
    const Value& place = element(source, "pools", i);
    const auto range = range_of(settings[i], subnet.prefix, place, diagnostics);
    if (diagnostics.failed()) return;
    Pool4 pool;
    pool.range = *range;
    pool.id = settings[i].id;
    if (!settings[i].option_data.empty()) {
      CompiledOptions compiled = encapsulate_over(
          read_options4(settings[i].option_data, place, *snapshot.option_definitions, diagnostics), options);
      pool.options = std::move(compiled.options);
      pool.vendors = std::move(compiled.vendors);
    }
    warn_of_undefined(settings[i].classes.required, place, snapshot, diagnostics);
    pool.guard = refer_to_classes(settings[i].classes.admitted, snapshot.class_dictionary);
    pool.required_classes = refer_to_classes(settings[i].classes.required, snapshot.class_dictionary);
    pool.context = settings[i].context;
    pool.cursor_index = snapshot.pool_count++;
    subnet.pools.push_back(std::move(pool));
  }
  check_overlap(subnet, source, diagnostics);
}

}  // namespace dhcp
