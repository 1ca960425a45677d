#include "dhcpcore/config6.hpp"
#include "sample_config.hpp"

namespace dhcp {
namespace {

// The configuration that is read from what is printed of `config`.
template <class Config>
std::shared_ptr<const Config> printed_and_read(const Config& config) {
  const Value printed = config.to_value();
  auto again = Config::from_value(printed);
  REQUIRE_MESSAGE(again, again.error().message);
  CHECK((*again)->to_value() == printed);
  REQUIRE((*again)->subnet_count() == config.subnet_count());
  return *again;
}

// The same with the members of each map in the opposite order.
Value turned_round(const Value& value) {
  if (value.is_list()) {
    Value::List list;
    for (const Value& element : value.as_list()) list.push_back(turned_round(element));
    return list;
  }
  if (!value.is_map()) return value;
  Value::Map map;
  for (const Member& member : value.as_map())
    map.insert(map.begin(), {member.key, turned_round(member.value), member.key_position});
  return map;
}

template <class Config>
void check_orders_of_keys(const std::set<std::string>& names) {
  for (const std::string& name : names) {
    CAPTURE(name);
    const auto text = read_sample(name);
    REQUIRE(text);
    const auto source = parse_json(*text, name, config_file_syntax, read_sample);
    REQUIRE_MESSAGE(source, source.error().message);
    const auto config = Config::from_value(source->value);
    const auto turned = Config::from_value(turned_round(source->value));
    REQUIRE_MESSAGE(config, config.error().message);
    REQUIRE_MESSAGE(turned, turned.error().message);
    CHECK((*turned)->to_value() == (*config)->to_value());
  }
}

TEST_CASE("every DHCPv4 configuration of the manual loads, and reads back from what is printed of it") {
  const std::set<std::string> names = samples_in("manual");
  CHECK(names.size() == 162);
  for (const std::string& name : names) {
    CAPTURE(name);
    const auto config = load_sample(name);
    const auto again = printed_and_read(*config);
    CHECK(again->snapshot().global_options == config->snapshot().global_options);
    CHECK(again->snapshot().classes->size() == config->snapshot().classes->size());
    for (std::size_t i = 0; i < config->subnet_count(); ++i)
      CHECK(again->snapshot().subnets[i]->options == config->snapshot().subnets[i]->options);
  }
}

TEST_CASE("every DHCPv6 configuration of the manual loads, and reads back from what is printed of it") {
  const std::set<std::string> names = samples_in("../configs6/manual");
  CHECK(names.size() == 169);
  for (const std::string& name : names) {
    CAPTURE(name);
    const auto text = read_sample(name);
    REQUIRE(text);
    const auto config = Config6::parse(*text, name);
    REQUIRE_MESSAGE(config, config.error().message);
    printed_and_read(**config);
  }
}

TEST_CASE("the order of keys means nothing") {
  for (const char* const folder : {".", "manual"}) check_orders_of_keys<Config4>(samples_in(folder));
  for (const char* const folder : {"../configs6", "../configs6/manual"})
    check_orders_of_keys<Config6>(samples_in(folder));
}

}  // namespace
}  // namespace dhcp
