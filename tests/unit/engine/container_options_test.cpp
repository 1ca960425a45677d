/// Options that hold others, those that classes define, and those that are longer than one option: as sent.
#include "option_data.hpp"
#include "server.hpp"

namespace dhcp::engine_test {
namespace {

constexpr std::uint8_t vendor_encapsulated = option4::vendor_encapsulated;

Query asking(const Bytes& codes, std::string_view vendor = "") {
  Query query = discover().asks_for(codes);
  if (!vendor.empty()) query.option(option4::vendor_class, text(vendor));
  return query;
}
Bytes joined(std::initializer_list<Bytes> parts) {
  Bytes all;
  for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

// --- option 43 ------------------------------------------------------------------------------------------

TEST_CASE("two vendors find in option 43 what their class defines it to be") {
  Server server(one_subnet("", R"j("option-def": [
      {"name": "cookie", "code": 1, "type": "string", "space": "APC"},
      {"name": "mtftp-ip", "code": 1, "type": "ipv4-address", "space": "PXE"}],
    "client-classes": [
      {"name": "APC", "test": "option[vendor-class-identifier].text == 'APC'",
       "option-def": [{"name": "vendor-encapsulated-options", "type": "empty", "encapsulate": "APC"}],
       "option-data": [{"name": "cookie", "space": "APC", "data": "1APC"}, {"name": "vendor-encapsulated-options"}]},
      {"name": "PXE", "test": "option[vendor-class-identifier].text == 'PXE'",
       "option-def": [{"name": "vendor-encapsulated-options", "type": "empty", "encapsulate": "PXE"}],
       "option-data": [{"name": "mtftp-ip", "space": "PXE", "data": "0.0.0.0"},
                       {"name": "vendor-encapsulated-options"}]},
      {"name": "raw", "test": "option[vendor-class-identifier].text == 'raw'",
       "option-def": [{"name": "vendor-encapsulated-options", "code": 43, "type": "binary"}],
       "option-data": [{"name": "vendor-encapsulated-options", "data": "c0ffee"}]}], )j"));
  const auto sent = [&](std::string_view vendor) {
    return server.ask(asking({vendor_encapsulated}, vendor))->value(vendor_encapsulated);
  };
  CHECK(sent("APC") == Bytes{1, 4, '1', 'A', 'P', 'C'});
  CHECK(sent("PXE") == Bytes{1, 4, 0, 0, 0, 0});
  CHECK(sent("raw") == Bytes{0xc0, 0xff, 0xee});
  CHECK_FALSE(server.ask(asking({vendor_encapsulated}, "other"))->has(vendor_encapsulated));
  CHECK_FALSE(server.ask(asking({}, "APC"))->has(vendor_encapsulated));
}

constexpr auto foo = R"({"name": "foo", "code": 1, "space": "vendor-encapsulated-options-space",
                         "type": "record", "record-types": "ipv4-address, uint16, string"})";
constexpr auto foo_data =
    R"({"name": "foo", "space": "vendor-encapsulated-options-space", "data": "192.0.2.3, 123, Hello"})";
std::string definitions(std::string_view of) {
  return R"("option-def": [)" + std::string(of) + "], ";
}

TEST_CASE("option 43 is sent when it is requested and configured itself, not for its sub-options alone") {
  const Bytes content{1, 11, 192, 0, 2, 3, 0, 123, 'H', 'e', 'l', 'l', 'o'};
  Server by_name(
      one_subnet("", definitions(foo) + list({foo_data, R"({"name": "vendor-encapsulated-options"})"})));
  CHECK(by_name.ask(asking({vendor_encapsulated}))->value(vendor_encapsulated) == content);
  CHECK_FALSE(by_name.ask(discover())->has(vendor_encapsulated));

  Server by_code(one_subnet("", definitions(foo) + list({foo_data, R"({"code": 43, "always-send": true})"})));
  CHECK(by_code.ask(discover())->value(vendor_encapsulated) == content);

  Server alone(one_subnet("", definitions(foo) + list({foo_data})));
  CHECK_FALSE(alone.ask(asking({vendor_encapsulated}))->has(vendor_encapsulated));
}

TEST_CASE("the configuration's definition of option 43 comes before the last resort, after that of a class") {
  Server server(
      one_subnet("", definitions(R"({"name": "vendor-encapsulated-options", "code": 43, "type": "string"})") +
                         list({data("vendor-encapsulated-options", "words")}) +
                         R"j("client-classes": [{"name": "numbers",
      "test": "option[60].text == 'numbers'",
      "option-def": [{"name": "vendor-encapsulated-options", "type": "uint16"}],
      "option-data": [{"name": "vendor-encapsulated-options", "data": "258"}]}], )j"));
  CHECK(server.ask(asking({vendor_encapsulated}))->value(vendor_encapsulated) == text("words"));
  CHECK(server.ask(asking({vendor_encapsulated}, "numbers"))->value(vendor_encapsulated) == Bytes{1, 2});
}

