// Whatever an operator writes or a client sends as the value of an option: encoding and showing it end, and
// what is shown leads back to the same bytes.
#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "dhcpcore/option_definition.hpp"
#include "option/option_tables.hpp"

namespace {

using dhcp::ByteView;
using dhcp::OptionDefinition;

void require(bool condition) {
  if (!condition) std::abort();
}

const OptionDefinition& pick(std::uint16_t number) {
  static const std::vector<const OptionDefinition*> all = [] {
    std::vector<const OptionDefinition*> definitions;
    for (const dhcp::StandardSpace& space : dhcp::standard_spaces())
      for (const OptionDefinition& definition : space.by_code) definitions.push_back(&definition);
    return definitions;
  }();
  return *all[number % all.size()];
}

// The text of encoded bytes encodes to them again, unless it had to be hexadecimal.
void show_and_read_back(const OptionDefinition& definition, ByteView value) {
  const std::string text = dhcp::option_text(&definition, value);
  if (text == dhcp::to_hex(value)) return;
  const auto back = dhcp::encode_option_text(&definition, text, true);
  require(back.has_value());
  const std::string again = dhcp::option_text(&definition, *back);
  require(again == text);
}

void encode(const OptionDefinition& definition, std::string_view text, bool csv) {
  const auto bytes = dhcp::encode_option_text(&definition, text, csv);
  if (!bytes) {
    require(!bytes.error().message.empty());
    return;
  }
  // What text gave, hexadecimal digits give too: the fields are complete, and nothing is behind them.
  const auto literal = dhcp::encode_option_text(&definition, dhcp::to_hex(*bytes), false);
  require(literal.has_value() && *literal == *bytes);
  show_and_read_back(definition, *bytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  dhcp::ByteReader reader({data, size});
  const OptionDefinition& definition = pick(reader.u16());
  const ByteView rest = reader.rest();
  encode(definition, dhcp::as_text(rest), true);
  encode(definition, dhcp::as_text(rest), false);
  show_and_read_back(definition, rest);
  return 0;
}
