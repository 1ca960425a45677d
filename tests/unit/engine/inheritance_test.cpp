/// What a client gets of what its subnet, shared network, class and the global scope say: times, header
/// fields, identifier.
#include "option_data.hpp"
#include "server.hpp"

namespace dhcp::engine_test {
namespace {

/// The keys of one scope each, `"key": value, ` as often as needed.
struct Scopes {
  std::string global{}, network{}, subnet{}, classes{}, host{};
};

/// One subnet in a shared network; everybody who sends option 77 is in class "c", client 7 has a reservation.
std::string config_of(const Scopes& of) {
  return R"({"Dhcp4": {)" + of.global + R"("client-classes": [{)" + of.classes +
         R"("name": "c", "test": "option[77].exists"}], "shared-networks": [{)" + of.network +
         R"("name": "n", "subnet4": [{)" + of.subnet +
         R"("id": 1, "subnet": "192.0.2.0/24", "pools": [{"pool": "192.0.2.10-192.0.2.14"}], "reservations": [{)" +
         of.host + R"("hw-address": "02:00:00:00:00:07", "hostname": "seven"}]}]}]}})";
}
Query member() {
  return discover().option(77, {1});
}
std::optional<std::uint32_t> number_in(const Answer& answer, std::uint8_t code) {
  return answer.packet().option_u32(code);
}

TEST_CASE("timers that any scope sets come before those that are calculated, each for itself") {
  struct Row {
    const char* what;
    Scopes scopes;
    std::optional<std::uint32_t> t1, t2;
  };
  const auto unset = std::nullopt;
  const std::string lifetime = R"("valid-lifetime": 4000, )";
  const std::string calculate = R"("calculate-tee-times": true, )";
  const Row table[] = {
      {"nobody says anything", {.global = lifetime}, unset, unset},
      {"calculated", {.global = lifetime + calculate}, 2000, 3500},
      {"global timers stop the calculation of a subnet",
       {.global = lifetime + R"("renew-timer": 1000, "rebind-timer": 2000, )", .subnet = calculate},
       1000,
       2000},
      {"a global timer stops that of one of the two",
       {.global = lifetime + R"("renew-timer": 1000, )",
        .subnet = calculate + R"("t1-percent": 0.4, "t2-percent": 0.7, )"},
       1000,
       2800},
      {"a network's timer stops a global calculation",
       {.global = lifetime + calculate, .network = R"("rebind-timer": 3000, )"},
       2000,
       3000},
      {"the subnet's timer before the network's before the global one",
       {.global = lifetime + R"("renew-timer": 1, "rebind-timer": 3, )",
        .network = R"("renew-timer": 10, "rebind-timer": 30, )",
        .subnet = R"("renew-timer": 20, )"},
       20,
       30},
      {"a subnet may do without what others calculate",
       {.global = lifetime + calculate, .subnet = R"("calculate-tee-times": false, )"},
       unset,
       unset},
      {"each part is that of the innermost scope that has it",
       {.global = lifetime + calculate + R"("t1-percent": 0.3, "t2-percent": 0.6, )",
        .network = R"("t2-percent": 0.7, )",
        .subnet = R"("t1-percent": 0.4, )"},
       1600,
       2800},
      {"parts of the lifetime that a class gives",
       {.global = lifetime + calculate, .classes = R"("valid-lifetime": 400, )"},
       200,
       350},
      {"a timer at the lifetime is not sent",
       {.global = R"("valid-lifetime": 1000, "renew-timer": 900, "rebind-timer": 1000, )"},
       900,
       unset},
  };
  for (const Row& row : table) {
    CAPTURE(row.what);
    Server server(config_of(row.scopes));
    const auto offer = server.ask(member());
    REQUIRE(offer);
    CHECK(number_in(*offer, option4::renewal_time) == row.t1);
    CHECK(number_in(*offer, option4::rebinding_time) == row.t2);
  }
}

TEST_CASE("the lifetime and its bounds are those of the class, the subnet, the network, the global scope") {
  struct Row {
    const char* what;
    Scopes scopes;
    std::uint32_t least, usual, most;
  };
  const auto triplet = [](unsigned least, unsigned usual, unsigned most) {
    return R"("min-valid-lifetime": )" + std::to_string(least) + R"(, "valid-lifetime": )" +
           std::to_string(usual) + R"(, "max-valid-lifetime": )" + std::to_string(most) + ", ";
  };
  const Row table[] = {
      {"nobody says anything", {}, 7200, 7200, 7200},
      {"global", {.global = triplet(10, 20, 30)}, 10, 20, 30},
      {"network", {.global = triplet(10, 20, 30), .network = triplet(11, 21, 31)}, 11, 21, 31},
      {"subnet", {.network = triplet(11, 21, 31), .subnet = triplet(12, 22, 32)}, 12, 22, 32},
      {"class", {.subnet = triplet(12, 22, 32), .classes = triplet(13, 23, 33)}, 13, 23, 33},
      {"a class with one of the three",
       {.subnet = triplet(12, 22, 32), .classes = R"("min-valid-lifetime": 100, )"},
       100,
       100,
       100},
      {"for ever", {.global = triplet(10, 4294967295, 4294967295)}, 10, infinite_lifetime, infinite_lifetime},
  };
  for (const Row& row : table) {
    CAPTURE(row.what);
    Server server(config_of(row.scopes));
    const auto granted = [&](const Query& query) { return server.ask(query)->number(option4::lease_time); };
    CHECK(granted(member()) == row.usual);
    CHECK(granted(member().option(option4::lease_time, u32(1))) == row.least);
    CHECK(granted(member().option(option4::lease_time, u32(infinite_lifetime))) == row.most);
    CHECK(granted(member().option(option4::lease_time, u32(row.usual))) == row.usual);
  }
}

TEST_CASE("a client of class BOOTP keeps its lease for ever, whatever is configured or asked") {
  Server server(one_subnet(
      R"("valid-lifetime": 4000, "reservations": [{"hw-address": "02:00:00:00:00:07", "client-classes": ["BOOTP"]}], )",
      R"j("client-classes": [{"name": "c", "test": "member('ALL')", "valid-lifetime": 300}], )j"));
  const auto lifetime = [&](const Query& query) { return server.ask(query)->number(option4::lease_time); };
  CHECK(lifetime(discover(7).option(option4::lease_time, u32(60))) == infinite_lifetime);
  CHECK(lifetime(discover(1).option(option4::lease_time, u32(60))) == 300);
}

TEST_CASE("header fields: the reservation's, else the class's, else the subnet's, each for itself") {
  struct Row {
    const char* what;
    Scopes scopes;
    const char *siaddr, *sname, *file;
  };
  const std::string global =
      R"("next-server": "10.0.0.1", "server-hostname": "g", "boot-file-name": "g.img", )";
  const Row table[] = {
      {"nobody says anything", {}, "0.0.0.0", "", ""},
      {"global", {.global = global}, "10.0.0.1", "g", "g.img"},
      {"network over global",
       {.global = global, .network = R"("server-hostname": "n", )"},
       "10.0.0.1",
       "n",
       "g.img"},
      {"subnet over network",
       {.global = global,
        .network = R"("boot-file-name": "n.img", )",
        .subnet = R"("boot-file-name": "s.img", )"},
       "10.0.0.1",
       "g",
       "s.img"},
      {"a subnet without next server",
       {.global = global, .subnet = R"("next-server": "0.0.0.0", )"},
       "0.0.0.0",
       "g",
       "g.img"},
      {"an empty next server is none set",
       {.global = global, .subnet = R"("next-server": "", )"},
       "10.0.0.1",
       "g",
       "g.img"},
      {"class over subnet",
       {.global = global,
        .subnet = R"("next-server": "10.0.0.3", )",
        .classes = R"("next-server": "10.0.0.4", )"},
       "10.0.0.4",
       "g",
       "g.img"},
      {"a class with next server 0.0.0.0 has none",
       {.global = global, .classes = R"("next-server": "0.0.0.0", )"},
       "10.0.0.1",
       "g",
       "g.img"},
      {"reservation over class",
       {.global = global,
        .classes = R"("server-hostname": "c", "boot-file-name": "c.img", )",
        .host = R"("server-hostname": "h", )"},
       "10.0.0.1",
       "h",
       "c.img"},
  };
  for (const Row& row : table) {
    CAPTURE(row.what);
    Server server(config_of(row.scopes));
    const auto offer = server.ask(member().client(7));
    REQUIRE(offer);
    CHECK(offer->packet().siaddr() == ip(row.siaddr));
    CHECK(as_text(offer->packet().sname()) == row.sname);
    CHECK(as_text(offer->packet().file()) == row.file);
    // Options 66 and 67 are others.
    CHECK_FALSE(offer->has(66));
    CHECK_FALSE(offer->has(67));
  }
  Server options(config_of(
      {.global = list({data("tftp-server-name", "t", always), data("boot-file-name", "o", always)})}));
  const auto offer = options.ask(member());
  CHECK(offer->value(66) == text("t"));
  CHECK(offer->packet().sname().empty());
  CHECK(offer->packet().file().empty());
}

TEST_CASE(
    "the server identifier: the subnet's, the network's, the class's, the global one, else our address") {
  const auto identifier = [](const char* address) { return list({data("dhcp-server-identifier", address)}); };
  const std::pair<Scopes, const char*> table[] = {
      {{}, "192.0.2.1"},
      {{.global = identifier("10.0.0.1")}, "10.0.0.1"},
      {{.global = identifier("10.0.0.1"), .classes = identifier("10.0.0.4")}, "10.0.0.4"},
      {{.network = identifier("10.0.0.2"), .classes = identifier("10.0.0.4")}, "10.0.0.2"},
      {{.network = identifier("10.0.0.2"), .subnet = identifier("10.0.0.3")}, "10.0.0.3"},
  };
  for (const auto& [scopes, expected] : table) {
    CAPTURE(expected);
    Server server(config_of(scopes));
    const auto offer = server.ask(member());
    REQUIRE(offer);
    CHECK(offer->address(option4::server_identifier) == ip(expected));
    const auto selecting = [&](unsigned client) {
      return request(client).option(77, {1}).requested(offer->yiaddr()).server(expected);
    };
    const auto ack = server.ask(selecting(1));
    REQUIRE(ack);
    CHECK(ack->type() == MessageType4::ack);
    CHECK(ack->address(option4::server_identifier) == ip(expected));
    const auto nak = server.ask(selecting(2));
    REQUIRE(nak);
    CHECK(nak->type() == MessageType4::nak);
    CHECK(nak->address(option4::server_identifier) == ip(expected));
  }
}

}  // namespace
}  // namespace dhcp::engine_test
