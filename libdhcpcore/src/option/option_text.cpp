#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "dhcpcore/option_definition.hpp"
#include "option/dnr_text.hpp"
#include "option/field_list.hpp"
#include "option/field_text.hpp"
#include "option/route_text.hpp"
#include "option/value_limits.hpp"

namespace dhcp {

namespace {

/// The options whose text is more than a list of their fields.
enum class TextForm { fields, routes, resolvers };

TextForm text_form(const OptionDefinition& definition) {
  const bool v4 = definition.version == DhcpVersion::v4;
  if (definition.space != (v4 ? "dhcp4" : "dhcp6")) return TextForm::fields;
  if (v4 && definition.code == 121) return TextForm::routes;
  return definition.code == (v4 ? 162 : 144) ? TextForm::resolvers : TextForm::fields;
}

std::span<const OptionType> field_types(const OptionDefinition& definition) {
  if (definition.type == OptionType::record) return definition.record;
  if (definition.type == OptionType::empty) return {};
  return {&definition.type, 1};
}

// Lists of addresses may be empty, in DHCPv6 those of names and texts too, and so may bytes of any kind.
bool may_be_empty(const OptionDefinition& definition) {
  switch (definition.type) {
    case OptionType::ipv4_address:
    case OptionType::ipv6_address:
      return definition.array;
    case OptionType::fqdn:
    case OptionType::tuple:
      return definition.array && definition.version == DhcpVersion::v6;
    case OptionType::binary:
    case OptionType::internal:
      return true;
    default:
      return false;
  }
}

Error in_field(std::size_t index, std::string_view problem) {
  return Error{fmt::format("field {}: {}", index + 1, problem)};
}

Result<Bytes> encode_fields(const OptionDefinition& definition, std::string_view text) {
  const auto types = field_types(definition);
  const auto fields = split_fields(text, ',');
  if (fields.empty() && may_be_empty(definition)) return Bytes();
  if (definition.type == OptionType::empty && !fields.empty())
    return Error{fmt::format("field 1: \"{}\": an option of type empty has no value", fields[0])};
  if (fields.size() < types.size())
    return in_field(fields.size(),
                    fmt::format("a value of type {} is missing", option_type_name(types[fields.size()])));
  Bytes out;
  const std::size_t tuple_length = tuple_length_size(definition);
  const std::size_t used = definition.array ? fields.size() : types.size();
  for (std::size_t i = 0; i < used; ++i) {
    const OptionType type = types[std::min(i, types.size() - 1)];
    const auto appended = append_field(type, fields[i], tuple_length, out);
    if (!appended) return in_field(i, appended.error().message);
  }
  if (out.empty() && !types.empty() && !may_be_empty(definition)) return in_field(0, "the value is empty");
  return out;
}

struct WireFields {
  std::optional<std::string> text;  ///< nullopt: cannot be written
  std::size_t size = 0;             ///< octets that the fields take
};

Result<WireFields> read_fields(const OptionDefinition& definition, ByteView value) {
  const auto types = field_types(definition);
  if (value.empty() && may_be_empty(definition)) return WireFields{std::string(), 0};
  const TupleForm tuples{tuple_length_size(definition)};
  WireFields read{std::string(), 0};
  for (std::size_t i = 0;
       i < types.size() || (definition.array && !types.empty() && read.size < value.size()); ++i) {
    const auto field = read_field(types[std::min(i, types.size() - 1)], value, tuples, read.size);
    if (!field) return in_field(i, field.error().message);
    if (!*field) read.text.reset();
    if (read.text) join_field(*read.text, **field, ',');
  }
  if (read.size == 0 && !types.empty()) return in_field(0, "the value is empty");
  return read;
}

Result<WireFields> read_value(const OptionDefinition& definition, ByteView value) {
  const TextForm form = text_form(definition);
  if (form == TextForm::fields) return read_fields(definition, value);
  auto text = form == TextForm::routes ? read_routes(value) : read_resolvers(definition.version, value);
  if (!text) return text.error();
  return WireFields{std::move(*text), value.size()};
}

Result<Bytes> within_limits(const OptionDefinition& definition, Bytes value) {
  if (auto limited = apply_limits(definition, value); !limited) return limited.error();
  return value;
}

bool keeps_limits(const OptionDefinition& definition, ByteView value) {
  const auto limited = within_limits(definition, Bytes(value.begin(), value.end()));
  return limited && std::ranges::equal(*limited, value);
}

// Hexadecimal digits, or the characters between single quotes.
Result<Bytes> literal_bytes(std::string_view text) {
  const std::string_view quoted = trim(text);
  if (quoted.size() > 2 && quoted.starts_with('\'') && quoted.ends_with('\'')) {
    const ByteView inner = as_bytes(quoted.substr(1, quoted.size() - 2));
    return Bytes(inner.begin(), inner.end());
  }
  auto bytes = from_hex(text);
  if (!bytes)
    return Error{fmt::format("\"{}\" is neither hexadecimal digits nor text between single quotes", text)};
  return std::move(*bytes);
}

}  // namespace

Result<std::vector<std::uint8_t>> encode_option_text(const OptionDefinition* definition,
                                                     std::string_view text, bool csv) {
  if (definition && csv) {
    switch (text_form(*definition)) {
      case TextForm::fields: {
        auto bytes = encode_fields(*definition, text);
        return bytes ? within_limits(*definition, *std::move(bytes)) : bytes;
      }
      case TextForm::routes:
        return encode_routes(text);
      case TextForm::resolvers:
        return encode_resolvers(definition->version, text);
    }
  }
  auto bytes = literal_bytes(text);
  if (!bytes || !definition) return bytes;
  const auto read = read_value(*definition, *bytes);
  if (!read) return read.error();
  bytes->resize(read->size);
  return within_limits(*definition, *std::move(bytes));
}

std::string option_text(const OptionDefinition* definition, ByteView value) {
  if (definition) {
    auto read = read_value(*definition, value);
    if (read && read->text && read->size == value.size() && keeps_limits(*definition, value))
      return std::move(*read->text);
  }
  return to_hex(value);
}

}  // namespace dhcp
