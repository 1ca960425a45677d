#include "dhcpcore/query_input.hpp"

#include "classify/option_display.hpp"

namespace dhcp {

void QueryInput::option_text(const Lookup& what, std::string& text) const {
  std::uint8_t scratch[16];
  ByteView value;
  text.clear();
  if (lookup(what, scratch, value)) display_option(what, version_, value, text);
}

bool QueryInput::member(std::string_view name, std::uint32_t class_id) const {
  return class_id == no_class_id ? classes_.contains(name) : classes_.contains(ClassId{class_id});
}

}  // namespace dhcp
