/// @file
/// Changes of single elements of a configuration, as management commands and configuration backends make
/// them.
/// @floor config
#pragma once

#include <cstdint>
#include <string>

#include "dhcpcore/lease.hpp"
#include "dhcpcore/value.hpp"

namespace dhcp {

/// Who says what a configuration has. Of what several say about one element, the last of these counts; the
/// others are remembered.
enum class ConfigLayer : std::uint8_t { file, backend, command };

/// One change. `Config4::with` and `Config6::with` say what becomes of it.
struct ConfigChange {
  enum class Operation : std::uint8_t {
    add,      ///< an element that is not there yet
    replace,  ///< one that is there, as a whole
    set,      ///< either of them
    remove,   ///< takes back what the layer says; a command takes away what lower layers say, too
  };
  enum class List : std::uint8_t {
    subnets,             ///< known by `id`
    shared_networks,     ///< known by `name`; one that is written without its subnets keeps those it has
    reservations,        ///< known by their identifier
    client_classes,      ///< known by `name`; those of a backend put all those of the file out of effect
    option_definitions,  ///< known by `code` and `space`
    option_data,         ///< global ones, known by `space` and `code`, or `name`
    /// Each member is an element, and has a value whatever is said: it is there to be added, replaced and
    /// removed. "map.key" is one key of a map.
    globals,
  };

  Operation operation = Operation::set;
  List list = List::subnets;
  /// As it would stand in the file; for `remove` what it is known by is enough. Its positions are those of
  /// errors.
  Value element = {};
  std::string network = {};  ///< of a subnet: its shared network; empty: it stands by itself
  SubnetId subnet_id = 0;    ///< of a reservation: its subnet; 0: global
  ConfigLayer layer = ConfigLayer::command;
};

}  // namespace dhcp
