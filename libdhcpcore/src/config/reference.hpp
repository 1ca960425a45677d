/// @file
/// The reference documentation of the configuration, made from its tables.
#pragma once

#include <string>

#include "config/field.hpp"

namespace dhcp {

/// A Markdown page about `root` and every scope below it, each once.
std::string configuration_reference(const Scope& root);

}  // namespace dhcp
