/// The standard options as clients get them.
#include <algorithm>
#include <bitset>

#include "dhcpcore/option_definition.hpp"
#include "option_data.hpp"
#include "server.hpp"

namespace dhcp::engine_test {
namespace {

/// Options of one form, a value as configured and as sent.
struct Form {
  std::vector<std::uint8_t> codes;
  const char* data;
  const char* wire;
};
const Form forms[] = {
    {{2}, "-3600", "fffff1f0"},
    {{3,  4,  5,  6,  7,  8,  9,  10, 11, 21, 33, 41, 42, 44,  45,  48,
      49, 65, 68, 69, 70, 71, 72, 73, 74, 75, 76, 85, 89, 112, 136, 138},
     "192.0.2.1, 192.0.2.2",
     "c0000201c0000202"},
    {{13, 22, 26, 57}, "1400", "0578"},
    {{14, 17, 18, 40, 47, 56, 60, 62, 64, 66, 67, 86, 87, 98, 100, 101, 113, 114}, "a\\,b", "612c62"},
    {{15}, "example.org", "6578616d706c652e6f7267"},
    {{16, 28, 32}, "192.0.2.255", "c00002ff"},
    {{19, 20, 27, 29, 30, 31, 34, 36, 39}, "true", "01"},
    {{23, 37, 46, 116}, "64", "40"},
    {{24, 35, 38, 108}, "600", "00000258"},
    {{25, 93, 117}, "68, 296", "00440128"},
    {{63, 77, 99}, "0a1B2c", "0a1b2c"},
    {{78}, "true, 192.0.2.1, 192.0.2.2", "01c0000201c0000202"},
    {{79}, "false, one", "006f6e65"},
    {{88, 119, 141}, "a.org, b.org", "0161036f7267000162036f726700"},
    {{94}, "1, 3, 16", "010310"},
    {{97}, "0, 00112233445566778899aabbccddeeff", "0000112233445566778899aabbccddeeff"},
    {{121}, "10.0.0.0/8 - 192.0.2.1, 10.229.0.128/25 - 192.0.2.2", "080ac0000201190ae50080c0000202"},
    {{137, 213}, "lost.org", "046c6f7374036f726700"},
    {{143}, "https://a, b", "000968747470733a2f2f61000162"},
    {{146}, "1, 192.0.2.1, 192.0.2.2, a.org, b.org", "01c0000201c00002020161036f7267000162036f726700"},
    {{159}, "2, 3/4", "02043000"},
    {{162}, "100, a.org., 192.0.2.53, port=8530", "00150064070161036f72670004c0000235000300022152"},
    {{212},
     "0, 24, 2001:db8::, 192.0.2.1, 192.0.2.2",
     "001820010db8000000000000000000000000c0000201c0000202"},
};
/// What has forms and rules of its own: vendor options, overload, the server's identifier.
constexpr std::uint8_t apart[] = {43, 52, 54, 124, 125};

template <class Visit>
void each_option(Visit visit) {
  for (const Form& form : forms)
    for (const std::uint8_t code : form.codes) visit(code, form);
}

/// All of `forms` in option-data, each with the key that `key_of(code)` writes.
template <class KeyOf>
std::string all_options(KeyOf key_of) {
  std::string json;
  each_option([&](std::uint8_t code, const Form& form) {
    json += (json.empty() ? "{" : ", {") + key_of(code) + R"(, "data": ")";
    for (const char* c = form.data; *c != '\0'; ++c) json += *c == '\\' ? "\\\\" : std::string(1, *c);
    json += "\"}";
  });
  return R"("option-data": [)" + json + "], ";
}
std::string by_name(std::uint8_t code) {
  return R"("name": ")" + std::string(find_definition("dhcp4", code)->name) + "\"";
}
std::string by_code(std::uint8_t code) {
  return R"("code": )" + std::to_string(code);
}

TEST_CASE("every standard option that may be configured has its form in this test") {
  std::bitset<256> known;
  for (const std::uint8_t code : apart) known.set(code);
  each_option([&](std::uint8_t code, const Form&) { known.set(code); });
  for (const OptionDefinition& definition : standard_definitions("dhcp4"))
    CHECK_MESSAGE(known.test(definition.code) != definition.server_managed, definition.name);
}

TEST_CASE("every standard option is sent as its definition says, to who asks for it") {
  Bytes codes;
  each_option([&](std::uint8_t code, const Form&) { codes.push_back(code); });
  for (const auto& config : {all_options(by_name), all_options(by_code)}) {
    Server server(one_subnet("", config));
    const auto all = server.ask(discover().asks_for(codes).option(option4::max_message_size, {0x05, 0xdc}));
    REQUIRE(all);
    each_option([&](std::uint8_t code, const Form& form) {
      CHECK_MESSAGE(to_hex(all->value(code)) == form.wire, int(code));
    });
    const auto none = server.ask(discover().asks_for({option4::subnet_mask}));
    REQUIRE(none);
    for (const std::uint8_t code : codes) {
      const bool unasked = find_definition("dhcp4", code)->always_returned;
      CHECK_MESSAGE(none->has(code) == unasked, int(code));
    }
  }
}