TEST_CASE("sub-options may have the codes of padding and end") {
  Server server(one_subnet(
      "", definitions(R"(
      {"name": "zero", "code": 0, "space": "vendor-encapsulated-options-space", "type": "uint8"},
      {"name": "last", "code": 255, "space": "vendor-encapsulated-options-space", "type": "uint8"})") +
              list({R"({"name": "zero", "space": "vendor-encapsulated-options-space", "data": "7"})",
                    R"({"name": "last", "space": "vendor-encapsulated-options-space", "data": "8"})",
                    R"({"code": 43})"})));
  CHECK(server.ask(asking({vendor_encapsulated}))->value(vendor_encapsulated) == Bytes{0, 1, 7, 255, 1, 8});
}

// --- private options ------------------------------------------------------------------------------------

TEST_CASE("private options are what the configuration or a class defines, each class for itself") {
  Server server(one_subnet("", definitions(R"({"name": "everyones", "code": 254, "type": "uint32"})") +
                                   list({data("everyones", "1")}) + R"j("client-classes": [
      {"name": "a", "test": "option[60].text == 'a'",
       "option-def": [{"name": "own", "code": 224, "type": "uint16"}],
       "option-data": [{"name": "own", "data": "513"}]},
      {"name": "b", "test": "option[60].text == 'b' or option[60].text == 'a'",
       "option-def": [{"name": "mine", "code": 224, "type": "string"}, {"name": "other", "code": 230, "type": "boolean"}],
       "option-data": [{"name": "mine", "data": "text"}, {"code": 230, "data": "true"}]}], )j"));
  const Bytes codes{224, 230, 254};
  const auto of_a = server.ask(asking(codes, "a"));
  CHECK(of_a->value(224) == Bytes{2, 1});
  CHECK(of_a->value(230) == Bytes{1});
  const auto of_b = server.ask(asking(codes, "b"));
  CHECK(of_b->value(224) == text("text"));
  CHECK(of_b->value(254) == Bytes{0, 0, 0, 1});
  const auto of_nobody = server.ask(asking(codes));
  CHECK_FALSE(of_nobody->has(224));
  CHECK_FALSE(of_nobody->has(230));
  CHECK(of_nobody->value(254) == Bytes{0, 0, 0, 1});
}

// --- spaces of one's own --------------------------------------------------------------------------------

constexpr auto nested = R"(
    {"name": "container", "code": 222, "type": "empty", "encapsulate": "isc"},
    {"name": "numbered", "code": 223, "type": "uint16", "encapsulate": "isc"},
    {"name": "subopt1", "code": 1, "space": "isc", "type": "ipv4-address"},
    {"name": "subopt2", "code": 2, "space": "isc", "type": "string"})";
constexpr auto subopt1 = R"({"name": "subopt1", "space": "isc", "data": "192.0.2.3"})";
constexpr auto subopt2 = R"({"name": "subopt2", "space": "isc", "data": "Hi"})";

TEST_CASE("a container is sent with the sub-options of its space, behind the data of its own") {
  const Bytes content{1, 4, 192, 0, 2, 3, 2, 2, 'H', 'i'};
  Server server(one_subnet("", definitions(nested) + list({subopt1, subopt2, R"({"name": "container"})",
                                                           data("numbered", "258")})));
  const auto offer = server.ask(asking({222, 223, 1, 2}));
  REQUIRE(offer);
  CHECK(offer->value(222) == content);
  CHECK(offer->value(223) == joined({{1, 2}, content}));
  CHECK(offer->value(1) == Bytes{255, 255, 255, 0});
  CHECK_FALSE(offer->has(2));
}

