#include "dhcpcore/query_input.hpp"

#include "classify/option_display.hpp"

namespace dhcp {

namespace {

class StandardOptions final : public OptionSource {
 public:
  explicit StandardOptions(DhcpVersion version) : version_(version) {}
  const OptionDefinition* find(std::string_view space, std::uint16_t code) const override {
    return find_definition(space, code, version_);
  }

 private:
  DhcpVersion version_;
};

}  // namespace

const OptionSource* QueryInput::source_of(const Lookup&) const {
  static const StandardOptions v4(DhcpVersion::v4), v6(DhcpVersion::v6);
  return version_ == DhcpVersion::v4 ? &v4 : &v6;
}

void QueryInput::option_text(const Lookup& what, std::string& text) const {
  std::uint8_t scratch[16];
  ByteView value;
  text.clear();
  if (lookup(what, scratch, value)) display_option(what, version_, source_of(what), value, text);
}

bool QueryInput::member(std::string_view name, std::uint32_t class_id) const {
  return class_id == no_class_id ? classes_.contains(name) : classes_.contains(ClassId{class_id});
}

}  // namespace dhcp
