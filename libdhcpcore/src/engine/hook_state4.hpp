/// @file
/// What modules have to do with one query.
/// @floor engine
#pragma once

#include "hook/hook_points.hpp"

namespace dhcp {

struct HookState4 {
  HookPointSet points = 0;  ///< those that some module of the query's configuration attaches to

  /// Forgets the query.
  void clear() { points = 0; }
};

}  // namespace dhcp