TEST_CASE("an option without definition, and one that the configuration defines, are sent like others") {
  Server server(one_subnet(
      R"("option-data": [{"code": 240, "csv-format": false, "data": "c0 ff ee"}, {"name": "own", "data": "7, x"}], )",
      R"("option-def": [{"name": "own", "code": 80, "type": "record", "record-types": "uint16, string"}], )"));
  const auto offer = server.ask(discover().asks_for({80, 240}));
  REQUIRE(offer);
  CHECK(offer->value(80) == Bytes{0, 7, 'x'});
  CHECK(offer->value(240) == Bytes{0xc0, 0xff, 0xee});
}

// --- what is not the administrator's to say
// -----------------------------------------------------------------

/// Options that the server manages, all configured.
const std::string managed = list({
    data("subnet-mask", "255.0.0.0"),
    data("host-name", "configured"),
    data("dhcp-requested-address", "10.0.0.50"),
    data("dhcp-lease-time", "51"),
    data("dhcp-option-overload", "3"),
    data("dhcp-message-type", "9"),
    data("dhcp-parameter-request-list", "1, 2"),
    data("dhcp-renewal-time", "58"),
    data("dhcp-rebinding-time", "59"),
    data("dhcp-client-identifier", "0102"),
    data("fqdn", "4, 0, 0, a.org"),
    data("dhcp-agent-options", ""),
    data("authenticate", "0a0b"),
    data("client-last-transaction-time", "91"),
    data("associated-ip", "10.0.0.92"),
    data("subnet-selection", "10.0.0.118"),
});
const Bytes managed_codes{1, 12, 50, 51, 52, 53, 55, 58, 59, 61, 81, 82, 90, 91, 92, 118};

TEST_CASE("options that the server manages are its own, whatever is configured") {
  Server server(one_subnet("", managed));
  const auto offer = server.ask(discover().asks_for(managed_codes));
  REQUIRE(offer);
  CHECK(offer->address(option4::subnet_mask) == ip("255.255.255.0"));
  CHECK(offer->number(option4::lease_time) == 7200);
  CHECK(offer->value(option4::message_type) == Bytes{2});
  for (const std::uint8_t code : Bytes{50, 52, 55, 61, 81, 82}) CHECK_MESSAGE(!offer->has(code), int(code));

  Server timed(one_subnet(R"("renew-timer": 1000, "rebind-timer": 2000, )", managed));
  const auto with_timers = timed.ask(discover().asks_for(managed_codes));
  REQUIRE(with_timers);
  CHECK(with_timers->number(option4::renewal_time) == 1000);
  CHECK(with_timers->number(option4::rebinding_time) == 2000);
}

TEST_CASE("where the server has nothing to say, a managed option is what is configured") {
  Server server(one_subnet("", managed));
  const auto offer = server.ask(discover().asks_for(managed_codes));
  REQUIRE(offer);
  CHECK(offer->value(option4::host_name) == text("configured"));
  CHECK(offer->number(option4::renewal_time) == 58);
  CHECK(offer->number(option4::rebinding_time) == 59);
  CHECK(offer->value(90) == Bytes{0x0a, 0x0b});
  CHECK(offer->number(option4::client_last_transaction_time) == 91);
  CHECK(offer->address(option4::associated_ip) == ip("10.0.0.92"));
  CHECK(offer->address(option4::subnet_selection) == ip("10.0.0.118"));

  const auto echo = server.ask(discover()
                                   .asks_for(managed_codes)
                                   .client_id({1, 2, 3})
                                   .option(option4::host_name, text("mine"))
                                   .option(option4::subnet_selection, bytes_of(ip("192.0.2.0"))));
  REQUIRE(echo);
  CHECK(echo->value(option4::client_identifier) == Bytes{1, 2, 3});
  CHECK(echo->value(option4::host_name) == text("mine"));
  CHECK(echo->address(option4::subnet_selection) == ip("192.0.2.0"));
}

TEST_CASE("never-send has no effect on what the server says by itself") {
  Server server(one_subnet(
      R"("renew-timer": 1000, "rebind-timer": 2000, )",
      list({data("subnet-mask", "", never), data("dhcp-lease-time", "", never),
            data("dhcp-message-type", "", never), data("dhcp-renewal-time", "", never),
            data("dhcp-rebinding-time", "", never), data("host-name", "", never),
            data("dhcp-client-identifier", "", never), data("dhcp-server-identifier", "", never)})));
  const auto offer = server.ask(discover().client_id({1, 2, 3}).option(option4::host_name, text("mine")));
  REQUIRE(offer);
  for (const std::uint8_t code : Bytes{1, 12, 51, 53, 54, 58, 59, 61})
    CHECK_MESSAGE(offer->has(code), int(code));
}

TEST_CASE("options that only clients send are never in a reply by themselves") {
  Server server(one_subnet());
  const auto offer = server.ask(discover()
                                    .requested("192.0.2.12")
                                    .option(90, {1, 2, 3})
                                    .option(option4::associated_ip, {10, 0, 0, 1})
                                    .option(option4::client_last_transaction_time, {0, 0, 0, 9})
                                    .option(option4::vendor_class, text("PXEClient"))
                                    .option(93, {0, 7})
                                    .asks_for(managed_codes));
  REQUIRE(offer);
  for (const std::uint8_t code : Bytes{50, 55, 60, 90, 91, 92, 93})
    CHECK_MESSAGE(!offer->has(code), int(code));
}

TEST_CASE("padding and the end are no options to configure") {
  for (const char* code : {"0", "255"})
    CHECK_FALSE(Config4::parse(
        one_subnet("", R"("option-data": [{"code": )" + std::string(code) + R"(, "data": ""}], )"), "test"));
}

}  // namespace
}  // namespace dhcp::engine_test
