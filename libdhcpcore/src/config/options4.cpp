#include <algorithm>

#include "config/compile4.hpp"
#include "dhcpcore/option_definition.hpp"

namespace dhcp {

namespace {

// The definition that name and code stand for; null for a code without definition.
const OptionDefinition* definition_of(const OptionDataSettings& option, const Value& source,
                                      Diagnostics& diagnostics) {
  const OptionDefinition* const by_code = option.code ? find_definition(option.space, *option.code) : nullptr;
  if (option.name.empty()) return by_code;
  const OptionDefinition* const by_name = find_definition(option.space, std::string_view(option.name));
  if (!by_name && !option.code)
    diagnostics.error(source, "name",
                      "\"" + option.name + "\" is no option of space \"" + option.space +
                          "\"; expected a standard name, or a code");
  if (by_name && option.code && by_name->code != *option.code)
    diagnostics.error(source, "code",
                      "\"" + option.name + "\" has code " + std::to_string(by_name->code) + ", not " +
                          std::to_string(*option.code));
  return by_name ? by_name : by_code;
}

OptionValue compile_option(const OptionDataSettings& option, const Value& source, Diagnostics& diagnostics) {
  const OptionDefinition* const definition = definition_of(option, source, diagnostics);
  OptionValue compiled;
  compiled.code = definition ? static_cast<std::uint8_t>(definition->code) : option.code.value_or(0);
  compiled.always_send = option.always_send;
  compiled.never_send = option.never_send;
  if (compiled.code == 0 || (option.never_send && option.data.empty())) return compiled;
  if (!definition && option.csv_format.value_or(false))
    diagnostics.error(source, "csv-format",
                      "true needs a definition, and option " + std::to_string(compiled.code) + " has none");
  auto value = encode_option_text(definition, option.data, option.csv_format.value_or(definition != nullptr));
  if (value)
    compiled.value = std::move(*value);
  else
    diagnostics.error(source, "data", value.error().message);
  return compiled;
}

}  // namespace

OptionSet compile_options4(const std::vector<OptionDataSettings>& settings, const Value& source,
                           Diagnostics& diagnostics) {
  OptionSet options;
  options.reserve(settings.size());
  for (std::size_t i = 0; i < settings.size(); ++i) {
    const Value& place = source.find("option-data")->as_list()[i];
    OptionValue option = compile_option(settings[i], place, diagnostics);
    const auto at = std::ranges::lower_bound(options, option.code, {}, &OptionValue::code);
    if (at == options.end() || at->code != option.code) {
      options.insert(at, std::move(option));
      continue;
    }
    diagnostics.warning(place, "option " + std::to_string(option.code) +
                                   " is given a second time in this scope; the later one is used");
    *at = std::move(option);
  }
  return options;
}

OptionSet merge_options(const OptionSet& inner, const OptionSet& outer) {
  OptionSet merged;
  merged.reserve(inner.size() + outer.size());
  auto i = inner.begin();
  for (const OptionValue& option : outer) {
    while (i != inner.end() && i->code < option.code) merged.push_back(*i++);
    if (i != inner.end() && i->code == option.code) {
      merged.push_back(*i++);
      merged.back().always_send |= option.always_send;
      merged.back().never_send |= option.never_send;
    } else {
      merged.push_back(option);
    }
  }
  merged.insert(merged.end(), i, inner.end());
  return merged;
}

}  // namespace dhcp
