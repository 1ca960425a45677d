/// @file
/// Changes of configurations, written as JSON.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dhcpcore/config_change.hpp"

namespace dhcp {

using ChangeList = ConfigChange::List;
using Operation = ConfigChange::Operation;

inline ConfigChange change(Operation operation, ChangeList list, const std::string& element,
                           ConfigLayer layer = ConfigLayer::command) {
  auto text = parse_json(element, "command", command_syntax);
  REQUIRE_MESSAGE(text, text.error().message);
  ConfigChange made;
  made.operation = operation;
  made.list = list;
  made.element = std::move(text->value);
  made.layer = layer;
  return made;
}

inline ConfigChange in_network(std::string network, ConfigChange change) {
  change.network = std::move(network);
  return change;
}

inline ConfigChange in_subnet(SubnetId id, ConfigChange change) {
  change.subnet_id = id;
  return change;
}

template <class Config>
std::shared_ptr<const Config> changed(const std::shared_ptr<const Config>& config,
                                      const std::vector<ConfigChange>& changes) {
  auto result = config->with(changes);
  REQUIRE_MESSAGE(result, result.error().message);
  return *result;
}

template <class Config>
std::string refusal(const std::shared_ptr<const Config>& config, const std::vector<ConfigChange>& changes) {
  const auto result = config->with(changes);
  return result ? "no error" : result.error().message;
}

}  // namespace dhcp
