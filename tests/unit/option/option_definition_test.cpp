#include "dhcpcore/option_definition.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "option/option_tables.hpp"

namespace dhcp {
namespace {

TEST_CASE("every option type has a name that leads back to it") {
  for (int i = 0; i <= static_cast<int>(OptionType::internal); ++i) {
    const auto type = static_cast<OptionType>(i);
    CHECK(option_type(option_type_name(type)) == type);
  }
  CHECK(option_type_name(OptionType::ipv6_prefix) == "ipv6-prefix");
  CHECK(option_type_name(OptionType::internal) == "internal");
  CHECK(option_type("uint32") == OptionType::uint32);
  CHECK_FALSE(option_type("uint64"));
  CHECK_FALSE(option_type(""));
}

TEST_CASE("standard options are found by code and by name") {
  const auto* routers = find_definition("dhcp4", 3);
  REQUIRE(routers);
  CHECK(routers->name == "routers");
  CHECK(routers->type == OptionType::ipv4_address);
  CHECK(routers->array);
  CHECK(routers->always_returned);
  CHECK_FALSE(routers->server_managed);
  CHECK(find_definition("dhcp4", "routers") == routers);

  const auto* rdnss = find_definition("dhcp4", "rdnss-selection");
  REQUIRE(rdnss);
  CHECK(rdnss->code == 146);
  REQUIRE(rdnss->record.size() == 4);
  CHECK(rdnss->record[3] == OptionType::fqdn);

  CHECK(find_definition("dhcp4", 43)->encapsulates == "vendor-encapsulated-options-space");
  CHECK(find_definition("dhcp4", 51)->server_managed);
  CHECK(find_definition("dhcp-agent-options-space", 1)->name == "circuit-id");
}

TEST_CASE("options without a definition are not found") {
  CHECK(find_definition("dhcp4", 0) == nullptr);
  CHECK(find_definition("dhcp4", 231) == nullptr);
  CHECK(find_definition("dhcp4", "default-url") == nullptr);
  CHECK(find_definition("dhcp4", "") == nullptr);
  CHECK(find_definition("no-such-space", 1) == nullptr);
  CHECK(find_definition("vendor-encapsulated-options-space", 1) == nullptr);
  CHECK(standard_definitions("no-such-space").empty());
}

TEST_CASE("one space name may hold different options in DHCPv4 and DHCPv6") {
  CHECK(find_definition("vendor-4491", 2)->type == OptionType::ipv4_address);
  CHECK(find_definition("vendor-4491", 2, DhcpVersion::v6)->type == OptionType::ipv6_address);
  CHECK(find_definition("dhcp4", 23)->name == "default-ip-ttl");
  CHECK(find_definition("dhcp6", 23) == nullptr);
  CHECK(find_definition("dhcp6", 23, DhcpVersion::v6)->name == "dns-servers");
}

TEST_CASE("the tables are complete and in order") {
  CHECK(standard_definitions("dhcp4").size() == 124);
  const auto returned =
      std::ranges::count_if(standard_definitions("dhcp4"), &OptionDefinition::always_returned);
  CHECK(returned == 4);
  for (const StandardSpace& space : standard_spaces()) {
    CAPTURE(space.name);
    CHECK(std::ranges::is_sorted(space.by_code, {}, &OptionDefinition::code));
    CHECK(space.by_name.size() == space.by_code.size());
    for (const OptionDefinition& definition : space.by_code) {
      CAPTURE(definition.name);
      CHECK(definition.space == space.name);
      CHECK(definition.version == space.version);
      CHECK(find_definition(space.name, definition.code, space.version) == &definition);
      CHECK(find_definition(space.name, definition.name, space.version) == &definition);
      CHECK((definition.type == OptionType::record) == (definition.record.size() > 1));
    }
  }
}

}  // namespace
}  // namespace dhcp
