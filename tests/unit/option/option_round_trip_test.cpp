#include <doctest/doctest.h>

#include <string_view>

#include "dhcpcore/option_definition.hpp"
#include "dhcpcore/random.hpp"
#include "option/field_text.hpp"
#include "option/option_tables.hpp"

namespace dhcp {
namespace {

std::uint8_t random_byte(Random& random) {
  return static_cast<std::uint8_t>(random.next());
}

void append_random(Bytes& out, std::size_t size, Random& random) {
  while (size-- > 0) out.push_back(random_byte(random));
}

// Characters that provoke the list syntax, without blanks at the ends.
void append_text(Bytes& out, std::size_t size, Random& random) {
  constexpr std::string_view inner = "a,b\\ '|\"0x-/";
  constexpr std::string_view outer = "a,b\\'|\"0x-/";
  for (std::size_t i = 0; i < size; ++i) {
    const std::string_view from = i == 0 || i + 1 == size ? outer : inner;
    out.push_back(static_cast<std::uint8_t>(from[random.below(from.size())]));
  }
}

void append_name(Bytes& out, Random& random) {
  for (std::uint64_t labels = random.below(4); labels > 0; --labels) {
    const std::size_t size = 1 + random.below(20);
    out.push_back(static_cast<std::uint8_t>(size));
    append_random(out, size, random);
  }
  out.push_back(0);
}

void append_prefix(Bytes& out, Random& random) {
  const auto length = static_cast<std::uint8_t>(random.below(129));
  Bytes address;
  append_random(address, 16, random);
  std::array<std::uint8_t, 16> bytes;
  std::ranges::copy(address, bytes.begin());
  const auto network = Ipv6Prefix{Ipv6Address(bytes), length}.network().bytes();
  out.push_back(length);
  out.insert(out.end(), network.begin(), network.begin() + (length + 7) / 8);
}

void append_psid(Bytes& out, Random& random) {
  const auto length = static_cast<unsigned>(random.below(17));
  const unsigned value = static_cast<unsigned>(random.below(65536)) & ~(0xffffu >> length);
  out.push_back(static_cast<std::uint8_t>(length));
  out.push_back(static_cast<std::uint8_t>(value >> 8));
  out.push_back(static_cast<std::uint8_t>(value));
}

void append_tuple(Bytes& out, std::size_t tuple_length, Random& random) {
  const std::size_t size = random.below(tuple_length == 1 ? 256 : 400);
  if (tuple_length == 2) out.push_back(static_cast<std::uint8_t>(size >> 8));
  out.push_back(static_cast<std::uint8_t>(size));
  append_text(out, size, random);
}

void append_value(Bytes& out, OptionType type, std::size_t tuple_length, Random& random) {
  switch (type) {
    case OptionType::boolean:
      return out.push_back(static_cast<std::uint8_t>(random.below(2)));
    case OptionType::uint8:
    case OptionType::int8:
      return append_random(out, 1, random);
    case OptionType::uint16:
    case OptionType::int16:
      return append_random(out, 2, random);
    case OptionType::uint32:
    case OptionType::int32:
    case OptionType::ipv4_address:
      return append_random(out, 4, random);
    case OptionType::ipv6_address:
      return append_random(out, 16, random);
    case OptionType::ipv6_prefix:
      return append_prefix(out, random);
    case OptionType::psid:
      return append_psid(out, random);
    case OptionType::fqdn:
      return append_name(out, random);
    case OptionType::tuple:
      return append_tuple(out, tuple_length, random);
    case OptionType::string:
      return append_text(out, 1 + random.below(40), random);
    default:
      return append_random(out, random.below(40), random);
  }
}

// RFC 7598 section 4.1.
void keep_rule_limits(Bytes& value) {
  value[0] &= 0x80;
  value[1] %= 49;
  value[2] %= 33;
  const Ipv4Prefix prefix{Ipv4Address::from_bytes(&value[3]), value[2]};
  std::ranges::copy(prefix.network().bytes(), &value[3]);
}

Bytes random_value(const OptionDefinition& definition, Random& random) {
  Bytes out;
  if (definition.type == OptionType::empty) return out;
  const std::size_t tuple_length = tuple_length_size(definition);
  const std::span<const OptionType> types =
      definition.type == OptionType::record ? definition.record : std::span(&definition.type, 1);
  for (const OptionType type : types) append_value(out, type, tuple_length, random);
  if (definition.array)
    for (std::uint64_t more = random.below(5); more > 0; --more)
      append_value(out, types.back(), tuple_length, random);
  if (definition.name == "s46-rule") keep_rule_limits(out);
  return out;
}

// Options whose text is not a list of their fields have tests of their own.
bool is_list_of_fields(const OptionDefinition& definition) {
  return definition.type != OptionType::internal && !definition.name.ends_with("-dnr");
}

template <class Check>
void for_each_standard_definition(Check check) {
  for (const StandardSpace& space : standard_spaces())
    for (const OptionDefinition& definition : space.by_code) check(definition);
}

TEST_CASE("every value of every standard option survives text") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    SeededRandom random(seed);
    for_each_standard_definition([&](const OptionDefinition& definition) {
      if (!is_list_of_fields(definition)) return;
      const Bytes value = random_value(definition, random);
      const std::string text = option_text(&definition, value);
      const auto back = encode_option_text(&definition, text, true);
      REQUIRE_MESSAGE(back, definition.name, ": ", text);
      CHECK_MESSAGE(to_hex(*back) == to_hex(value), definition.name, ": ", text);
    });
  }
}

TEST_CASE("routes survive text") {
  const OptionDefinition& routes = *find_definition("dhcp4", 121);
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    SeededRandom random(seed);
    Bytes value;
    for (std::uint64_t count = 1 + random.below(4); count > 0; --count) {
      const Ipv4Prefix destination{Ipv4Address(static_cast<std::uint32_t>(random.next())),
                                   static_cast<std::uint8_t>(random.below(33))};
      const auto network = destination.network().bytes();
      value.push_back(destination.length);
      value.insert(value.end(), network.begin(), network.begin() + (destination.length + 7) / 8);
      append_random(value, 4, random);
    }
    const auto back = encode_option_text(&routes, option_text(&routes, value), true);
    REQUIRE(back);
    CHECK(to_hex(*back) == to_hex(value));
  }
}

TEST_CASE("any bytes are shown, in a form that leads back to them") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    SeededRandom random(seed);
    for_each_standard_definition([&](const OptionDefinition& definition) {
      Bytes value;
      append_random(value, random.below(24), random);
      const std::string text = option_text(&definition, value);
      const auto literal = encode_option_text(&definition, to_hex(value), false);
      if (text == to_hex(value)) return;
      REQUIRE_MESSAGE(literal, definition.name, ": ", text);
      CHECK(to_hex(*literal) == to_hex(value));
      const auto back = encode_option_text(&definition, text, true);
      REQUIRE_MESSAGE(back, definition.name, ": ", text);
      // A compressed name is written out, so it may come back longer.
      CHECK(back->size() >= value.size());
    });
  }
}

}  // namespace
}  // namespace dhcp
