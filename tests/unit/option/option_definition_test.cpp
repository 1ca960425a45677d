#include "dhcpcore/option_definition.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "option/option_tables.hpp"
#include "test_data.hpp"

namespace dhcp {
namespace {

// As the lines of tests/data/options.
std::string line_of(const OptionDefinition& definition) {
  std::string type(option_type_name(definition.type));
  for (std::size_t i = 0; i < definition.record.size(); ++i)
    type += (i == 0 ? "(" : ",") + std::string(option_type_name(definition.record[i]));
  if (!definition.record.empty()) type += ')';
  std::string line = std::string(definition.space) + ' ' + std::to_string(definition.code) + ' ' +
                     std::string(definition.name) + ' ' + type;
  if (definition.array) line += " array";
  if (definition.always_returned) line += " returned";
  if (definition.server_managed) line += " managed";
  return line;
}

// Checks the definitions against those of a file and returns how many it has.
int check_against(const char* file, DhcpVersion version) {
  std::ifstream in(std::string(TEST_DATA_DIR "/options/") + file);
  REQUIRE(in);
  int count = 0;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with('#')) continue;
    CAPTURE(line);
    std::istringstream words(line);
    std::string space, name;
    std::uint16_t code = 0;
    words >> space >> code >> name;
    const OptionDefinition* by_code = find_definition(space, code, version);
    REQUIRE(by_code);
    CHECK(line_of(*by_code) == line);
    CHECK(find_definition(space, std::string_view(name), version) == by_code);
    ++count;
  }
  return count;
}

TEST_CASE("the standard options have the names, codes and types that the manual gives them") {
  CHECK(check_against("dhcp4.txt", DhcpVersion::v4) == 102 + 15 + 7 + 2);
  CHECK(check_against("dhcp6.txt", DhcpVersion::v6) == 58 + 3 + 17 + 3 + 9);
}

TEST_CASE("options that carry others name the space of these") {
  const auto inside = [](std::string_view space, std::uint16_t code, DhcpVersion version = DhcpVersion::v6) {
    return find_definition(space, code, version)->encapsulates;
  };
  CHECK(inside("dhcp4", 43, DhcpVersion::v4) == "vendor-encapsulated-options-space");
  CHECK(inside("dhcp4", 82, DhcpVersion::v4) == "dhcp-agent-options-space");
  CHECK(inside("dhcp6", 94) == "s46-cont-mape-options");
  CHECK(inside("dhcp6", 95) == "s46-cont-mapt-options");
  CHECK(inside("dhcp6", 96) == "s46-cont-lw-options");
  CHECK(inside("s46-cont-mape-options", 89) == "s46-rule-options");
  CHECK(inside("s46-cont-mapt-options", 89) == "s46-rule-options");
  CHECK(inside("s46-cont-lw-options", 92) == "s46-v4v6bind-options");
  // RFC 7598: no DMR in MAP-E and Lightweight 4over6, no BR in MAP-T.
  CHECK_FALSE(find_definition("s46-cont-mape-options", 91, DhcpVersion::v6));
  CHECK_FALSE(find_definition("s46-cont-lw-options", 91, DhcpVersion::v6));
  CHECK_FALSE(find_definition("s46-cont-mapt-options", 90, DhcpVersion::v6));
  CHECK_FALSE(find_definition("s46-cont-lw-options", 89, DhcpVersion::v6));
}

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
  CHECK(find_definition("vendor-4491", 2, DhcpVersion::v6)->type == OptionType::string);
  CHECK(find_definition("vendor-4491", "tftp-servers", DhcpVersion::v6)->code == 32);
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
