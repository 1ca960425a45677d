/// @file
/// The option definitions of a configuration: its own, and the standard ones under them.
/// @floor config
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/settings.hpp"
#include "dhcpcore/option_source.hpp"

namespace dhcp {

/// Why a definition was refused: which of its keys, and the reason.
struct DefinitionError {
  std::string_view key;
  std::string message;
};

/// Owns definitions; those it returns live as long as it does. Immutable, hence safe to share, when filled.
class OptionDictionary final : public OptionSource {
 public:
  /// `lenient`: whether definitions added here have lenient tuples (`lenient-option-parsing`).
  explicit OptionDictionary(DhcpVersion version, bool lenient = false)
      : version_(version), lenient_(lenient), outer_(nullptr) {}
  /// For definitions that hold in a part of the configuration. `outer`, which must live longer, is asked for
  /// what is not defined here.
  explicit OptionDictionary(const OptionDictionary* outer)
      : version_(outer->version_), lenient_(outer->lenient_), outer_(outer) {}

  DhcpVersion version() const { return version_; }

  /// Adds a definition that anybody may use. Refuses what would not work and what the standard defines.
  Result<const OptionDefinition*, DefinitionError> add(const OptionDefinitionSettings& settings);
  /// Adds one of a client class: of option 43 or a private option (224 to 254), which the standard leaves to
  /// sites.
  Result<const OptionDefinition*, DefinitionError> add_of_class(OptionDefinitionSettings settings);

  /// Null when there is none.
  const OptionDefinition* find(std::string_view space, std::uint16_t code) const override;
  const OptionDefinition* find(std::string_view space, std::string_view name) const;

 private:
  struct Owned {
    std::string space;
    std::string name;
    std::string encapsulates;
    std::vector<OptionType> record;
    OptionDefinition definition;
  };
  Result<const OptionDefinition*, DefinitionError> insert(const OptionDefinitionSettings& settings);

  DhcpVersion version_;
  bool lenient_;
  const OptionDictionary* outer_;  // null: the standard
  std::vector<std::unique_ptr<const Owned>> owned_;
  std::map<std::pair<std::string_view, std::uint16_t>, const OptionDefinition*> by_code_;
  std::map<std::pair<std::string_view, std::string_view>, const OptionDefinition*> by_name_;
};

}  // namespace dhcp
