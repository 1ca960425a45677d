/// @file
/// By which definitions the options of a DHCPv4 query are read.
/// @floor classify
#pragma once

#include <array>
#include <cstdint>

#include "dhcpcore/option_source.hpp"

namespace dhcp {

/// What options 43 and 224 to 254 look like may be a matter of the client's class: they wait until its
/// classes are known, all others are as configured. Refers to the sources; not for several threads.
class QueryDefinitions4 {
 public:
  static constexpr bool waits(std::uint16_t code) { return code == 43 || (code >= 224 && code <= 254); }

  /// A query begins.
  void begin(const OptionSource& configured) {
    configured_ = &configured;
    decided_ = false;
  }
  /// The classes are known: what `define` does not say is as configured.
  void decide() {
    of_class_.fill(nullptr);
    decided_ = true;
  }
  /// An option that waited is as a class defines it. The class that comes first has its way.
  void define(std::uint16_t code, const OptionSource& of_class) {
    const OptionSource*& source = of_class_[slot(code)];
    if (!source) source = &of_class;
  }

  /// What defines an option; null while it waits.
  const OptionSource* source_of(std::uint16_t code) const {
    if (!waits(code)) return configured_;
    if (!decided_) return nullptr;
    const OptionSource* of_class = of_class_[slot(code)];
    return of_class ? of_class : configured_;
  }

 private:
  static constexpr std::size_t slot(std::uint16_t code) { return code == 43 ? 0 : code - 223u; }

  const OptionSource* configured_ = nullptr;
  std::array<const OptionSource*, 32> of_class_{};
  bool decided_ = false;
};

}  // namespace dhcp
