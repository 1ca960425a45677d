/// Host names and the client FQDN option: what name a client gets, and how it is told.
#include <initializer_list>

#include "server.hpp"

namespace dhcp::engine_test {
namespace {

constexpr std::uint8_t flag_s = 1, flag_o = 2, flag_e = 4, flag_n = 8;

constexpr std::string_view updates = R"("dhcp-ddns": {"enable-updates": true}, )";
constexpr std::string_view suffix = R"("ddns-qualifying-suffix": "example.com", )";

std::string with(std::initializer_list<std::string_view> in_subnet, std::string_view global = updates) {
  std::string keys;
  for (const std::string_view key : in_subnet) keys += key;
  return one_subnet(keys, global);
}

/// The value of option 81.
Bytes fqdn(std::uint8_t flags, std::string_view name) {
  Bytes value(3 + name.size());
  value[0] = flags;
  std::ranges::copy(name, value.begin() + 3);
  return value;
}
/// "laptop.example" as labels, without the root's.
std::string labels(std::string_view name) {
  std::string wire;
  while (!name.empty()) {
    const std::string_view label = name.substr(0, name.find('.'));
    wire += static_cast<char>(label.size());
    wire += label;
    name.remove_prefix(std::min(label.size() + 1, name.size()));
  }
  return wire;
}

Query selecting(unsigned client = 1) {
  return request(client).requested("192.0.2.10").server("192.0.2.1");
}
Query with_fqdn(std::uint8_t flags, std::string_view name) {
  return selecting().option(option4::client_fqdn, fqdn(flags, name));
}
Query with_host_name(std::string_view name) {
  return selecting().option(option4::host_name, text(name));
}

/// What the answer's option 81 says; nothing when there is none.
struct Told {
  std::uint8_t flags = 0;
  std::string name;
  friend bool operator==(const Told&, const Told&) = default;
};
std::optional<Told> told_by_fqdn(const AnswerPointer& answer) {
  REQUIRE(answer);
  if (!answer->has(option4::client_fqdn)) return std::nullopt;
  const Bytes value = answer->value(option4::client_fqdn);
  CHECK(value[1] == 255);
  CHECK(value[2] == 255);
  return Told{value[0], std::string(value.begin() + 3, value.end())};
}
std::optional<std::string> told_by_host_name(const AnswerPointer& answer) {
  REQUIRE(answer);
  if (!answer->has(option4::host_name)) return std::nullopt;
  const Bytes value = answer->value(option4::host_name);
  return std::string(value.begin(), value.end());
}
/// The name in the lease after the query, as the client is told it in whichever option.
std::string name_for(std::string_view config, const Query& query) {
  Server server(config);
  const auto ack = server.ask(query);
  REQUIRE(ack);
  REQUIRE(ack->type() == MessageType4::ack);
  const std::string kept(server.stored(ack->yiaddr())->hostname.text());
  if (const auto told = told_by_fqdn(ack))
    CHECK(told->name == ((told->flags & flag_e) != 0 ? labels(kept) + '\0' : kept + "."));
  if (const auto told = told_by_host_name(ack)) CHECK(*told == kept);
  return kept;
}

}  // namespace

TEST_CASE("who updates the DNS is agreed on by flags N, S and O") {
  struct {
    std::string_view keys;
    std::uint8_t asked, answered;
    bool forward, reverse;
  } const table[] = {
      {"", 0, flag_n, false, true},
      {"", flag_s, flag_s, true, true},
      {"", flag_n, flag_n, false, false},
      {"", flag_o, flag_n, false, true},        // O means nothing from clients
      {"", 0xf0 | flag_s, flag_s, true, true},  // nor do bits without a name
      {R"("ddns-override-client-update": true, )", 0, flag_s | flag_o, true, true},
      {R"("ddns-override-client-update": true, )", flag_n, flag_n, false, false},
      {R"("ddns-override-client-update": true, )", flag_s, flag_s, true, true},
      {R"("ddns-override-no-update": true, )", flag_n, flag_s | flag_o, true, true},
      {R"("ddns-override-no-update": true, )", 0, flag_n, false, true},
      {R"("ddns-send-updates": false, )", 0, flag_n, false, false},
      {R"("ddns-send-updates": false, )", flag_s, flag_n | flag_o, false, false},
      {R"("ddns-send-updates": false, "ddns-override-client-update": true, )", 0, flag_n, false, false},
      {R"("ddns-send-updates": false, "ddns-override-no-update": true, )", flag_n, flag_n, false, false},
  };
  for (const auto& row : table) {
    for (const std::uint8_t encoding : {std::uint8_t{0}, flag_e}) {
      CAPTURE(row.keys);
      CAPTURE(int{row.asked});
      CAPTURE(int{encoding});
      Server server(with({suffix, row.keys}));
      const auto ack =
          server.ask(with_fqdn(row.asked | encoding, encoding != 0 ? labels("Laptop") : "Laptop"));
      const std::string name = encoding != 0 ? labels("laptop.example.com") + '\0' : "laptop.example.com.";
      CHECK(told_by_fqdn(ack) == Told{static_cast<std::uint8_t>(row.answered | encoding), name});
      const auto lease = server.stored("192.0.2.10");
      REQUIRE(lease);
      CHECK(lease->hostname.text() == "laptop.example.com");
      CHECK(lease->fqdn_forward == row.forward);
      CHECK(lease->fqdn_reverse == row.reverse);
    }
  }
}

TEST_CASE("updates need enable-updates, and ddns-send-updates in the client's scope") {
  struct {
    std::string_view enable, global, subnet;
    bool updated;
  } const table[] = {
      {"false", "true", "", false},    {"false", "false", "", false},    {"false", "false", "true", false},
      {"true", "true", "", true},      {"true", "true", "false", false}, {"true", "false", "", false},
      {"true", "false", "true", true},
  };
  for (const auto& row : table) {
    CAPTURE(row.enable);
    CAPTURE(row.global);
    CAPTURE(row.subnet);
    const std::string global = R"("dhcp-ddns": {"enable-updates": )" + std::string(row.enable) +
                               R"(}, "ddns-send-updates": )" + std::string(row.global) + ", ";
    const std::string subnet =
        row.subnet.empty() ? "" : R"("ddns-send-updates": )" + std::string(row.subnet) + ", ";
    Server server(one_subnet(subnet, global));
    const auto ack = server.ask(with_fqdn(flag_s, "laptop."));
    CHECK(told_by_fqdn(ack)->flags == (row.updated ? flag_s : flag_n | flag_o));
    server.ask(request(2).requested("192.0.2.11").server("192.0.2.1").option(option4::host_name, text("b")));
    for (const char* address : {"192.0.2.10", "192.0.2.11"}) {
      CHECK(server.stored(address)->fqdn_forward == row.updated);
      CHECK(server.stored(address)->fqdn_reverse == row.updated);
    }
  }
}

TEST_CASE("a message whose FQDN option is invalid is dropped") {
  const Bytes bad[] = {
      fqdn(flag_n | flag_s, "laptop"),
      fqdn(flag_s | flag_e,
           "\x41"
           "abc"),
      fqdn(flag_s, "a..b"),
      fqdn(flag_s, std::string(64, 'a')),
      {flag_s, 0},
  };
  for (const Bytes& value : bad) {
    Server server(with({suffix}));
    CHECK_FALSE(server.ask(selecting().option(option4::client_fqdn, value)));
    CHECK(server.book.count("DHCP4_PACKET_DROP_0001") == 1);
    CHECK(server.count(Statistic4::pkt4_parse_failed) == 1);
    CHECK(server.count(Statistic4::pkt4_receive_drop) == 1);
    CHECK_FALSE(server.stored("192.0.2.10"));
  }
}

TEST_CASE("lenient parsing ignores an FQDN option with an invalid name, but not flags against each other") {
  Server server(with({suffix}, R"("compatibility": {"lenient-option-parsing": true}, )"));
  const auto ack = server.ask(with_fqdn(flag_s, "a..b").option(option4::host_name, text("b")));
  REQUIRE(ack);
  CHECK_FALSE(told_by_fqdn(ack));
  CHECK(told_by_host_name(ack) == "b.example.com");
  CHECK_FALSE(server.ask(with_fqdn(flag_s | flag_n, "a")));
}

TEST_CASE("names are lower case, and partial ones are completed") {
  struct {
    Query query;
    std::string_view name;
  } const table[] = {
      {with_fqdn(flag_s, "Some-Computer"), "some-computer.example.com"},
      {with_fqdn(flag_s, "PC.Corp"), "pc.corp.example.com"},
      {with_fqdn(flag_s, "PC.Corp."), "pc.corp"},
      {with_fqdn(flag_s | flag_e, labels("PC.Corp")), "pc.corp.example.com"},
      {with_fqdn(flag_s | flag_e, labels("PC.Corp") + '\0'), "pc.corp"},
      {with_host_name("PC"), "pc.example.com"},
      {with_host_name("PC."), "pc"},
      {with_host_name("PC.Corp"), "pc.corp"},
      {with_host_name("PC.Corp."), "pc.corp"},
      {with_host_name(std::string_view("PC\0\0", 4)), "pc.example.com"},
  };
  for (const auto& [query, name] : table) {
    CAPTURE(name);
    CHECK(name_for(with({suffix}), query) == name);
    CHECK(name_for(with({R"("ddns-qualifying-suffix": "Example.COM.", )"}), query) == name);
  }
  CHECK(name_for(with({}), with_fqdn(flag_s, "PC")) == "pc");
  CHECK(name_for(with({}), with_host_name("PC")) == "pc");
}

TEST_CASE("the FQDN option counts, not the host name beside it, which is not answered then") {
  Server server(with({suffix}));
  const auto ack = server.ask(
      with_fqdn(flag_n, "one").option(option4::host_name, text("two")).asks_for({option4::host_name}));
  CHECK(told_by_fqdn(ack) == Told{flag_n, "one.example.com."});
  CHECK_FALSE(told_by_host_name(ack));
}

TEST_CASE("the offer tells the name of the acknowledgement to come") {
  Server server(with({suffix}));
  const auto offer = server.ask(discover().option(option4::client_fqdn, fqdn(flag_s, "laptop")));
  CHECK(told_by_fqdn(offer) == Told{flag_s, "laptop.example.com."});
  CHECK(told_by_host_name(server.ask(discover(2).option(option4::host_name, text("desk")))) ==
        "desk.example.com");
}

TEST_CASE("DHCPINFORM and DHCPNAK tell no name") {
  Server server(
      with({suffix, R"("reservations": [{"hw-address": "02:00:00:00:00:01", "hostname": "one"}], )"}));
  const auto inform = server.ask(Query(MessageType4::inform)
                                     .ciaddr("192.0.2.77")
                                     .option(option4::client_fqdn, fqdn(flag_s, "laptop"))
                                     .asks_for({option4::host_name, option4::client_fqdn}));
  CHECK_FALSE(told_by_fqdn(inform));
  CHECK_FALSE(told_by_host_name(inform));
  server.lease(2);
  const auto nak = server.ask(with_fqdn(flag_s, "laptop"));
  REQUIRE(nak->type() == MessageType4::nak);
  CHECK_FALSE(told_by_fqdn(nak));
}

TEST_CASE("a reserved name goes before any other, with the suffix whatever it looks like") {
  constexpr std::string_view reservations = R"("reservations": [
    {"hw-address": "02:00:00:00:00:01", "hostname": "Alice-Laptop"},
    {"hw-address": "02:00:00:00:00:02", "hostname": "bob.some.org."},
    {"hw-address": "02:00:00:00:00:03", "hostname": "under_score"}], )";
  const auto name = [&](unsigned client, std::string_view keys, bool by_fqdn) {
    Query query = selecting(client);
    by_fqdn ? query.option(option4::client_fqdn, fqdn(flag_s, "x"))
            : query.option(option4::host_name, text("x"));
    return name_for(with({reservations, keys}), query);
  };
  constexpr std::string_view replaced = R"("ddns-replace-client-name": "always", )";
  for (const bool by_fqdn : {false, true}) {
    CHECK(name(1, suffix, by_fqdn) == "alice-laptop.example.com");
    CHECK(name(1, R"("ddns-qualifying-suffix": "example.isc.org.", )", by_fqdn) ==
          "alice-laptop.example.isc.org");
    CHECK(name(1, replaced, by_fqdn) == "alice-laptop");
    CHECK(name(2, suffix, by_fqdn) == "bob.some.org.example.com");
    CHECK(name(2, "", by_fqdn) == "bob.some.org");
    CHECK(name(3, suffix, by_fqdn) == "under_score.example.com");
  }
}

