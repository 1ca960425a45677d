/// Concessions to clients and relays that do not keep to the standards: `compatibility`.
#include "server.hpp"

namespace dhcp::engine_test {
namespace {

std::string with(std::string_view flag, std::string_view global = "") {
  return R"("compatibility": {")" + std::string(flag) + R"(": true}, )" + std::string(global);
}

TEST_CASE("a client that names another server is served when server identifiers are ignored") {
  const auto asks = [](Server& server) {
    return server.ask(request().requested("192.0.2.12").server("10.99.99.99"));
  };
  Server strict(one_subnet());
  CHECK_FALSE(asks(strict));
  CHECK(strict.book.count("DHCP4_PACKET_DROP_0003") == 1);
  CHECK(strict.count(Statistic4::pkt4_receive_drop) == 1);

  Server lenient(one_subnet("", with("ignore-dhcp-server-identifier")));
  const auto ack = asks(lenient);
  REQUIRE(ack);
  CHECK(ack->type() == MessageType4::ack);
  CHECK(ack->yiaddr() == ip("192.0.2.12"));
  CHECK(ack->address(option4::server_identifier) == ip("192.0.2.1"));
}

TEST_CASE("link selection does not select when it is ignored; the subnet selection option still does") {
  const std::string subnets = R"("subnet4": [
    {"id": 1, "subnet": "192.0.2.0/24", "pools": [{"pool": "192.0.2.10-192.0.2.14"}]},
    {"id": 2, "subnet": "10.0.0.0/16", "pools": [{"pool": "10.0.0.10-10.0.0.14"}]},
    {"id": 3, "subnet": "10.1.0.0/16", "pools": [{"pool": "10.1.0.10-10.1.0.14"}]}]}})";
  const Bytes link{relay4::link_selection, 4, 10, 0, 0, 0};
  const Query relayed = discover()
                            .giaddr("192.0.2.200")
                            .unicast("192.0.2.200", "192.0.2.1")
                            .option(option4::relay_agent_information, link);
  Server strict(R"({"Dhcp4": {)" + subnets);
  CHECK(strict.ask(relayed)->yiaddr() == ip("10.0.0.10"));

  Server lenient(R"({"Dhcp4": {)" + with("ignore-rai-link-selection", subnets));
  const auto offer = lenient.ask(relayed);
  REQUIRE(offer);
  CHECK(offer->yiaddr() == ip("192.0.2.10"));
  CHECK(offer->value(option4::relay_agent_information) == link);
  CHECK(lenient.ask(Query(relayed).option(option4::subnet_selection, {10, 1, 0, 0}))->yiaddr() ==
        ip("10.1.0.10"));
}

TEST_CASE("a tuple that claims more than there is ends with the option when parsing is lenient") {
  const std::string global = R"j("option-def": [
      {"name": "words", "code": 230, "type": "tuple", "array": true},
      {"name": "word-and-more", "code": 231, "type": "tuple", "encapsulate": "more"}],
    "client-classes": [
      {"name": "of-text", "test": "unknown and substring(option[230].text,19,all) == '\"a\" (tuple) \"bc\" (tuple)'",
       "option-data": [{"name": "log-servers", "data": "10.0.0.7", "always-send": true}]},
      {"name": "of-class", "test": "option[60].text == 'of-class'",
       "option-def": [{"name": "words", "code": 230, "type": "tuple", "array": true}]}], )j";
  const Bytes words{1, 'a', 9, 'b', 'c'};
  constexpr std::uint8_t log_servers = 7;
  const auto unfit = [&](Server& server, const Query& query) {
    REQUIRE(server.ask(query));
    return server.book.count("DHCP4_DEFERRED_OPTION_UNPACK_FAIL");
  };
  const Query plain = discover().option(230, words);
  const Query of_class = discover().option(230, words).option(option4::vendor_class, text("of-class"));
  Server strict(one_subnet("", global));
  CHECK(unfit(strict, plain) == 1);
  CHECK(unfit(strict, of_class) == 2);
  CHECK_FALSE(strict.ask(plain)->has(log_servers));
  Server lenient(one_subnet("", with("lenient-option-parsing", global)));
  CHECK(unfit(lenient, plain) == 0);
  CHECK(unfit(lenient, of_class) == 0);
  CHECK(lenient.ask(plain)->has(log_servers));
}

}  // namespace
}  // namespace dhcp::engine_test
