/// @file
/// The configurations of tests/data/configs, and short ones written in a test.
#pragma once

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "config/snapshot4.hpp"
#include "dhcpcore/config4.hpp"
#include "test_data.hpp"

namespace dhcp {

inline Result<std::string> read_sample(const std::string& path) {
  std::ifstream file(std::filesystem::path(TEST_DATA_DIR) / "configs" / path);
  if (!file) return Error{"no such file"};
  return std::string(std::istreambuf_iterator<char>(file), {});
}

/// The samples in `folder`, as `read_sample` takes them; sorted.
inline std::set<std::string> samples_in(const std::string& folder) {
  std::set<std::string> paths;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(TEST_DATA_DIR) / "configs" / folder))
    if (entry.path().extension() == ".json") paths.insert(folder + "/" + entry.path().filename().string());
  return paths;
}

inline std::shared_ptr<const Config4> load_sample(const std::string& name) {
  const auto text = read_sample(name);
  REQUIRE_MESSAGE(text, name);
  auto config = Config4::parse(*text, name, read_sample);
  REQUIRE_MESSAGE(config, config.error().message);
  return *config;
}

/// `body` is what stands in the braces of "Dhcp4".
inline Result<std::shared_ptr<const Config4>> parse_body(const std::string& body) {
  return Config4::parse("{\"Dhcp4\": {\n" + body + "}}", "f", {});
}

inline std::shared_ptr<const Config4> config_of(const std::string& body) {
  auto config = parse_body(body);
  REQUIRE_MESSAGE(config, config.error().message);
  return *config;
}

inline std::string error_of(const std::string& body) {
  const auto config = parse_body(body);
  return config ? "no error" : config.error().message;
}

}  // namespace dhcp
