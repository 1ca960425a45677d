/// @file
/// Short DHCPv6 configurations written in a test.
#pragma once

#include <doctest/doctest.h>

#include <string>

#include "config/snapshot6.hpp"
#include "dhcpcore/config6.hpp"

namespace dhcp {

/// `body` is what stands in the braces of "Dhcp6", from the second line on.
inline Result<std::shared_ptr<const Config6>> parse_body6(const std::string& body) {
  return Config6::parse("{\"Dhcp6\": {\n" + body + "}}", "f");
}

inline std::shared_ptr<const Config6> config6_of(const std::string& body) {
  auto config = parse_body6(body);
  REQUIRE_MESSAGE(config, config.error().message);
  return *config;
}

inline std::string error6_of(const std::string& body) {
  const auto config = parse_body6(body);
  return config ? "no error" : config.error().message;
}

/// An error or warning without the "f:line:column: " before it.
inline std::string without_place(const std::string& message) {
  std::size_t at = 0;
  for (int colons = 0; colons < 3 && at != message.npos; ++colons) at = message.find(':', at + 1);
  return message.starts_with("f:") && at != message.npos ? message.substr(at + 2) : message;
}

/// A subnet 2001:db8:1::/64 with its own keys, which begin the third line of the file.
inline std::string subnet6(const std::string& keys) {
  return "\"subnet6\": [{\"id\": 1, \"subnet\": \"2001:db8:1::/64\",\n" + keys + "}]";
}

}  // namespace dhcp
