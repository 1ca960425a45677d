#include "config/without_effect.hpp"

#include <doctest/doctest.h>

namespace dhcp {
namespace {

std::vector<std::string> warnings(std::string_view text) {
  const auto json = parse_json(text, "f", config_file_syntax);
  REQUIRE(json);
  Diagnostics diagnostics(json->value);
  warn_without_effect(json->value, diagnostics);
  return diagnostics.warnings();
}

TEST_CASE("a key without effect is told once, where it stands first") {
  CHECK(
      warnings("{\"a\": [{\"server-tag\": \"x\"},\n{\"server-tag\": \"y\"}]}") ==
      std::vector<std::string>{"f:1:23: a[0]/server-tag: \"server-tag\" is accepted but has no effect yet"});
}

TEST_CASE("a value that asks for nothing passes in silence") {
  CHECK(warnings(R"({"hooks-libraries": [], "config-control": {}, "server-tag": "",
                     "dhcp-ddns": {"enable-updates": false}})")
            .empty());
  CHECK(warnings(R"({"dhcp-ddns": {"enable-updates": true}})").size() == 1);
}

TEST_CASE("the operator's own maps are not looked into") {
  CHECK(warnings(R"({"user-context": {"server-tag": "y"}, "parameters": {"server-tag": "x"}})").empty());
}

}  // namespace
}  // namespace dhcp