TEST_CASE("a reserved name is told in option 12 to who sends it, asks for it, or lists nothing") {
  const std::string config =
      with({suffix, R"("reservations": [{"hw-address": "02:00:00:00:00:01", "hostname": "alice"}], )"}, "");
  struct {
    Query query;
    bool told;
  } const table[] = {
      {selecting(), true},
      {selecting().asks_for({option4::host_name}), true},
      {selecting().asks_for({option4::routers}), false},
      {with_host_name("x").asks_for({option4::routers}), true},
      {with_host_name("").asks_for({option4::routers}), true},
  };
  for (const auto& [query, told] : table) {
    Server server(config);
    const auto answer = server.ask(query);
    CHECK(told_by_host_name(answer).has_value() == told);
    CHECK_FALSE(told_by_fqdn(answer));
    CHECK(server.stored("192.0.2.10")->hostname.text() == "alice.example.com");
  }
}

TEST_CASE("ddns-replace-client-name says when a name is made from the address") {
  const std::string made = "myhost-192-0-2-10.example.com";
  struct {
    std::string_view mode, host_name, fqdn, empty_fqdn, none;
  } const table[] = {
      {"never", "sent.example.com", "sent.example.com", made, ""},
      {"always", made, made, made, made},
      {"when-present", made, made, made, ""},
      {"when-not-present", "sent.example.com", "sent.example.com", made, made},
  };
  for (const std::string_view global : {updates, std::string_view()}) {  // also without updates
    for (const auto& row : table) {
      CAPTURE(row.mode);
      const std::string mode = R"("ddns-replace-client-name": ")" + std::string(row.mode) + "\", ";
      const std::string config = with({suffix, mode}, global);
      CHECK(name_for(config, with_host_name("sent")) == row.host_name);
      CHECK(name_for(config, with_fqdn(flag_s, "sent")) == row.fqdn);
      CHECK(name_for(config, with_fqdn(flag_s, "")) == row.empty_fqdn);
      CHECK(name_for(config, with_fqdn(flag_s | flag_e, std::string_view("", 1))) == row.empty_fqdn);
      CHECK(name_for(config, selecting()) == row.none);
      CHECK(name_for(config, with_host_name("")) == row.none);
    }
  }
}

