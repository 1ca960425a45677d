// Whatever text arrives: reading ends, errors have a place, and what is written reads back the same; as JSON
// and as a configuration.
#include <cstdlib>
#include <string_view>

#include "dhcpcore/config4.hpp"

namespace {

using dhcp::Config4;
using dhcp::parse_json;

void require(bool condition) {
  if (!condition) std::abort();
}

void read_write_read(const dhcp::Value& value) {
  for (const unsigned indent : {0u, 2u}) {
    const auto again =
        parse_json(to_json(value, indent), "again", dhcp::JsonSyntax{false, false, false, false});
    require(again && again->value == value);
  }
}

void configure(const dhcp::Value& root) {
  const auto config = Config4::from_value(root);
  if (!config) return require(!config.error().message.empty());
  const dhcp::Value printed = (*config)->to_value();
  const auto again = Config4::from_value(printed);
  require(again && (*again)->to_value() == printed);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  // An include is the second half of the text, so that files include each other; not too often, since a file
  // may include many, and each of these as many.
  int files = 0;
  const auto open = [&](const std::string&) -> dhcp::Result<std::string> {
    if (++files > 20) return dhcp::Error{"enough"};
    return std::string(text.substr(size / 2));
  };
  for (const dhcp::JsonSyntax& syntax : {dhcp::config_file_syntax, dhcp::command_syntax}) {
    const auto json = parse_json(text, "input", syntax, open);
    if (!json) {
      require(json.error().message.find(':') != std::string::npos);
      continue;
    }
    read_write_read(json->value);
    configure(json->value);
  }
  return 0;
}
