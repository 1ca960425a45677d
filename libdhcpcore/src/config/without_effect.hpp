/// @file
/// Keys that are read, checked and kept, but on which the server does not act yet.
/// @floor config
#pragma once

#include "config/diagnostics.hpp"

namespace dhcp {

/// Warns, once a key, of what an operator has written and will not get. A value that asks for nothing (an
/// empty list, or what the server does anyway) passes in silence.
void warn_without_effect(const Value& root, Diagnostics& diagnostics);

}  // namespace dhcp
