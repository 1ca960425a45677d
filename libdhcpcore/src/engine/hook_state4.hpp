/// @file
/// What modules have to do with one query.
/// @floor engine
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dhcpcore/bytes.hpp"
#include "dhcpcore/host.hpp"
#include "hook/hook_points.hpp"

namespace dhcp {

struct HookState4 {
  HookPointSet points = 0;           ///< those that some module of the query's configuration attaches to
  std::vector<void*> slots;          ///< the modules' own, as many as there are once one was asked for
  std::vector<std::string> classes;  ///< that modules gave
  std::vector<std::vector<std::uint8_t>> given;  ///< bytes that modules gave and that others refer to
  bool replaces_message = false;                 ///< the bytes received are not to be read
  bool identifier_known = false;                 ///< modules have been asked for `identifier`
  HostIdentifierType identifier_type = HostIdentifierType::flex_id;
  BoundedBytes<255> identifier;

  /// Keeps a copy until the query ends.
  ByteView keep(ByteView bytes) { return given.emplace_back(bytes.begin(), bytes.end()); }

  /// Forgets the query.
  void clear() {
    if (points == 0) return;
    points = 0;
    slots.clear();
    classes.clear();
    given.clear();
    replaces_message = false;
    identifier_known = false;
    identifier_type = HostIdentifierType::flex_id;
    identifier.clear();
  }
};

}  // namespace dhcp