TEST_CASE("a name that is made has the prefix, the address with hyphens and the suffix") {
  constexpr std::string_view always = R"("ddns-replace-client-name": "always", )";
  CHECK(name_for(with({always}), selecting()) == "myhost-192-0-2-10");
  CHECK(name_for(with({always, suffix, R"("ddns-generated-prefix": "Another.Host", )"}), selecting()) ==
        "another.host-192-0-2-10.example.com");
  CHECK(name_for(with({suffix}), with_host_name(".")) == "myhost-192-0-2-10.example.com");
  Server server(with({always, suffix}));
  const auto ack = server.ask(selecting().asks_for({option4::routers}));
  CHECK_FALSE(told_by_host_name(ack));
  CHECK(told_by_host_name(server.ask(selecting())) == "myhost-192-0-2-10.example.com");
  CHECK(server.book.count("DHCP4_RESPONSE_HOSTNAME_GENERATE") == 2);
  CHECK(server.book.count("DHCP4_GENERATE_FQDN") == 2);
}

TEST_CASE("invalid characters of a client's name are taken out or replaced, those of the suffix are not") {
  constexpr std::string_view x = R"("hostname-char-replacement": "x", )";
  constexpr std::string_view no_dots = R"("hostname-char-set": "[^A-Za-z0-9-]", )";
  constexpr std::string_view odd_suffix = R"("ddns-qualifying-suffix": "_odd", )";
  struct {
    std::string_view keys, sent, as_host_name, as_fqdn;
  } const table[] = {
      {"", "myhost-$[123.org", "myhost-123.org", "myhost-123.org._odd"},
      {x, "myhost-$[123.org", "myhost-xx123.org", "myhost-xx123.org._odd"},
      {x, "\xc3\xa4pfel", "xxpfel._odd", "xxpfel._odd"},
      {no_dots, "a b.c_d", "abcd._odd", "ab.cd._odd"},
      {R"("hostname-char-set": "", )", "a_b", "a_b._odd", "a_b._odd"},
      {R"("hostname-char-set": "[a-c]|z", "hostname-char-replacement": "--", )", "azd", "----d._odd",
       "----d._odd"},
  };
  for (const auto& row : table) {
    CAPTURE(row.keys);
    CAPTURE(row.sent);
    const std::string config = with({odd_suffix, row.keys}, "");
    CHECK(name_for(config, with_host_name(row.sent)) == row.as_host_name);
    CHECK(name_for(config, with_fqdn(flag_s, row.sent)) == row.as_fqdn);
    CHECK(name_for(config, with_fqdn(flag_s | flag_e, labels(row.sent))) == row.as_fqdn);
  }
  // NUL is never valid.
  CHECK(name_for(with({R"("hostname-char-set": "", "hostname-char-replacement": "x", )"}),
                 with_host_name(std::string_view("a\0b", 3))) == "axb");
}

