#include "classify/option_display.hpp"

#include <fmt/format.h>

#include <iterator>

#include "dhcpcore/option_run.hpp"
#include "dhcpcore/packet4.hpp"
#include "dhcpcore/packet6.hpp"
#include "option/field_text.hpp"

namespace dhcp {

namespace {

constexpr std::uint16_t vendor_options4 = 125;

bool is_vendor_options(const OptionDefinition& definition) {
  return definition.version == DhcpVersion::v4
             ? definition.space == "dhcp4" && definition.code == vendor_options4
             : definition.space == "dhcp6" && definition.code == option6::vendor_options;
}

// Where the sub-options of a value are defined; empty when it has none.
std::string sub_option_space(const OptionDefinition& definition, ByteView value) {
  if (is_vendor_options(definition)) return fmt::format("vendor-{}", ByteReader(value).u32());
  return std::string(definition.encapsulates);
}

// Sub-options nest (an IA holds an address, that a status); what lies deeper is shown as octets, so that
// nobody can exhaust the stack.
constexpr int max_depth = 8;

std::span<const OptionType> field_types(const OptionDefinition& definition) {
  static constexpr OptionType vendor_header4[] = {OptionType::uint32, OptionType::uint8};
  if (definition.version == DhcpVersion::v4 && is_vendor_options(definition)) return vendor_header4;
  if (definition.type == OptionType::record) return definition.record;
  if (definition.type == OptionType::empty) return {};
  return {&definition.type, 1};
}

// Reads the fields of a value one after the other and gives each to `visit`, with its octets and, if there is
// a way to write it, its text. Returns how many octets they take: behind them are sub-options.
template <class Visit>
Result<std::size_t> read_fields(const OptionDefinition& definition, ByteView value, Visit visit) {
  const auto types = field_types(definition);
  const TupleForm tuples{tuple_length_size(definition), definition.lenient_tuples};
  std::size_t offset = 0;
  for (std::size_t i = 0; i < types.size() || (definition.array && !types.empty() && offset < value.size());
       ++i) {
    const OptionType type = types[std::min(i, types.size() - 1)];
    const std::size_t begin = offset;
    if (type == OptionType::binary) {
      visit(type, value.subspan(begin), std::nullopt);
      return value.size();
    }
    auto text = read_field(type, value, tuples, offset);
    if (!text) return std::move(text).error();
    visit(type, value.subspan(begin, offset - begin), *text);
  }
  return offset;
}

bool is_address(OptionType type) {
  return type == OptionType::ipv4_address || type == OptionType::ipv6_address;
}
bool is_name(OptionType type) {
  return type == OptionType::fqdn || type == OptionType::string || type == OptionType::tuple;
}

// Shows one option, and within it its sub-options.
class Display {
 public:
  Display(DhcpVersion version, const OptionSource* source, std::string& text)
      : version_(version), source_(source), text_(text) {}

  void show(std::uint16_t code, const OptionDefinition* definition, ByteView value, int depth) {
    const int digits = version_ == DhcpVersion::v4 ? 3 : 5;
    print("type={:0{}}, len={:0{}}:", code, digits, value.size(), digits);
    const std::size_t before = text_.size();
    if (definition != nullptr && definition->type != OptionType::binary && depth < max_depth &&
        show_fields(*definition, value, depth))
      return;
    text_.resize(before);
    text_ += ' ';
    show_octets(value);
  }

 private:
  template <class... Arguments>
  void print(fmt::format_string<const Arguments&...> format, const Arguments&... arguments) {
    fmt::format_to(std::back_inserter(text_), format, arguments...);
  }

  void show_octets(ByteView value) {
    for (std::size_t i = 0; i < value.size(); ++i) print("{}{:02x}", i == 0 ? "" : ":", value[i]);
  }

  void show_field(const OptionDefinition& definition, OptionType type, const std::string& text) {
    if (definition.array && is_address(type))
      print(" {}", text);
    else if (is_name(type))
      print(" \"{}\" ({})", text, option_type_name(type));
    else
      print(" {}{}({})", text, definition.array ? "" : " ", option_type_name(type));
  }

  bool show_fields(const OptionDefinition& definition, ByteView value, int depth) {
    bool shown = true;
    const auto size = read_fields(
        definition, value, [&](OptionType type, ByteView octets, const std::optional<std::string>& text) {
          if (type == OptionType::binary) {
            text_ += ' ';
            show_octets(octets);
          } else if (text) {
            show_field(definition, type, *text);
          } else {
            shown = false;
          }
        });
    if (!size || !shown) return false;
    const ByteView rest = value.subspan(*size);
    if (value.empty()) text_ += ' ';
    if (rest.empty()) return true;
    const std::string space = sub_option_space(definition, value);
    return !space.empty() && show_sub_options(space, rest, depth);
  }

  bool show_sub_options(std::string_view space, ByteView options, int depth) {
    text_ += ",\noptions:";
    return version_ == DhcpVersion::v4 ? show_run(space, SubOptions4(options), depth)
                                       : show_run(space, Options6(options), depth);
  }

  template <class Run>
  bool show_run(std::string_view space, Run options, int depth) {
    for (const auto& [code, content] : options) {
      print("\n{:{}}", "", 2 * (depth + 1));
      show(code, source_->find(space, std::uint16_t{code}), content, depth + 1);
    }
    return options.whole();
  }

  DhcpVersion version_;
  const OptionSource* source_;  // null: there are no definitions
  std::string& text_;
};

struct Named {
  std::uint16_t code;
  const OptionDefinition* definition;
};

Named resolve(const Lookup& what, DhcpVersion version, const OptionSource& source) {
  const std::string_view space = version == DhcpVersion::v4 ? "dhcp4" : "dhcp6";
  switch (what.what) {
    case Lookup::What::sub_option: {
      const OptionDefinition* outer = source.find(space, what.code);
      return {what.sub_code, outer == nullptr ? nullptr : source.find(outer->encapsulates, what.sub_code)};
    }
    case Lookup::What::relay4_option:
      return {what.code, source.find("dhcp-agent-options-space", what.code)};
    case Lookup::What::vendor_option:
      return {what.code, source.find(fmt::format("vendor-{}", what.enterprise), what.code)};
    default:
      return {what.code, source.find(space, what.code)};
  }
}

}  // namespace

void display_option(const Lookup& what, DhcpVersion version, const OptionSource* source, ByteView value,
                    std::string& text) {
  const Named option = source ? resolve(what, version, *source) : Named{what.code, nullptr};
  const bool top_level = what.what == Lookup::What::option || what.what == Lookup::What::relay6_option;
  if (top_level && option.definition != nullptr && option.definition->type == OptionType::string &&
      !option.definition->array)
    text += without_trailing_nuls(as_text(value));
  else
    Display(version, source, text).show(option.code, option.definition, value, 0);
}

Result<std::size_t> size_of_fields(const OptionDefinition& definition, ByteView value) {
  return read_fields(definition, value, [](auto&&...) {});
}

}  // namespace dhcp
