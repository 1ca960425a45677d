// What reservations are made by.
#include "config/tables.hpp"
#include "dhcpcore/bytes.hpp"

namespace dhcp {

namespace {

// One type serves the keys of all identifiers; the field's tag says which it is.
void read_identifier(const Field& field, const Value& value, void* member, Diagnostics& diagnostics) {
  auto& setting = *static_cast<IdentifierSetting*>(member);
  if (!setting.bytes.empty())
    return diagnostics.error(value, "the reservation has another identifier already; exactly one is allowed");
  std::string text;
  if (!field_types::read_text(Field{}, value, text, diagnostics)) return;
  if (text.size() > 2 && text.front() == '\'' && text.back() == '\'')
    setting.bytes.assign(text.begin() + 1, text.end() - 1);
  else if (auto bytes = from_hex(text))
    setting.bytes = std::move(*bytes);
  if (setting.bytes.empty() || setting.bytes.size() > static_cast<std::size_t>(field.most))
    return diagnostics.error(value, shown(value) + " is no identifier of this kind; expected 1 to " +
                                        std::to_string(field.most) +
                                        " bytes in hexadecimal digits or as text between single quotes");
  setting.type = static_cast<HostIdentifierType>(field.tag);
}

Value write_identifier(const Field& field, const void* member) {
  const auto& setting = *static_cast<const IdentifierSetting*>(member);
  if (setting.bytes.empty() || setting.type != static_cast<HostIdentifierType>(field.tag)) return {};
  return to_hex(setting.bytes, ':');
}

}  // namespace

const FieldType identifier_type{"identifier", &read_identifier, &write_identifier, [](void*, const void*) {}};

}  // namespace dhcp