TEST_CASE("a character set is inherited by a subnet that says only what takes the place of characters") {
  CHECK(name_for(with({R"("hostname-char-replacement": "x", )"}, R"("hostname-char-set": "[b]", )"),
                 with_host_name("abc_")) == "axc_");
}

TEST_CASE("what is no name when invalid characters are gone is no name at all") {
  struct {
    Query query;
    std::string_view message;
  } const table[] = {
      {with_host_name("$$$"), "DHCP4_CLIENT_HOSTNAME_MALFORMED"},
      {with_host_name("a..b"), "DHCP4_CLIENT_HOSTNAME_MALFORMED"},
      {with_host_name(std::string(64, 'a')), "DHCP4_CLIENT_HOSTNAME_MALFORMED"},
      {with_fqdn(flag_s, "$.org"), "DHCP4_CLIENT_NAME_PROC_FAIL"},
      {with_fqdn(flag_s | flag_e, labels("$$$")), "DHCP4_CLIENT_NAME_PROC_FAIL"},
  };
  for (const auto& [query, message] : table) {
    CAPTURE(message);
    Server server(with({suffix}));
    const auto ack = server.ask(query);
    CHECK_FALSE(told_by_fqdn(ack));
    CHECK_FALSE(told_by_host_name(ack));
    CHECK(server.book.count(message) == 1);
    const auto lease = server.stored("192.0.2.10");
    CHECK(lease->hostname.empty());
    CHECK_FALSE(lease->fqdn_forward);
    CHECK_FALSE(lease->fqdn_reverse);
  }
}

