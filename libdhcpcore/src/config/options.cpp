#include "config/options.hpp"

#include <algorithm>
#include <tuple>

#include "dhcpcore/bytes.hpp"

namespace dhcp {

namespace {

using Bytes = std::vector<std::uint8_t>;

// What the protocols differ in.
struct Format {
  DhcpVersion version;
  std::string_view space;
  std::uint16_t vendor_class;
  std::uint16_t vendor_options;
  std::size_t longest;  // bytes that the length of an option can tell
};
constexpr Format formats[] = {{DhcpVersion::v4, "dhcp4", 124, 125, 0xff},
                              {DhcpVersion::v6, "dhcp6", 16, 17, 0xffff}};

const Format& format_of(DhcpVersion version) {
  return formats[version == DhcpVersion::v4 ? 0 : 1];
}

constexpr std::string_view vendor_prefix = "vendor-";
// Spaces may encapsulate each other in a circle, which would never end.
constexpr int deepest_nesting = 8;

auto key_of(const ScopeOption& option) {
  return std::tuple(option.space, option.option.code, option.enterprise);
}

// The definition that name and code stand for; null for a code without definition.
const OptionDefinition* definition_of(const OptionDataSettings& option, const Value& source,
                                      const OptionDictionary& dictionary, Diagnostics& diagnostics) {
  const OptionDefinition* const by_code = option.code ? dictionary.find(option.space, *option.code) : nullptr;
  if (option.name.empty()) return by_code;
  const OptionDefinition* const by_name = dictionary.find(option.space, std::string_view(option.name));
  if (!by_name && !option.code)
    diagnostics.error(source, "name",
                      "\"" + option.name + "\" is no option of space \"" + option.space +
                          "\"; expected a standard name, that of an \"option-def\", or a code");
  if (by_name && option.code && by_name->code != *option.code)
    diagnostics.error(source, "code",
                      "\"" + option.name + "\" has code " + std::to_string(by_name->code) + ", not " +
                          std::to_string(*option.code));
  return by_name ? by_name : by_code;
}

// The options of vendors begin with the number of an enterprise.
std::uint32_t enterprise_of(const OptionValue& option, std::string_view space, const Format& format) {
  if (space != format.space || (option.code != format.vendor_class && option.code != format.vendor_options) ||
      option.value.size() < sizeof(std::uint32_t))
    return 0;
  return Ipv4Address::from_bytes(option.value.data()).value();
}

ScopeOption read_option(const OptionDataSettings& settings, const Value& source,
                        const OptionDictionary& dictionary, Diagnostics& diagnostics) {
  ScopeOption read;
  read.space = settings.space;
  read.definition = definition_of(settings, source, dictionary, diagnostics);
  OptionValue& option = read.option;
  option.code = read.definition ? read.definition->code : settings.code.value_or(0);
  option.always_send = settings.always_send;
  option.never_send = settings.never_send;
  if (diagnostics.failed() || (settings.never_send && settings.data.empty())) return read;
  if (!read.definition && settings.csv_format.value_or(false))
    diagnostics.error(source, "csv-format",
                      "true needs a definition, and option " + std::to_string(option.code) + " has none");
  auto value = encode_option_text(read.definition, settings.data,
                                  settings.csv_format.value_or(read.definition != nullptr));
  if (value)
    option.value = std::move(*value);
  else
    diagnostics.error(source, "data", value.error().message);
  const Format& format = format_of(dictionary.version());
  read.enterprise = enterprise_of(option, read.space, format);
  if (format.version == DhcpVersion::v6 && option.value.size() > format.longest)
    diagnostics.error(source, "data",
                      "has " + std::to_string(option.value.size()) + " bytes; an option has at most " +
                          std::to_string(format.longest));
  return read;
}

// A code or a length: one byte in DHCPv4, two in DHCPv6.
void append_number(std::size_t number, const Format& format, Bytes& out) {
  if (format.version == DhcpVersion::v6) out.push_back(static_cast<std::uint8_t>(number >> 8));
  out.push_back(static_cast<std::uint8_t>(number));
}

// Code, length, value; long values in several pieces (RFC 3396 section 8). Those of DHCPv6 that need pieces
// are longer than any datagram.
void append_sub_option(std::uint16_t code, ByteView value, const Format& format, Bytes& out) {
  do {
    const ByteView chunk = value.first(std::min(value.size(), format.longest));
    append_number(code, format, out);
    append_number(chunk.size(), format, out);
    out.insert(out.end(), chunk.begin(), chunk.end());
    value = value.subspan(chunk.size());
  } while (!value.empty());
}

std::pair<ScopeOptions::const_iterator, ScopeOptions::const_iterator> in_space(const ScopeOptions& options,
                                                                               std::string_view space) {
  const auto range = std::ranges::equal_range(options, space, {}, &ScopeOption::space);
  return {range.begin(), range.end()};
}

// What cannot be requested, as sub-options cannot, has no use for `never-send`; but there must be a value.
bool is_only_a_flag(const OptionValue& option) {
  return option.never_send && option.value.empty();
}

// A value with the sub-options of its space behind it.
Bytes content_of(const ScopeOption& option, const ScopeOptions& visible, const Format& format,
                 int depth = 0) {
  Bytes content = option.option.value;
  const std::string_view space = option.definition ? option.definition->encapsulates : std::string_view();
  if (space.empty() || depth == deepest_nesting || option.enterprise != 0) return content;
  const auto [first, last] = in_space(visible, space);
  for (auto inner = first; inner != last; ++inner)
    if (!is_only_a_flag(inner->option))
      append_sub_option(inner->option.code, content_of(*inner, visible, format, depth + 1), format, content);
  return content;
}

std::optional<std::uint32_t> enterprise_of_space(std::string_view space) {
  if (!space.starts_with(vendor_prefix) || space.size() > vendor_prefix.size() + 10) return std::nullopt;
  space.remove_prefix(vendor_prefix.size());
  std::uint64_t number = 0;
  for (const char c : space) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + static_cast<std::uint64_t>(c - '0');
  }
  if (space.empty() || number > 0xffffffff) return std::nullopt;
  return static_cast<std::uint32_t>(number);
}

VendorOptions& vendor(std::vector<VendorOptions>& vendors, std::uint32_t enterprise) {
  const auto at = std::ranges::lower_bound(vendors, enterprise, {}, &VendorOptions::enterprise);
  if (at != vendors.end() && at->enterprise == enterprise) return *at;
  VendorOptions made;
  made.enterprise = enterprise;
  return *vendors.insert(at, std::move(made));
}

void add_flags(OptionValue& to, const OptionValue& from) {
  to.always_send |= from.always_send;
  to.never_send |= from.never_send;
}

}  // namespace

