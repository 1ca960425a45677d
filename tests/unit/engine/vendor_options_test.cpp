/// Options 124 and 125 (RFC 3925) of replies.
#include "server.hpp"

namespace dhcp::engine_test {
namespace {

constexpr std::uint8_t vendor_class = option4::vendor_identifying_class;
constexpr std::uint8_t vendor_options = option4::vendor_identifying_options;
constexpr std::uint32_t docsis = 4491;
constexpr std::uint32_t acme = 2234;

constexpr auto always = R"(, "always-send": true)";
constexpr auto never = R"(, "never-send": true)";

std::string entry(const std::string& keys, std::string_view flags = "") {
  return "{" + keys + std::string(flags) + "}";
}
/// That option 125 of an enterprise is to be sent.
std::string container(std::uint32_t enterprise, std::string_view flags = "") {
  return entry(R"("name": "vivso-suboptions", "data": ")" + std::to_string(enterprise) + "\"", flags);
}
std::string sub_option(std::uint32_t enterprise, unsigned code, const std::string& hex,
                       std::string_view flags = "") {
  return entry(R"("space": "vendor-)" + std::to_string(enterprise) + R"(", "csv-format": false, "code": )" +
                   std::to_string(code) + R"(, "data": ")" + hex + "\"",
               flags);
}
std::string option_data(std::initializer_list<std::string> entries) {
  std::string json;
  for (const std::string& e : entries) json += (json.empty() ? "" : ", ") + e;
  return R"("option-data": [)" + json + "], ";
}

Bytes operator+(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}
/// What a client or server says of an enterprise.
Bytes block(std::uint32_t enterprise, const Bytes& content) {
  return u32(enterprise) + Bytes{static_cast<std::uint8_t>(content.size())} + content;
}
/// A client of Cable Labs that asks for sub-options.
Query cable_modem(const Bytes& asks_for) {
  return discover().option(vendor_options,
                           block(docsis, Bytes{1, static_cast<std::uint8_t>(asks_for.size())} + asks_for));
}

using Instances = std::vector<Bytes>;

TEST_CASE("DOCSIS: of the enterprise 4491 the client gets what its option request lists, no more") {
  Server server(
      one_subnet(option_data({R"({"name": "tftp-servers", "space": "vendor-4491", "data": "10.0.0.1"})",
                              sub_option(docsis, 3, "0303"), sub_option(docsis, 9, "09")})));
  CHECK(instances(*server.ask(cable_modem({2})), vendor_options) ==
        Instances{block(docsis, {2, 4, 10, 0, 0, 1})});
  CHECK(instances(*server.ask(cable_modem({9, 3, 77})), vendor_options) ==
        Instances{block(docsis, {3, 2, 3, 3, 9, 1, 9})});
  CHECK_FALSE(server.ask(cable_modem({77}))->has(vendor_options));
  CHECK_FALSE(server.ask(discover())->has(vendor_options));
  CHECK_FALSE(server.ask(discover().asks_for({vendor_options}))->has(vendor_options));
}

TEST_CASE("DOCSIS: what is always sent comes besides, what is never sent does not come") {
  Server server(one_subnet(option_data({sub_option(docsis, 5, "05"), sub_option(docsis, 3, "03", always),
                                        sub_option(docsis, 4, "04", never)})));
  CHECK(instances(*server.ask(cable_modem({5, 4})), vendor_options) ==
        Instances{block(docsis, {3, 1, 3, 5, 1, 5})});
  const Query says_no_more = discover().option(vendor_options, block(docsis, {7, 1, 2}));
  CHECK(instances(*server.ask(says_no_more), vendor_options) == Instances{block(docsis, {3, 1, 3})});
}

TEST_CASE("other enterprises have no way to ask: what is always sent goes to who speaks of the enterprise") {
  Server server(one_subnet(option_data({sub_option(acme, 1, "01"), sub_option(acme, 8, "08", always)})));
  const Instances expected{block(acme, {8, 1, 8})};
  CHECK(instances(*server.ask(discover().option(vendor_options, block(acme, {1, 1, 1}))), vendor_options) ==
        expected);
  CHECK(instances(*server.ask(discover().option(vendor_class, block(acme, {'x'}))), vendor_options) ==
        expected);
  CHECK_FALSE(server.ask(discover().option(vendor_options, block(docsis, {1, 1, 8})))->has(vendor_options));
  CHECK_FALSE(server.ask(discover().asks_for({vendor_options}))->has(vendor_options));
}

