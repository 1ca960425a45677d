/// @file
/// The messages of tests/data/packets (DHCPv4) and packets6 (DHCPv6): hexadecimal, `#` begins a line of
/// comment.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "dhcpcore/bytes.hpp"
#include "test_data.hpp"

namespace dhcp::wire_test {

inline std::vector<std::uint8_t> read_packet(const std::filesystem::path& file) {
  std::ifstream in(file);
  REQUIRE_MESSAGE(in, "no such file: " << file.string());
  std::string digits;
  for (std::string line; std::getline(in, line);)
    if (!line.starts_with('#')) digits += line;
  const auto bytes = from_hex(digits);
  REQUIRE_MESSAGE(bytes, "not hexadecimal: " << file.string());
  return *bytes;
}

inline std::vector<std::uint8_t> read_packet(const std::string& name, const char* folder = "packets") {
  return read_packet(std::filesystem::path(TEST_DATA_DIR) / folder / (name + ".hex"));
}

/// All of a folder, sorted by name.
inline std::vector<std::filesystem::path> packet_files(const char* folder = "packets") {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(TEST_DATA_DIR) / folder))
    if (entry.path().extension() == ".hex") files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

}  // namespace dhcp::wire_test
