// examples/configurations/dhcp?-all-options.json against the tables of the manual.
#include <fstream>
#include <sstream>

#include "both_protocols.hpp"

namespace dhcp::both_protocols {
namespace {

std::string text_of(const std::string& path) {
  std::ifstream file(std::string(TEST_DATA_DIR) + "/" + path);
  REQUIRE_MESSAGE(file, path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The options that an administrator may configure, as "space/name".
std::set<std::string> configurable(const std::string& table) {
  std::set<std::string> names;
  std::istringstream lines(text_of("options/" + table));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string space, code, name;
    words >> space >> code >> name;
    const bool set_by_others = line.ends_with(" managed") || space == "dhcp-agent-options-space";
    if (!line.starts_with('#') && !set_by_others) names.insert(space + "/" + name);
  }
  return names;
}

template <class Config>
void check_all_options(const Config& config, DhcpVersion version, const std::string& table) {
  std::set<std::string> missing = configurable(table);
  const Value printed = config.to_value();
  for (const Value& entry : printed.find(in_words_of(version, "Dhcp@"))->find("option-data")->as_list()) {
    const std::string& space = entry.find("space")->as_string();
    const std::string& name = entry.find("name")->as_string();
    CAPTURE(name);
    missing.erase(space + "/" + name);
    const OptionDefinition* const definition = find_definition(space, std::string_view(name), version);
    REQUIRE(definition);
    CHECK(definition->code == entry.find("code")->as_integer());
    // What is written is the form in which such a value is shown.
    const std::string& data = entry.find("data")->as_string();
    const auto value = encode_option_text(definition, data, true);
    REQUIRE_MESSAGE(value, value.error().message);
    CHECK(option_text(definition, *value) == data);
  }
  for (const std::string& name : missing) FAIL_CHECK(name);
}

TEST_CASE("the examples configure each option that an administrator may") {
  const auto v4 = Config4::parse(text_of("../../examples/configurations/dhcp4-all-options.json"), "example");
  REQUIRE_MESSAGE(v4, v4.error().message);
  CHECK((*v4)->warnings().empty());
  check_all_options(**v4, DhcpVersion::v4, "dhcp4.txt");
  const auto v6 = Config6::parse(text_of("../../examples/configurations/dhcp6-all-options.json"), "example");
  REQUIRE_MESSAGE(v6, v6.error().message);
  CHECK((*v6)->warnings().empty());
  check_all_options(**v6, DhcpVersion::v6, "dhcp6.txt");
}

}  // namespace
}  // namespace dhcp::both_protocols
