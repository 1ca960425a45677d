// `option-def` and `option-data`.
#include <algorithm>
#include <array>

#include "config/tables.hpp"

namespace dhcp {

namespace {

// What the limits and names of the protocols are is all they differ in.
constexpr auto option_data_fields(std::int64_t largest_code) {
  return std::to_array<Field>({
      field<&OptionDataSettings::name>("name", "The option's name; this or `code` is needed.").tersely(),
      field<&OptionDataSettings::code>("code", "The option's code.").range(0, largest_code),
      field<&OptionDataSettings::space>("space", "The option space. Default: that of the protocol."),
      field<&OptionDataSettings::csv_format>(
          "csv-format",
          "Whether `data` is comma-separated text; otherwise hexadecimal digits, or text between "
          "single quotes. Default: true when the option is known, else false."),
      field<&OptionDataSettings::data>("data", "The value."),
      field<&OptionDataSettings::always_send>("always-send",
                                              "Send it also to clients that do not ask for it."),
      field<&OptionDataSettings::never_send>("never-send", "Send it to nobody; this beats `always-send`."),
      context_field<&OptionDataSettings::context>(),
      comment_field<&OptionDataSettings::context>(),
  });
}

constexpr auto option_definition_fields(std::int64_t largest_code) {
  return std::to_array<Field>({
      field<&OptionDefinitionSettings::name>("name", "The option's name.").required(),
      field<&OptionDefinitionSettings::code>("code", "The option's code.").range(0, largest_code),
      field<&OptionDefinitionSettings::type>("type", "What its value is; \"record\" for several fields.")
          .required(),
      field<&OptionDefinitionSettings::array>("array", "Whether the value, or its last field, repeats."),
      field<&OptionDefinitionSettings::record_types>("record-types",
                                                     "The types of a record's fields, comma-separated."),
      field<&OptionDefinitionSettings::space>("space", "The option space. Default: that of the protocol."),
      field<&OptionDefinitionSettings::encapsulate>("encapsulate", "The space of its sub-options."),
      context_field<&OptionDefinitionSettings::context>(),
      comment_field<&OptionDefinitionSettings::context>(),
  });
}

// Letters, digits, '-' and '_', the last two not at the ends.
bool is_option_name(std::string_view text) {
  const auto inner = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
  };
  const auto outer = [](char c) { return c != '-' && c != '_'; };
  return !text.empty() && std::ranges::all_of(text, inner) && outer(text.front()) && outer(text.back());
}

void check_name(const std::string& name, std::string_view key, const Value& source,
                Diagnostics& diagnostics) {
  if (!is_option_name(name))
    diagnostics.error(source, key,
                      shown(name) +
                          " is no name of an option or space; allowed are letters, digits, and inside also "
                          "\"-\" and \"_\"");
}

// The space of an option; `own` is that of the protocol.
void complete_space(std::string& space, std::string_view own, const Value& source, Diagnostics& diagnostics) {
  if (space.empty()) space = own;
  check_name(space, "space", source, diagnostics);
  if (space != own && (space == "dhcp4" || space == "dhcp6"))
    diagnostics.error(
        source, "space",
        shown(space) + " holds the options of another protocol; here they are in " + shown(own));
}

void complete_option_data(OptionDataSettings& option, std::string_view space, const Value& source,
                          Diagnostics& diagnostics) {
  complete_space(option.space, space, source, diagnostics);
  if (option.name.empty() && !option.code)
    diagnostics.error(source, "neither \"name\" nor \"code\" is given; one of them is needed");
}

void complete_option_definition(OptionDefinitionSettings& option, std::string_view space, const Value& source,
                                Diagnostics& diagnostics) {
  complete_space(option.space, space, source, diagnostics);
  check_name(option.name, "name", source, diagnostics);
  if (!option.encapsulate.empty()) check_name(option.encapsulate, "encapsulate", source, diagnostics);
}

void check_option_data4(void* object, const Value& source, Diagnostics& diagnostics) {
  auto& option = *static_cast<OptionDataSettings*>(object);
  complete_option_data(option, "dhcp4", source, diagnostics);
  if (option.space == "dhcp4" && option.code && (*option.code == 0 || *option.code == 255))
    diagnostics.error(
        source, "code",
        std::to_string(*option.code) + " is no option, but padding or the end; allowed are 1 to 254");
}

void check_option_definition4(void* object, const Value& source, Diagnostics& diagnostics) {
  complete_option_definition(*static_cast<OptionDefinitionSettings*>(object), "dhcp4", source, diagnostics);
}

void check_option_data6(void* object, const Value& source, Diagnostics& diagnostics) {
  auto& option = *static_cast<OptionDataSettings*>(object);
  complete_option_data(option, "dhcp6", source, diagnostics);
  if (option.space == "dhcp6" && option.code && *option.code == 0)
    diagnostics.error(source, "code", "0 is no option; allowed are 1 to 65535");
}

void check_option_definition6(void* object, const Value& source, Diagnostics& diagnostics) {
  complete_option_definition(*static_cast<OptionDefinitionSettings*>(object), "dhcp6", source, diagnostics);
}

constexpr auto data_fields4 = option_data_fields(255);
constexpr FieldGroup data_groups4[] = {own(data_fields4)};
constexpr auto definition_fields4 = option_definition_fields(255);
constexpr FieldGroup definition_groups4[] = {own(definition_fields4)};
constexpr auto data_fields6 = option_data_fields(65535);
constexpr FieldGroup data_groups6[] = {own(data_fields6)};
constexpr auto definition_fields6 = option_definition_fields(65535);
constexpr FieldGroup definition_groups6[] = {own(definition_fields6)};

}  // namespace

constexpr Scope option_data_scope4 =
    scope<OptionDataSettings>("option-data", "An option and its value.", data_groups4, &check_option_data4);
constexpr Scope option_definition_scope4 =
    scope<OptionDefinitionSettings>("option-def", "What an option is called and what its value looks like.",
                                    definition_groups4, &check_option_definition4);
constexpr Scope option_data_scope6 =
    scope<OptionDataSettings>("option-data", "An option and its value.", data_groups6, &check_option_data6);
constexpr Scope option_definition_scope6 =
    scope<OptionDefinitionSettings>("option-def", "What an option is called and what its value looks like.",
                                    definition_groups6, &check_option_definition6);

}  // namespace dhcp
