#include "config/options.hpp"

#include "sample_config.hpp"

namespace dhcp {
namespace {

std::string error_of_option(const std::string& keys) {
  return error_of("\"option-data\": [\n{" + keys + "}]");
}

TEST_CASE("options are encoded once, by name or by code") {
  const auto config = load_sample("options.json");
  const Subnet4& second = *config->snapshot().subnets[1];
  REQUIRE(find_option(second.options, 222));
  CHECK(find_option(second.options, 222)->value == std::vector<std::uint8_t>{1, 2});
  CHECK(as_text(find_option(second.options, 77)->value) == "convert this text to binary");
  CHECK(find_option(second.options, 3)->value == std::vector<std::uint8_t>{192, 0, 2, 254});
  CHECK(std::ranges::is_sorted(second.options, {}, &OptionValue::code));
}

TEST_CASE("the inner scope's value wins, and the flags of all scopes add up") {
  const auto config = load_sample("options.json");
  const Snapshot4& snapshot = config->snapshot();
  const OptionValue* const global = find_option(snapshot.global_options, 6);
  REQUIRE(global);
  CHECK(global->value == std::vector<std::uint8_t>{192, 0, 2, 1, 192, 0, 2, 2});
  const OptionValue* const first = find_option(snapshot.subnets[0]->options, 6);
  CHECK(first->value == std::vector<std::uint8_t>{192, 0, 2, 3});
  CHECK(first->always_send);
  CHECK_FALSE(first->never_send);
  const OptionValue* const pool = find_option(snapshot.subnets[0]->pools[0].options, 6);
  CHECK(pool->value == std::vector<std::uint8_t>{192, 0, 3, 1, 192, 0, 3, 2});
  const OptionValue* const second = find_option(snapshot.subnets[1]->options, 6);
  CHECK(second->always_send);
  CHECK(second->never_send);
}

ScopeOption plain(std::uint16_t code, bool always, bool never, std::uint8_t value) {
  ScopeOption option;
  option.space = "dhcp4";
  option.option = {code, always, never, {value}};
  return option;
}

TEST_CASE("merging keeps the order of codes") {
  const ScopeOptions inner{plain(1, false, false, 1), plain(5, false, true, 5), plain(9, false, false, 9)};
  const ScopeOptions outer{plain(3, false, false, 3), plain(5, true, false, 0), plain(7, false, false, 7)};
  const OptionSet expected{{1, false, false, {1}},
                           {3, false, false, {3}},
                           {5, true, true, {5}},
                           {7, false, false, {7}},
                           {9, false, false, {9}}};
  const ScopeOptions merged = merge_options(inner, outer);
  CHECK(encapsulate(merged, merged, DhcpVersion::v4).options == expected);
  CHECK(encapsulate(merge_options({}, merged), {}, DhcpVersion::v4).options == expected);
  CHECK(encapsulate(merge_options(merged, {}), {}, DhcpVersion::v4).options == expected);
}

TEST_CASE("option 54 says who the server is") {
  const auto config = load_sample("options.json");
  CHECK(config->snapshot().subnets[0]->server_identifier == Ipv4Address(203, 0, 113, 1));
  CHECK(config->snapshot().subnets[1]->server_identifier == Ipv4Address(203, 0, 113, 2));
  const AddressCounts& identifiers = config->snapshot().server_identifiers;
  CHECK(identifiers.size() == 2);
  CHECK(identifiers.contains(Ipv4Address(203, 0, 113, 1)));
  CHECK(identifiers.contains(Ipv4Address(203, 0, 113, 2)));
  CHECK(error_of(R"("reservations": [{"duid": "01", "option-data": [{"code": 54, "data": "192.0.2.1"}]}])")
            .ends_with("the server identifier (option 54) cannot be set for a client"));
}

TEST_CASE("an option needs a name or a code that fit together") {
  CHECK(error_of_option("") ==
        "f:3:1: Dhcp4/option-data[0]: neither \"name\" nor \"code\" is given; one of them is needed");
  CHECK(error_of_option(R"("name": "router", "data": "192.0.2.1")") ==
        "f:3:10: Dhcp4/option-data[0]/name: \"router\" is no option of space \"dhcp4\"; expected a standard "
        "name, that of an \"option-def\", or a code");
  CHECK(error_of_option(R"("name": "routers", "code": 6, "data": "192.0.2.1")") ==
        "f:3:29: Dhcp4/option-data[0]/code: \"routers\" has code 3, not 6");
  CHECK(error_of_option(R"("name": "routers", "space": "mine", "data": "192.0.2.1")") !=
        "no error");  // a standard option of another space
  CHECK(error_of_option(R"("name": "mine", "code": 224, "data": "00")") == "no error");
  for (const char* bad : {R"("code": 0)", R"("code": 255)", R"("code": "3")", R"("code": 3, "space": "-x")"})
    CHECK_MESSAGE(error_of_option(bad) != "no error", bad);
}

TEST_CASE("an option longer than its length can tell is kept whole") {
  const auto config =
      config_of(R"("option-data": [{"name": "tftp-server-name", "data": ")" + std::string(300, 'x') +
                R"("}, {"code": 240, "data": ")" + std::string(2 * 4000, 'a') + "\"}]");
  CHECK(find_option(config->snapshot().global_options, 66)->value.size() == 300);
  CHECK(find_option(config->snapshot().global_options, 240)->value.size() == 4000);
}

TEST_CASE("a value that does not fit its option is refused where it stands") {
  const std::string error = error_of_option(R"("name": "routers", "data": "192.0.2.300")");
  CHECK_MESSAGE(error.starts_with("f:3:29: Dhcp4/option-data[0]/data: "), error);
  CHECK(error_of_option(R"("code": 224, "data": "0102")") == "no error");
  CHECK(error_of_option(R"("code": 224, "data": "hello")") != "no error");
  CHECK(error_of_option(R"("code": 224, "csv-format": true, "data": "01")") ==
        "f:3:29: Dhcp4/option-data[0]/csv-format: true needs a definition, and option 224 has none");
  CHECK(error_of_option(R"("name": "routers", "never-send": true)") == "no error");
}

TEST_CASE("of an option given twice in a scope the later one is used, with a warning") {
  const auto config =
      config_of(R"("option-data": [{"code": 224, "data": "01"}, {"code": 224, "data": "02"}])");
  CHECK(config->snapshot().global_options.size() == 1);
  CHECK(config->snapshot().global_options[0].value == std::vector<std::uint8_t>{2});
  CHECK(config->warnings() ==
        std::vector<std::string>{"f:2:46: Dhcp4/option-data[1]: option 224 is given a second "
                                 "time in this scope; the later one is used"});
}

}  // namespace
}  // namespace dhcp