TEST_CASE("a name with odd characters is told as it was sent, and kept with escapes") {
  Server server(with({R"("hostname-char-set": "", )"}));
  const auto ack = server.ask(with_host_name("\xc3\xa4 b.org"));
  CHECK(told_by_host_name(ack) == "\xc3\xa4 b.org");
  CHECK(server.stored("192.0.2.10")->hostname.text() == "\\195\\164\\032b.org");
  const auto fq = server.ask(with_fqdn(flag_s | flag_e, labels("\xc3\xa4 b.org") + '\0'));
  CHECK(told_by_fqdn(fq) == Told{flag_s | flag_e, labels("\xc3\xa4 b.org") + '\0'});
}

TEST_CASE("the keys of the subnet that the client is served from count") {
  const auto pool = [](std::string_view subnet, unsigned id, std::string_view range, std::string_view name) {
    return R"({"id": )" + std::to_string(id) + R"(, "subnet": ")" + std::string(subnet) +
           R"(", "ddns-qualifying-suffix": ")" + std::string(name) + R"(", "pools": [{"pool": ")" +
           std::string(range) + R"("}]})";
  };
  Server server(R"({"Dhcp4": {"ddns-qualifying-suffix": "global", "shared-networks": [{"name": "n",
    "ddns-generated-prefix": "net", "ddns-replace-client-name": "always", "subnet4": [)" +
                pool("192.0.2.0/24", 1, "192.0.2.10-192.0.2.10", "one") + ", " +
                pool("10.0.0.0/8", 2, "10.0.0.10-10.0.0.10", "two") + "]}]}}");
  const auto name = [&](unsigned client) {
    const auto ack = server.lease(client);
    return std::string(server.stored(ack->yiaddr())->hostname.text());
  };
  CHECK(name(1) == "net-192-0-2-10.one");
  CHECK(name(2) == "net-10-0-0-10.two");
}

TEST_CASE("what a client sends as its name is logged without control characters") {
  Server server(with({suffix}));
  server.ask(with_host_name("a\n\\b"));
  REQUIRE(server.book.count("DHCP4_CLIENT_HOSTNAME_DATA") == 1);
  const auto line = std::ranges::find(server.book.lines, "DHCP4_CLIENT_HOSTNAME_DATA", &LogBook::Line::id);
  CHECK(line->text.ends_with("its host name is 'a\\x0a\\x5cb'"));
  for (const char* id : {"DHCP4_CLIENT_HOSTNAME_PROCESS", "DHCP4_RESPONSE_HOSTNAME_DATA"})
    CHECK(server.book.count(id) == 1);
  server.ask(with_fqdn(flag_s, "b"));
  for (const char* id : {"DHCP4_CLIENT_FQDN_PROCESS", "DHCP4_CLIENT_FQDN_DATA", "DHCP4_RESPONSE_FQDN_DATA"})
    CHECK(server.book.count(id) == 1);
  server.ask(with_host_name(""));
  CHECK(server.book.count("DHCP4_EMPTY_HOSTNAME") == 1);
}

}  // namespace dhcp::engine_test