std::unique_ptr<const OptionDictionary> define_options(const std::vector<OptionDefinitionSettings>& settings,
                                                       DhcpVersion version, bool lenient, const Value& source,
                                                       Diagnostics& diagnostics) {
  auto dictionary = std::make_unique<OptionDictionary>(version, lenient);
  for (std::size_t i = 0; i < settings.size(); ++i)
    if (const auto definition = dictionary->add(settings[i]); !definition)
      diagnostics.error(source.find("option-def")->as_list()[i], definition.error().key,
                        definition.error().message);
  return dictionary;
}

ScopeOptions read_options(const std::vector<OptionDataSettings>& settings, const Value& source,
                          const OptionDictionary& dictionary, Diagnostics& diagnostics) {
  ScopeOptions options;
  options.reserve(settings.size());
  for (std::size_t i = 0; i < settings.size() && !diagnostics.failed(); ++i) {
    const Value& place = source.find("option-data")->as_list()[i];
    ScopeOption option = read_option(settings[i], place, dictionary, diagnostics);
    const auto at = std::ranges::lower_bound(options, key_of(option), {}, key_of);
    if (at == options.end() || key_of(*at) != key_of(option)) {
      options.insert(at, std::move(option));
      continue;
    }
    diagnostics.warning(place, "option " + std::to_string(option.option.code) +
                                   " is given a second time in this scope; the later one is used");
    *at = std::move(option);
  }
  return options;
}

ScopeOptions merge_options(const ScopeOptions& inner, const ScopeOptions& outer) {
  ScopeOptions merged;
  merged.reserve(inner.size() + outer.size());
  auto i = inner.begin();
  for (const ScopeOption& option : outer) {
    while (i != inner.end() && key_of(*i) < key_of(option)) merged.push_back(*i++);
    if (i != inner.end() && key_of(*i) == key_of(option)) {
      merged.push_back(*i++);
      add_flags(merged.back().option, option.option);
    } else {
      merged.push_back(option);
    }
  }
  merged.insert(merged.end(), i, inner.end());
  return merged;
}

CompiledOptions encapsulate(const ScopeOptions& own, const ScopeOptions& visible, DhcpVersion version) {
  const Format& format = format_of(version);
  CompiledOptions compiled;
  for (const ScopeOption& option : own) {
    if (option.enterprise != 0) {
      VendorOptions& of = vendor(compiled.vendors, option.enterprise);
      (option.option.code == format.vendor_options ? of.container : of.vendor_class) = option.option;
    } else if (option.space == format.space) {
      compiled.options.push_back(option.option);
      if (!option.option.never_send) compiled.options.back().value = content_of(option, visible, format);
    } else if (const auto enterprise = enterprise_of_space(option.space)) {
      OptionSet& set = vendor(compiled.vendors, *enterprise).options;
      set.push_back(option.option);
      if (!option.option.never_send) set.back().value = content_of(option, visible, format);
    }
  }
  return compiled;
}

CompiledOptions encapsulate_over(const ScopeOptions& own, const ScopeOptions& outer, DhcpVersion version) {
  const bool contains = std::ranges::any_of(own, [](const ScopeOption& option) {
    return option.definition && !option.definition->encapsulates.empty();
  });
  return contains ? encapsulate(own, merge_options(own, outer), version) : encapsulate(own, own, version);
}

}  // namespace dhcp
