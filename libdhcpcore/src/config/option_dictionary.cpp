#include "config/option_dictionary.hpp"

#include <algorithm>

namespace dhcp {

namespace {

using Refusal = std::optional<DefinitionError>;

constexpr std::uint16_t option_vendor_encapsulated = 43;

bool is_private(std::uint16_t code) {
  return code >= 224 && code <= 254;
}

std::string quoted(std::string_view text) {
  return '"' + std::string(text) + '"';
}

bool has_no_end(OptionType type) {
  return type == OptionType::string || type == OptionType::binary;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

Refusal read_record(std::string_view text, std::vector<OptionType>& record) {
  while (!trimmed(text).empty()) {
    const auto comma = std::min(text.find(','), text.size());
    const std::string_view name = trimmed(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
    const auto type = option_type(name);
    if (!type || *type == OptionType::record || *type == OptionType::empty || *type == OptionType::internal)
      return DefinitionError{"record-types", quoted(name) + " is no type of a record's field"};
    if (!record.empty() && has_no_end(record.back()))
      return DefinitionError{"record-types",
                             "only the last field may be a string or binary: what follows "
                             "one could not be told from it"};
    record.push_back(*type);
  }
  if (record.size() < 2) return DefinitionError{"record-types", "a record has two fields at least"};
  return {};
}

Refusal check_type(const OptionDefinitionSettings& settings, OptionType type,
                   const std::vector<OptionType>& record) {
  if (type != OptionType::record && !trimmed(settings.record_types).empty())
    return DefinitionError{"record-types", "only an option of type \"record\" has fields"};
  const OptionType last = record.empty() ? type : record.back();
  if (settings.array && (has_no_end(last) || last == OptionType::empty))
    return DefinitionError{"array",
                           "values of type " + quoted(option_type_name(last)) + " cannot be told apart"};
  if (settings.array && !settings.encapsulate.empty())
    return DefinitionError{"encapsulate", "an array leaves no room for sub-options"};
  if (settings.encapsulate == settings.space)
    return DefinitionError{"encapsulate", "an option cannot hold its own space"};
  return {};
}

}  // namespace

Result<const OptionDefinition*, DefinitionError> OptionDictionary::add(
    const OptionDefinitionSettings& settings) {
  if (!settings.code) return DefinitionError{"code", "missing, but mandatory"};
  const bool standard_space = settings.space == (version_ == DhcpVersion::v4 ? "dhcp4" : "dhcp6");
  const bool last_resort = version_ == DhcpVersion::v4 && *settings.code == option_vendor_encapsulated;
  if (standard_space && !last_resort &&
      (find_definition(settings.space, *settings.code, version_) ||
       find_definition(settings.space, std::string_view(settings.name), version_)))
    return DefinitionError{"code", quoted(settings.name) + " (code " + std::to_string(*settings.code) +
                                       ") is defined by the standard, which cannot be changed"};
  return insert(settings);
}

Result<const OptionDefinition*, DefinitionError> OptionDictionary::add_of_class(
    OptionDefinitionSettings settings) {
  if (!settings.code)
    if (const OptionDefinition* known = find(settings.space, std::string_view(settings.name)))
      settings.code = known->code;
  if (!settings.code) return DefinitionError{"code", "missing, but mandatory"};
  if (settings.space != "dhcp4" ||
      (*settings.code != option_vendor_encapsulated && !is_private(*settings.code)))
    return DefinitionError{"code", "a class may define option 43 and the options 224 to 254 only"};
  return insert(settings);
}

Result<const OptionDefinition*, DefinitionError> OptionDictionary::insert(
    const OptionDefinitionSettings& settings) {
  const bool standard_space = settings.space == (version_ == DhcpVersion::v4 ? "dhcp4" : "dhcp6");
  if (standard_space && (*settings.code == 0 || (version_ == DhcpVersion::v4 && *settings.code == 255)))
    return DefinitionError{
        "code", std::to_string(*settings.code) + " is no option of space " + quoted(settings.space)};
  const auto type = option_type(settings.type);
  if (!type || *type == OptionType::internal)
    return DefinitionError{"type", quoted(settings.type) + " is no type of an option"};
  auto owned = std::make_unique<Owned>();
  if (*type == OptionType::record)
    if (Refusal refusal = read_record(settings.record_types, owned->record)) return *std::move(refusal);
  if (Refusal refusal = check_type(settings, *type, owned->record)) return *std::move(refusal);

  owned->space = settings.space;
  owned->name = settings.name;
  owned->encapsulates = settings.encapsulate;
  OptionDefinition& definition = owned->definition;
  definition.space = owned->space;
  definition.code = *settings.code;
  definition.name = owned->name;
  definition.type = *type;
  definition.array = settings.array;
  definition.record = owned->record;
  definition.encapsulates = owned->encapsulates;
  definition.version = version_;
  definition.lenient_tuples = lenient_;
  if (!by_code_.try_emplace({definition.space, definition.code}, &definition).second)
    return DefinitionError{
        "code", std::to_string(definition.code) + " is defined twice in space " + quoted(settings.space)};
  if (!by_name_.try_emplace({definition.space, definition.name}, &definition).second) {
    by_code_.erase({definition.space, definition.code});
    return DefinitionError{"name",
                           quoted(settings.name) + " is defined twice in space " + quoted(settings.space)};
  }
  owned_.push_back(std::move(owned));
  return &owned_.back()->definition;
}

const OptionDefinition* OptionDictionary::find(std::string_view space, std::uint16_t code) const {
  if (const auto at = by_code_.find({space, code}); at != by_code_.end()) return at->second;
  return outer_ ? outer_->find(space, code) : find_definition(space, code, version_);
}

const OptionDefinition* OptionDictionary::find(std::string_view space, std::string_view name) const {
  if (const auto at = by_name_.find({space, name}); at != by_name_.end()) return at->second;
  return outer_ ? outer_->find(space, name) : find_definition(space, name, version_);
}

}  // namespace dhcp
