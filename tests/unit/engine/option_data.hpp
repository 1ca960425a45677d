/// @file
/// `option-data` of test configurations.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace dhcp::engine_test {

/// An entry of option-data.
inline std::string data(std::string_view name, std::string_view value, std::string_view flags = "") {
  std::string json = R"({"name": ")";
  json += name;
  json += R"(", "data": ")";
  json += value;
  json += R"(")";
  json += flags;
  return json + "}";
}
inline std::string list(std::initializer_list<std::string> entries) {
  std::string json = R"("option-data": [)";
  const char* comma = "";
  for (const std::string& entry : entries) {
    json += std::exchange(comma, ", ");
    json += entry;
  }
  return json + "], ";
}

constexpr auto always = R"(, "always-send": true)";
constexpr auto never = R"(, "never-send": true)";

}  // namespace dhcp::engine_test
