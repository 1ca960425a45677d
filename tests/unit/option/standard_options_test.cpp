// Each option of the standard, by what the manual says of its type (option_definition_test.cpp holds the
// types to it): its text as bytes, and these as the same text.
#include <doctest/doctest.h>

#include <set>

#include "dhcpcore/bytes.hpp"
#include "dhcpcore/option_definition.hpp"
#include "option/option_tables.hpp"

namespace dhcp {
namespace {

// RFC 8572 section 8.1 wants two in DHCPv4, too.
std::size_t octets_of_tuple_length(const OptionDefinition& definition) {
  return definition.version == DhcpVersion::v6 || definition.name == "v4-sztp-redirect" ? 2 : 1;
}

struct Example {
  std::string text;
  std::string wire;
};

// A value of each type, and another one for arrays.
Example example(OptionType type, bool second, std::size_t tuple_length) {
  switch (type) {
    case OptionType::binary:
      return {"00ff7f", "00ff7f"};
    case OptionType::boolean:
      return second ? Example{"false", "00"} : Example{"true", "01"};
    case OptionType::fqdn:
      return second ? Example{"b.example.", "0162076578616d706c6500"} : Example{"a.org.", "0161036f726700"};
    case OptionType::ipv4_address:
      return second ? Example{"192.0.2.2", "c0000202"} : Example{"192.0.2.1", "c0000201"};
    case OptionType::ipv6_address:
      return second ? Example{"3000::2", "30000000000000000000000000000002"}
                    : Example{"2001:db8::1", "20010db8000000000000000000000001"};
    case OptionType::ipv6_prefix:
      return {"2001:db8:1::/48", "3020010db80001"};
    case OptionType::psid:
      return {"3/4", "043000"};
    case OptionType::string:
      return {"text\\,more", "746578742c6d6f7265"};
    case OptionType::tuple:
      return second ? Example{"bc", tuple_length == 1 ? "026263" : "00026263"}
                    : Example{"a", tuple_length == 1 ? "0161" : "000161"};
    case OptionType::uint8:
      return second ? Example{"0", "00"} : Example{"24", "18"};
    case OptionType::uint16:
      return second ? Example{"65535", "ffff"} : Example{"258", "0102"};
    case OptionType::uint32:
      return second ? Example{"4294967295", "ffffffff"} : Example{"16909060", "01020304"};
    case OptionType::int8:
      return {"-1", "ff"};
    case OptionType::int16:
      return {"-2", "fffe"};
    case OptionType::int32:
      return {"-3600", "fffff1f0"};
    default:
      return {};
  }
}

void append(Example& to, const Example& field) {
  to.text.append(to.text.empty() ? "" : ", ").append(field.text);
  to.wire += field.wire;
}

// What RFCs ask of single options beyond their types.
const Example* known(const OptionDefinition& definition) {
  static const std::pair<std::string_view, Example> examples[] = {
      {"classless-static-route", {"10.0.0.0/8 - 10.1.1.1", "080a0a010101"}},
      {"s46-rule", {"128, 16, 24, 192.0.2.0, 2001:db8:1::/48", "801018c00002003020010db80001"}},
      {"v4-dnr",
       {"1, a., 192.0.2.1, port=53",
        "0011000103016100"
        "04c0000201"
        "00030002"
        "0035"}},
      {"v6-dnr",
       {"1, a., 2001:db8::1, port=53",
        "00010003016100"
        "001020010db8000000000000000000000001"
        "00030002"
        "0035"}},
  };
  for (const auto& [name, value] : examples)
    if (definition.name == name) return &value;
  return nullptr;
}

Example example(const OptionDefinition& definition) {
  if (const Example* const special = known(definition)) return *special;
  Example made;
  const std::size_t tuple_length = octets_of_tuple_length(definition);
  const std::span<const OptionType> fields =
      definition.record.empty() ? std::span(&definition.type, 1) : definition.record;
  for (const OptionType field : fields) append(made, example(field, false, tuple_length));
  if (definition.array) append(made, example(fields.back(), true, tuple_length));
  return made;
}

TEST_CASE("each option of the standard goes from text to wire and back, as its type says") {
  std::set<OptionType> types;
  std::size_t count = 0;
  for (const StandardSpace& space : standard_spaces())
    for (const OptionDefinition& definition : space.by_code) {
      CAPTURE(definition.space);
      CAPTURE(definition.name);
      const Example value = example(definition);
      const auto encoded = encode_option_text(&definition, value.text, true);
      REQUIRE_MESSAGE(encoded, encoded.error().message);
      CHECK(to_hex(*encoded) == value.wire);
      CHECK(option_text(&definition, *from_hex(value.wire)) == value.text);
      // The same bytes, written as digits.
      const auto literal = encode_option_text(&definition, value.wire, false);
      REQUIRE_MESSAGE(literal, literal.error().message);
      CHECK(to_hex(*literal) == value.wire);
      types.insert(definition.type);
      types.insert(definition.record.begin(), definition.record.end());
      ++count;
    }
  CHECK(count > 200);
  CHECK(types.contains(OptionType::tuple));
  CHECK(types.contains(OptionType::psid));
}

TEST_CASE("an option that is an array takes one value or many, another one only the first") {
  for (const StandardSpace& space : standard_spaces())
    for (const OptionDefinition& definition : space.by_code) {
      if (known(definition) || !definition.record.empty() || definition.type == OptionType::empty) continue;
      CAPTURE(definition.name);
      const std::size_t tuple_length = octets_of_tuple_length(definition);
      const Example first = example(definition.type, false, tuple_length);
      const Example second = example(definition.type, true, tuple_length);
      const auto two = encode_option_text(&definition, first.text + "," + second.text, true);
      REQUIRE_MESSAGE(two, two.error().message);
      CHECK(to_hex(*two) == first.wire + (definition.array ? second.wire : ""));
    }
}

}  // namespace
}  // namespace dhcp
