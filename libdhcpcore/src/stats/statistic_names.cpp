#include "stats/statistic_names.hpp"

#include <fmt/format.h>

#include <charconv>

namespace dhcp {

namespace {

using Kind = StatisticScope::Kind;

/// Takes "word[number]." off the front of `text`.
bool take_number(std::string_view& text, std::string_view word, std::uint32_t& number) {
  if (!text.starts_with(word) || !text.substr(word.size()).starts_with('[')) return false;
  const char* const end = text.data() + text.size();
  const auto [after, error] = std::from_chars(text.data() + word.size() + 1, end, number);
  if (error != std::errc() || end - after < 2 || after[0] != ']' || after[1] != '.') return false;
  text.remove_prefix(static_cast<std::size_t>(after + 2 - text.data()));
  return true;
}

std::string scopes_text(const StatisticDescription& row) {
  std::string text;
  const auto add = [&](Kind kind, std::string_view name) {
    if (row.has(kind)) text.append(text.empty() ? "" : ", ").append(name);
  };
  add(Kind::global, "server");
  add(Kind::subnet, "subnet");
  add(Kind::pool, "pool");
  add(Kind::prefix_pool, "prefix pool");
  return text;
}

}  // namespace

std::string scope_prefix(const StatisticScope& scope) {
  switch (scope.kind) {
    case Kind::subnet:
      return fmt::format("subnet[{}].", scope.subnet);
    case Kind::pool:
      return fmt::format("subnet[{}].pool[{}].", scope.subnet, scope.pool);
    case Kind::prefix_pool:
      return fmt::format("subnet[{}].pd-pool[{}].", scope.subnet, scope.pool);
    default:
      return {};
  }
}

StatisticScope take_scope_prefix(std::string_view& name) {
  StatisticScope scope;
  if (!take_number(name, "subnet", scope.subnet)) return scope;
  scope.kind = take_number(name, "pool", scope.pool)      ? Kind::pool
               : take_number(name, "pd-pool", scope.pool) ? Kind::prefix_pool
                                                          : Kind::subnet;
  return scope;
}

Value samples_value(std::span<const Sample> samples) {
  Value::List list;
  list.reserve(samples.size());
  for (const Sample& sample : samples)
    list.push_back(Value::List{Value(sample.value), Value(sample_time_text(sample.time))});
  return list;
}

std::string statistics_reference(Statistics::Table table, std::string_view server) {
  std::string page = fmt::format(
      "# Statistics of the server `{}`\n\n"
      "<!-- Made from the table of libdhcpcore/src/stats by `./dev docs`. Do not edit. -->\n\n"
      "What is counted for the server is called `name`, for a subnet `subnet[ID].name`, for pools\n"
      "`subnet[ID].pool[POOL-ID].name` or `subnet[ID].pd-pool[POOL-ID].name`. Pools of a subnet with the "
      "same "
      "`pool-id` count\ntogether; without one they are number 0.\n\n"
      "All start from zero with the server. A new configuration changes nothing for the server; what is of "
      "subnets and pools\nthat are configured anew starts again, but what tells how many there are now goes "
      "on. "
      "Of each statistic the latest\nvalues are kept, with their times: by default 20 "
      "(`statistic-default-sample-count`, `statistic-default-sample-age`), and\nnever more than {}.\n\n"
      "| name | of | meaning |\n|---|---|---|\n",
      server, SampleLimit::most_samples);
  for (const StatisticDescription& row : table)
    page += fmt::format("| `{}` | {} | {}{} |\n", row.name, scopes_text(row), row.meaning,
                        row.rare ? " In a subnet there only after the first time." : "");
  return page;
}

}  // namespace dhcp
