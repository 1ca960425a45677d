#include "sample_config.hpp"

namespace dhcp {
namespace {

TEST_CASE("every configuration of the manual loads, and reads back from what is printed of it") {
  std::size_t count = 0;
  const std::filesystem::path folder = std::filesystem::path(TEST_DATA_DIR) / "configs" / "manual";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    ++count;
    const std::string name = "manual/" + entry.path().filename().string();
    CAPTURE(name);
    const auto config = load_sample(name);
    const Value printed = config->to_value();
    const auto again = Config4::from_value(printed);
    REQUIRE_MESSAGE(again, again.error().message);
    CHECK((*again)->to_value() == printed);
    CHECK((*again)->snapshot().global_options == config->snapshot().global_options);
    CHECK((*again)->snapshot().classes.size() == config->snapshot().classes.size());
    REQUIRE((*again)->subnet_count() == config->subnet_count());
    for (std::size_t i = 0; i < config->subnet_count(); ++i)
      CHECK((*again)->snapshot().subnets[i]->options == config->snapshot().subnets[i]->options);
  }
  CHECK(count == 142);
}

}  // namespace
}  // namespace dhcp
