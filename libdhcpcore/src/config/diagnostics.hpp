/// @file
/// Collects what is wrong with a configuration, in the words of its text.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "dhcpcore/result.hpp"
#include "dhcpcore/value.hpp"

namespace dhcp {

/// Says where in a configuration something is wrong. The place is found by searching the tree for the value,
/// when there is something to say: reading a correct configuration spends nothing on paths.
/// Only the first error is kept; checks go on after it and need not care.
class Diagnostics {
 public:
  /// `root` outlives this object and stays where it is; values handed to the other functions belong to it.
  /// `path` is that of `root`, where it is a part of a configuration.
  explicit Diagnostics(const Value& root, std::string path = {}) : root_(root), root_path_(std::move(path)) {}

  /// About a value: "file:line:column: Dhcp4/subnet4[0]/id: text".
  void error(const Value& where, std::string_view text);
  void warning(const Value& where, std::string text);
  /// About a member of `map`, whether it is there or not.
  void error(const Value& map, std::string_view key, std::string_view text);
  void unknown_key(const Value& map, const Member& member, std::string_view text);

  bool failed() const { return !error_.empty(); }
  Error take_error() { return Error{std::move(error_)}; }
  /// All warnings, in the order of the text.
  std::vector<std::string> warnings() const;

 private:
  std::string path_of(const Value& value) const;

  const Value& root_;
  std::string root_path_;
  std::string error_;
  // Their paths are found together, in one walk: there may be one for each of many subnets.
  std::unordered_multimap<const Value*, std::string> warnings_;
};

/// "file:line:column": where another value stands, for an error text.
std::string place_of(const Value& other);
/// A value as an error quotes it: JSON, cut short when it is long.
std::string shown(const Value& value);

}  // namespace dhcp
