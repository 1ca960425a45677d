#include "hook/hook_points.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "dhcpcore/module.h"
#include "test_data.hpp"

namespace dhcp {
namespace {

std::string names(HookArguments arguments) {
  std::string joined;
  for (std::size_t i = 0; i < hook_argument::names_of.size(); ++i)
    if ((arguments & (1u << i)) != 0)
      joined += (joined.empty() ? "" : ", ") + std::string(hook_argument::names_of[i]);
  return joined;
}

std::string row(const HookPointInfo& at) {
  std::string text = "| `" + std::string(at.name) + "` | " + std::string(at.place) + " | ";
  text += names(at.reads & static_cast<HookArguments>(~at.changes)) + " | " + names(at.changes) + " | ";
  text += std::string(at.skip) + " | " + std::string(at.drop) + " | " + (at.waits ? "yes" : "") + " |";
  return text;
}

TEST_CASE("the document of the hook points is the table that modules are called by") {
  std::ifstream file(TEST_DATA_DIR "/../../docs/design/hook-points.md");
  const std::string text(std::istreambuf_iterator<char>(file), {});
  REQUIRE_FALSE(text.empty());
  std::size_t at = text.find("| point |");
  REQUIRE(at != std::string::npos);
  for (int heading = 0; heading < 2; ++heading) at = text.find('\n', at) + 1;
  for (const HookPointInfo& point : hook_points4) {
    const std::size_t end = text.find('\n', at);
    CHECK(text.substr(at, end - at) == row(point));
    at = end + 1;
  }
  CHECK(text[at] == '\n');
}

TEST_CASE("a point that waits has a meaning for DROP, and points are found by one name each") {
  for (const HookPointInfo& point : hook_points4) {
    CAPTURE(point.name);
    if (point.waits) CHECK_FALSE(point.drop.empty());
    int same = 0;
    for (const HookPointInfo& other : hook_points4) same += other.name == point.name;
    CHECK(same == 1);
    CHECK(info(static_cast<HookPoint4>(point.number)).name == point.name);
  }
}

}  // namespace
}  // namespace dhcp