TEST_CASE("option 125 itself is sent on request or always, with what is always sent in it") {
  const std::string content = sub_option(acme, 1, "01") + ", " + sub_option(acme, 8, "08", always);
  Server on_request(one_subnet(option_data({container(acme), content})));
  CHECK(instances(*on_request.ask(discover().asks_for({vendor_options})), vendor_options) ==
        Instances{block(acme, {8, 1, 8})});
  CHECK_FALSE(on_request.ask(discover())->has(vendor_options));

  Server at_all_times(one_subnet(option_data({container(acme, always), content})));
  CHECK(instances(*at_all_times.ask(discover()), vendor_options) == Instances{block(acme, {8, 1, 8})});

  Server empty(one_subnet(option_data({container(acme)})));
  CHECK(instances(*empty.ask(discover().asks_for({vendor_options})), vendor_options) ==
        Instances{block(acme, {})});

  Server at_no_time(one_subnet(option_data({container(acme, never), content})));
  CHECK_FALSE(at_no_time.ask(discover().asks_for({vendor_options}).option(vendor_class, block(acme, {'x'})))
                  ->has(vendor_options));
}

TEST_CASE("of several enterprises each has an instance of its own") {
  Server server(one_subnet(option_data({container(3561), container(acme), sub_option(acme, 22, "22", always),
                                        sub_option(3561, 11, "11", always), sub_option(docsis, 5, "05")})));
  CHECK(instances(*server.ask(discover().asks_for({vendor_options})), vendor_options) ==
        Instances{block(acme, {22, 1, 0x22}), block(3561, {11, 1, 0x11})});
  // One that the client speaks of, whether in one instance with others or not, joins in.
  const Instances all{block(acme, {22, 1, 0x22}), block(3561, {11, 1, 0x11}), block(docsis, {5, 1, 5})};
  const Bytes asks = block(docsis, {1, 1, 5});
  CHECK(instances(
            *server.ask(discover().asks_for({vendor_options}).option(vendor_options, block(7, {}) + asks)),
            vendor_options) == all);
  CHECK(instances(*server.ask(discover()
                                  .asks_for({vendor_options})
                                  .option(vendor_options, block(7, {1, 1, 9}))
                                  .option(vendor_options, asks)),
                  vendor_options) == all);
}

TEST_CASE("option 124 is told apart by enterprise, too") {
  const auto of = [](std::uint32_t enterprise, const std::string& hex, std::string_view flags = "") {
    return entry(R"("name": "vivco-suboptions", "data": ")" + std::to_string(enterprise) + ", " + hex + "\"",
                 flags);
  };
  const Bytes foo = u32(1234) + Bytes{3, 'f', 'o', 'o'}, bar = u32(5678) + Bytes{3, 'b', 'a', 'r'};
  Server server(one_subnet(option_data({of(5678, "03626172")}), option_data({of(1234, "03666f6f")})));
  CHECK(instances(*server.ask(discover().asks_for({vendor_class})), vendor_class) == Instances{foo, bar});
  CHECK_FALSE(server.ask(discover())->has(vendor_class));

  Server flagged(one_subnet(option_data({of(5678, "03626172", never)}),
                            option_data({of(1234, "03666f6f", always), of(5678, "0378", always)})));
  CHECK(instances(*flagged.ask(discover()), vendor_class) == Instances{foo});
}

TEST_CASE("an entry without enterprise that is never sent keeps the options of all from being sent") {
  Server server(one_subnet(option_data({R"({"name": "vivso-suboptions", "never-send": true})"}),
                           option_data({container(acme, always), sub_option(acme, 8, "08", always)})));
  CHECK_FALSE(server.ask(discover())->has(vendor_options));
}

TEST_CASE("each sub-option comes from the most important scope that has it, the flags from all") {
  const auto one = [](const char* hex, std::string_view flags = "") {
    return sub_option(docsis, 8, hex, flags);
  };
  const std::string config =
      R"({"Dhcp4": {)" +
      option_data({container(docsis), one("0a", always), sub_option(docsis, 3, "0a"),
                   sub_option(docsis, 4, "0a"), sub_option(docsis, 5, "0a"), sub_option(docsis, 6, "0a"),
                   sub_option(docsis, 7, "0a")}) +
      R"("client-classes": [{"name": "c", "test": "option[77].exists", )" +
      option_data({one("0b"), sub_option(docsis, 3, "0b"), sub_option(docsis, 4, "0b"),
                   sub_option(docsis, 5, "0b"), sub_option(docsis, 6, "0b")}) +
      R"("user-context": {}}], "shared-networks": [{"name": "n", )" +
      option_data({one("0c"), sub_option(docsis, 3, "0c"), sub_option(docsis, 4, "0c"),
                   sub_option(docsis, 5, "0c")}) +
      R"("subnet4": [{"id": 1, "subnet": "192.0.2.0/24", )" +
      option_data({one("0d"), sub_option(docsis, 3, "0d"), sub_option(docsis, 4, "0d")}) + R"("pools": [{)" +
      option_data({one("0e"), sub_option(docsis, 3, "0e")}) +
      R"("pool": "192.0.2.10-192.0.2.14"}], "reservations": [{)" + option_data({one("0f")}) +
      R"("hw-address": "02:00:00:00:00:01"}]}]}]}})";
  Server server(config);
  CHECK(instances(*server.ask(cable_modem({3, 4, 5, 6, 7, 8}).option(77, {1})), vendor_options) ==
        Instances{block(docsis, {3, 1, 0xe, 4, 1, 0xd, 5, 1, 0xc, 6, 1, 0xb, 7, 1, 0xa, 8, 1, 0xf})});
  CHECK(instances(*server.ask(discover().asks_for({vendor_options})), vendor_options) ==
        Instances{block(docsis, {8, 1, 0xf})});
}