TEST_CASE("a container that a subnet inherits has the subnet's sub-options beside those inherited") {
  Server server(one_subnet(list({R"({"code": 2, "space": "isc", "data": "subnet"})"}),
                           definitions(nested) + list({subopt1, subopt2, R"({"name": "container"})"})));
  CHECK(server.ask(asking({222}))->value(222) == joined({{1, 4, 192, 0, 2, 3, 2, 6}, text("subnet")}));
}

TEST_CASE("always-send of a sub-option does not send its container") {
  Server server(one_subnet(
      "", definitions(nested) +
              list({R"({"name": "subopt1", "space": "isc", "data": "192.0.2.3", "always-send": true})",
                    R"({"name": "container"})"})));
  CHECK_FALSE(server.ask(discover())->has(222));
  CHECK(server.ask(asking({222}))->value(222) == Bytes{1, 4, 192, 0, 2, 3});
}

// --- long options (RFC 3396) ----------------------------------------------------------------------------

/// `count` letters, none like its neighbours.
std::string letters(std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += static_cast<char>('a' + i % 26);
  return out;
}
constexpr std::uint8_t root_path = 17;

TEST_CASE("an option longer than 255 octets is sent in several of the same code") {
  const std::string path = letters(600);
  Server server(one_subnet(R"("reservations": [{"hw-address": "02:00:00:00:00:01", )" +
                           list({data("root-path", path)}) + R"("hostname": "one"}], )"));
  const auto offer = server.ask(asking({root_path}).option(option4::max_message_size, {0x05, 0xdc}));
  REQUIRE(offer);
  CHECK(instances(*offer, root_path) ==
        std::vector<Bytes>{text(path.substr(0, 255)), text(path.substr(255, 255)), text(path.substr(510))});
  CHECK(offer->value(root_path) == text(path));
}

TEST_CASE("long sub-options are cut each with its code, and their container as any long option") {
  const std::string words = letters(300);
  Server server(one_subnet(
      "", definitions(nested) + list({R"({"name": "subopt2", "space": "isc", "data": ")" + words + "\"}",
                                      R"({"name": "container"})"})));
  const auto offer = server.ask(asking({222}).option(option4::max_message_size, {0x05, 0xdc}));
  REQUIRE(offer);
  CHECK(instances(*offer, 222).size() == 2);
  CHECK(offer->value(222) ==
        joined({{2, 255}, text(words.substr(0, 255)), {2, 45}, text(words.substr(255))}));
}

TEST_CASE("many resolvers of option 162 take several options") {
  std::string resolvers;
  for (int i = 1; i <= 12; ++i)
    resolvers += (i == 1 ? "" : " | ") + std::to_string(i) + ", resolver.example., 10.0.0." +
                 std::to_string(i) + ", alpn=dot\\\\,doq port=8530";
  Server server(one_subnet(list({data("v4-dnr", resolvers)})));
  const auto offer = server.ask(asking({162}).option(option4::max_message_size, {0x05, 0xdc}));
  REQUIRE(offer);
  const Bytes whole = offer->value(162);
  CHECK(instances(*offer, 162).size() == (whole.size() + 254) / 255);
  std::vector<unsigned> priorities;
  ByteReader reader(whole);
  while (reader.remaining() > 0) {
    ByteReader resolver(reader.take(reader.u16()));
    priorities.push_back(resolver.u16());
  }
  CHECK(reader.ok());
  CHECK(priorities == std::vector<unsigned>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
}

TEST_CASE("what a client sends in pieces is read as one") {
  Server server(one_subnet(list({data("root-path", "p"), data("merit-dump", "m")}) +
                           R"("reservations": [{"client-id": "01:02:03", "ip-address": "192.0.2.77"}], )"));
  const auto offer = server.ask(discover()
                                    .asks_for({root_path})
                                    .option(option4::client_identifier, {1})
                                    .asks_for({14})
                                    .option(option4::client_identifier, {2, 3}));
  REQUIRE(offer);
  CHECK(offer->value(root_path) == text("p"));
  CHECK(offer->value(14) == text("m"));
  CHECK(offer->yiaddr() == ip("192.0.2.77"));
  CHECK(offer->value(option4::client_identifier) == Bytes{1, 2, 3});
}

}  // namespace
}  // namespace dhcp::engine_test