TEST_CASE("a class recognises a device by option 60 and has its vendor's options sent") {
  const std::string content = R"("option-data": [{"name": "vivso-suboptions", "data": "25167"},
      {"name": "tftp", "space": "vendor-25167", "data": "tftp://x", "always-send": true}]}], )";
  const std::string defined =
      R"("option-def": [{"name": "tftp", "code": 2, "space": "vendor-25167", "type": "string"}], )";
  const Instances expected{block(25167, Bytes{2, 8} + text("tftp://x"))};
  const Query asks = discover().asks_for({vendor_options});
  for (const std::string& head :
       {std::string(R"j({"name": "cpe", "test": "substring(option[60].hex,0,7) == 'HMC1000'", )j"),
        std::string(R"({"name": "VENDOR_CLASS_HMC1000", )")}) {
    Server server(one_subnet("", defined + R"("client-classes": [)" + head + content));
    Query device = asks;
    CHECK(instances(*server.ask(device.option(60, text("HMC1000"))), vendor_options) == expected);
    CHECK_FALSE(server.ask(asks)->has(vendor_options));
  }
}

TEST_CASE("a class may ask of which enterprise the client speaks") {
  Server server(one_subnet("", R"("client-classes": [{"name": "modem", "test": "vendor[4491].exists", )" +
                                   option_data({entry(R"("name": "time-servers", "data": "10.0.0.4")")}) +
                                   R"("user-context": {}}], )"));
  CHECK(server.ask(cable_modem({2}).asks_for({4}))->has(4));
  CHECK_FALSE(server.ask(discover().option(vendor_options, block(acme, {1, 1, 2})).asks_for({4}))->has(4));
}

TEST_CASE("reservations have vendor options") {
  Server server(
      one_subnet(R"("reservations": [{"hw-address": "02:00:00:00:00:01", )" +
                 option_data({container(docsis), entry(R"("name": "tftp-servers", "space": "vendor-4491",
                                        "data": "10.1.1.202, 10.1.1.203")")}) +
                 R"("hostname": "modem"}], )"));
  CHECK(instances(*server.ask(cable_modem({2})), vendor_options) ==
        Instances{block(docsis, {2, 8, 10, 1, 1, 202, 10, 1, 1, 203})});
}

TEST_CASE("more than a block can say goes on in the next, whole sub-options as long as they fit one") {
  Server server(one_subnet(option_data(
      {sub_option(docsis, 2, std::string(400, '2')), sub_option(docsis, 3, "0303"),
       sub_option(docsis, 4, std::string(200, '4')), sub_option(docsis, 5, std::string(600, '5'))})));
  const auto offer = server.ask(cable_modem({2, 3, 4, 5}).option(option4::max_message_size, {0x05, 0xdc}));
  const Bytes expected = block(docsis, Bytes{2, 200} + Bytes(200, 0x22) + Bytes{3, 2, 3, 3}) +
                         block(docsis, Bytes{4, 100} + Bytes(100, 0x44)) +
                         block(docsis, Bytes{5, 253} + Bytes(253, 0x55)) +
                         block(docsis, Bytes{5, 47} + Bytes(47, 0x55));
  CHECK(offer->value(vendor_options) == expected);
}

TEST_CASE("what a client says badly of enterprises is read as far as it goes") {
  Server server(one_subnet(option_data({sub_option(docsis, 5, "05"), sub_option(acme, 8, "08", always)})));
  const Bytes asks = block(docsis, {1, 1, 5});
  const Instances of_docsis{block(docsis, {5, 1, 5})};
  const auto offered = [&](const Bytes& value) {
    return instances(*server.ask(discover().option(vendor_options, value)), vendor_options);
  };
  CHECK(offered(asks + u32(acme)) == of_docsis);
  CHECK(offered(asks + u32(acme) + Bytes{9, 1}) == of_docsis);
  CHECK(offered(u32(docsis) + Bytes{9, 1, 1, 5}).empty());
  CHECK(offered(block(docsis, {1, 9, 5})).empty());
  CHECK(offered(block(docsis, {1})).empty());
  CHECK(offered({0, 0}).empty());
}

}  // namespace
}  // namespace dhcp::engine_test
