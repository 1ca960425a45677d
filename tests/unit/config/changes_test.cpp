#include "config/snapshot6.hpp"
#include "dhcpcore/random.hpp"
#include "sample_change.hpp"
#include "sample_config.hpp"
#include "sample_config6.hpp"

namespace dhcp {
namespace {

using enum ConfigChange::Operation;

// How the two protocols write the same things. Subnets are told apart by a number.
struct V4 {
  using Config = Config4;
  using Address = Ipv4Address;
  static constexpr const char* top = "Dhcp4";
  static constexpr const char* subnets = "subnet4";
  static std::string prefix(unsigned n) { return "10." + std::to_string(n) + ".0.0/16"; }
  static std::string address(unsigned n, unsigned host) {
    return "10." + std::to_string(n) + ".0." + std::to_string(host);
  }
  static std::string reserved(unsigned n, unsigned host) {
    return "\"ip-address\": \"" + address(n, host) + '"';
  }
};

struct V6 {
  using Config = Config6;
  using Address = Ipv6Address;
  static constexpr const char* top = "Dhcp6";
  static constexpr const char* subnets = "subnet6";
  static std::string prefix(unsigned n) { return "2001:db8:" + std::to_string(n) + "::/48"; }
  static std::string address(unsigned n, unsigned host) {
    return "2001:db8:" + std::to_string(n) + "::" + std::to_string(host);
  }
  static std::string reserved(unsigned n, unsigned host) {
    return "\"ip-addresses\": [\"" + address(n, host) + "\"]";
  }
};

constexpr unsigned numbers = 8;

template <class V>
std::string subnet(unsigned id, unsigned n, const std::string& keys = "") {
  return "{\"id\": " + std::to_string(id) + ", \"subnet\": \"" + V::prefix(n) + '"' + keys + "}";
}

template <class V>
std::shared_ptr<const typename V::Config> config(const std::string& body) {
  auto made = V::Config::parse(std::string("{\"") + V::top + "\": {" + body + "}}", "f");
  REQUIRE_MESSAGE(made, made.error().message);
  return *made;
}

template <class V>
std::string written(const std::shared_ptr<const typename V::Config>& config, std::string_view key) {
  return to_json(*config->to_value().find(V::top)->find(key));
}

// ---- A changed configuration is what loading it would give

template <class Snapshot>
std::vector<std::string> names_of(const std::vector<ClassId>& classes, const Snapshot& snapshot) {
  std::vector<std::string> names;
  for (const ClassId id : classes) names.emplace_back(snapshot.class_dictionary->name(id));
  return names;
}

template <class List>
std::vector<SubnetId> ids_of(const List& subnets) {
  std::vector<SubnetId> ids;
  for (const auto& subnet : subnets) ids.push_back(subnet->id);
  return ids;
}

template <class Subnet, class Snapshot>
void check_same_subnet(const Subnet& a, const Snapshot& of_a, const Subnet& b, const Snapshot& of_b) {
  CHECK(a.id == b.id);
  CHECK(a.prefix == b.prefix);
  CHECK(a.options == b.options);
  CHECK(a.from_global == b.from_global);
  if constexpr (requires { a.from_network; }) CHECK(a.from_network == b.from_network);
  CHECK(a.valid_lifetime.preferred == b.valid_lifetime.preferred);
  CHECK(a.interface == b.interface);
  CHECK(a.relay_addresses == b.relay_addresses);
  CHECK(a.ddns->qualifying_suffix == b.ddns->qualifying_suffix);
  CHECK(names_of(a.guard, of_a) == names_of(b.guard, of_b));
  CHECK((a.network ? a.network->name : "") == (b.network ? b.network->name : ""));
  REQUIRE(a.pools.size() == b.pools.size());
  for (std::size_t i = 0; i < a.pools.size(); ++i) CHECK(a.pools[i].range == b.pools[i].range);
  REQUIRE(a.hosts.size() == b.hosts.size());
  for (const auto& host : b.hosts.all()) {
    const auto* const found = a.hosts.find(HostIdentifier{host.identifier_type, host.identifier});
    REQUIRE(found);
    CHECK(found->hostname == host.hostname);
    CHECK(found->subnet_id == a.id);
  }
}

template <class V, class Index>
void check_same_lookups(const Index& a, const Index& b) {
  typename Index::List of_a, of_b;
  for (unsigned n = 1; n <= numbers; ++n) {
    const auto address = V::Address::parse(V::address(n, 1)).value();
    a.containing(address, of_a);
    b.containing(address, of_b);
    CHECK(ids_of(of_a) == ids_of(of_b));
    a.with_relay(address, of_a);
    b.with_relay(address, of_b);
    CHECK(ids_of(of_a) == ids_of(of_b));
    a.on_interface("eth" + std::to_string(n), of_a);
    b.on_interface("eth" + std::to_string(n), of_b);
    CHECK(ids_of(of_a) == ids_of(of_b));
    CHECK((a.find(n) != nullptr) == (b.find(n) != nullptr));
  }
}

template <class V>
void check_as_loaded(const typename V::Config& config) {
  const Value printed = config.to_value();
  const auto loaded = V::Config::from_value(printed);
  REQUIRE_MESSAGE(loaded, loaded.error().message);
  CHECK((*loaded)->to_value() == printed);
  const auto& a = config.snapshot();
  const auto& b = (*loaded)->snapshot();
  REQUIRE(ids_of(a.subnets) == ids_of(b.subnets));
  for (std::size_t i = 0; i < a.subnets.size(); ++i) check_same_subnet(*a.subnets[i], a, *b.subnets[i], b);
  REQUIRE(a.shared_networks.size() == b.shared_networks.size());
  for (std::size_t i = 0; i < a.shared_networks.size(); ++i) {
    CHECK(a.shared_networks[i]->name == b.shared_networks[i]->name);
    CHECK(ids_of(a.shared_networks[i]->subnets) == ids_of(b.shared_networks[i]->subnets));
    CHECK(a.network_ordinals.contains(b.shared_networks[i]->name));
  }
  check_same_lookups<V>(a.subnet_index, b.subnet_index);
  CHECK(a.hosts.size() == b.hosts.size());
  CHECK(a.global_options == b.global_options);
  if constexpr (std::is_same_v<V, V4>) {
    CHECK(a.server_identifiers.size() == b.server_identifiers.size());
    for (const auto& subnet : b.subnets)
      if (subnet->server_identifier) CHECK(a.server_identifiers.contains(*subnet->server_identifier));
  }
}

// Random changes, of which many are refused.
template <class V>
class Changes {
 public:
  explicit Changes(std::uint64_t seed) : random_(seed) {}

  ConfigChange next() {
    constexpr ConfigLayer layers[] = {ConfigLayer::command, ConfigLayer::backend, ConfigLayer::file};
    constexpr Operation operations[] = {add, set, replace, remove};
    ConfigChange made = element();
    made.operation = operations[random_.below(std::size(operations))];
    made.layer = layers[random_.below(4) < 2 ? 0 : 1 + random_.below(2)];
    return made;
  }

 private:
  unsigned any() { return static_cast<unsigned>(random_.below(numbers)) + 1; }
  bool often() { return random_.below(3) != 0; }
  std::string name() { return std::string(1, static_cast<char>('a' + random_.below(3))); }

  std::string reservation(unsigned n) {
    const unsigned host = any() + 20;
    return "{\"hw-address\": \"0a:00:00:00:00:" + std::to_string(any() + 10) + "\", \"hostname\": \"h" +
           std::to_string(host) + "\", " + V::reserved(n, host) + "}";
  }
  std::string subnet_keys(unsigned n) {
    std::string keys;
    if (often()) keys += ", \"pools\": [{\"pool\": \"" + V::address(n, 1) + " - " + V::address(n, 9) + "\"}]";
    if (often()) keys += ", \"relay\": {\"ip-addresses\": [\"" + V::address(any(), 1) + "\"]}";
    if (!often()) keys += ", \"interface\": \"eth" + std::to_string(any()) + '"';
    if (!often()) keys += ", \"client-class\": \"" + name() + '"';
    if (often()) keys += ", \"reservations\": [" + reservation(n) + "]";
    if (often()) keys += ", \"valid-lifetime\": " + std::to_string(any() * 1000);
    if (!often()) keys += ", \"ddns-qualifying-suffix\": \"s" + std::to_string(any()) + '"';
    if (std::is_same_v<V, V4> && !often())
      keys += R"(, "option-data": [{"code": 54, "data": ")" + V::address(any(), 9) + "\"}]";
    return keys;
  }
  std::string any_subnet() {
    const unsigned id = any();
    const unsigned n = often() ? id : any();
    return subnet<V>(id, n, subnet_keys(n));
  }
  std::string any_network() {
    std::string text = "{\"name\": \"" + name() + '"';
    if (!often()) text += ", \"valid-lifetime\": " + std::to_string(any() * 500);
    if (often()) text += std::string(", \"") + V::subnets + "\": [" + any_subnet() + "]";
    return text + "}";
  }

  ConfigChange element() {
    switch (random_.below(12)) {
      case 0:
        return change(set, ChangeList::shared_networks, any_network());
      case 1:
      case 2:
        return in_network(name(), change(set, ChangeList::subnets, any_subnet()));
      case 3: {
        const unsigned n = any();
        return in_subnet(n, change(set, ChangeList::reservations, reservation(n)));
      }
      case 4:
        return change(set, ChangeList::reservations, reservation(any()));
      case 5:
        return change(set, ChangeList::client_classes,
                      "{\"name\": \"" + name() + "\", \"test\": \"member('ALL')\"}");
      case 6:
        return change(set, ChangeList::globals, R"({"ddns-qualifying-suffix": "g"})");
      case 7:
        return change(set, ChangeList::option_data,
                      R"({"name": "domain-search", "data": "d)" + std::to_string(any()) + ".example.\"}");
      default:
        return change(set, ChangeList::subnets, any_subnet());
    }
  }

  SeededRandom random_;
};

TEST_CASE_TEMPLATE("a changed configuration is what loading it would give, and the old one stays as it was",
                   V, V4, V6) {
  unsigned made = 0, refused = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    CAPTURE(seed);
    Changes<V> changes(seed);
    auto now = config<V>(std::string("\"") + V::subnets + "\": [" + subnet<V>(1, 1) + "," + subnet<V>(2, 2) +
                         R"(], "shared-networks": [{"name": "a", ")" + V::subnets + "\": [" +
                         subnet<V>(3, 3) + "]}]");
    for (int step = 0; step < 60; ++step) {
      const Value before = now->to_value();
      const auto after = now->with(std::vector{changes.next()});
      CHECK(now->to_value() == before);
      ++(after ? made : refused);
      if (!after) continue;
      check_as_loaded<V>(**after);
      now = *after;
    }
  }
  CHECK(made > 100);
  CHECK(refused > 100);
}

TEST_CASE_TEMPLATE("changes made at once give what they give one after the other", V, V4, V6) {
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    CAPTURE(seed);
    Changes<V> changes(seed + 100);
    const auto first = config<V>(std::string("\"") + V::subnets + "\": [" + subnet<V>(1, 1) + "]");
    auto now = first;
    std::vector<ConfigChange> made;
    for (int step = 0; step < 30; ++step) {
      const ConfigChange next = changes.next();
      const auto after = now->with(std::vector{next});
      if (!after) continue;
      now = *after;
      made.push_back(next);
    }
    CHECK(changed(first, made)->to_value() == now->to_value());
  }
}

// ---- What is shared

TEST_CASE_TEMPLATE("subnets that a change does not touch are the same objects", V, V4, V6) {
  const auto before = config<V>(std::string("\"") + V::subnets + "\": [" + subnet<V>(1, 1) + "," +
                                subnet<V>(2, 2) + R"(], "shared-networks": [{"name": "a", ")" + V::subnets +
                                "\": [" + subnet<V>(3, 3) + "]}, {\"name\": \"b\"}]");
  const auto after = changed(before, {change(add, ChangeList::subnets, subnet<V>(4, 4)),
                                      change(replace, ChangeList::subnets, subnet<V>(2, 5)),
                                      in_network("b", change(add, ChangeList::subnets, subnet<V>(6, 6)))});
  const auto& old = before->snapshot();
  const auto& now = after->snapshot();
  CHECK(ids_of(now.subnets) == std::vector<SubnetId>{3, 6, 1, 2, 4});
  CHECK(now.subnet_index.find(1) == old.subnet_index.find(1));
  CHECK(now.subnet_index.find(3) == old.subnet_index.find(3));
  CHECK(now.subnet_index.find(2) != old.subnet_index.find(2));
  CHECK(now.shared_networks[0] == old.shared_networks[0]);
  CHECK(now.shared_networks[1] != old.shared_networks[1]);
  CHECK(now.classes == old.classes);
  CHECK(now.option_definitions == old.option_definitions);
  CHECK(old.subnets.size() == 3);
}

TEST_CASE("a class that is referred to for the first time gets a number") {
  const auto before = config_of(R"("subnet4": [{"id": 1, "subnet": "10.1.0.0/16"}])");
  const auto after = changed(
      before, {change(add, ChangeList::subnets, subnet<V4>(2, 2, R"(, "client-class": "HA_server1")"))});
  const Snapshot4& snapshot = after->snapshot();
  CHECK(snapshot.subnet_index.find(2)->guard ==
        ClassGuard{snapshot.class_dictionary->find("HA_server1").value()});
  CHECK_FALSE(before->snapshot().class_dictionary->find("HA_server1"));
}

TEST_CASE("what subnets inherit reaches all of them") {
  const auto before = config_of(R"("subnet4": [{"id": 1, "subnet": "10.1.0.0/16"}])");
  const auto after =
      changed(before, {change(set, ChangeList::globals, R"({"valid-lifetime": 77})"),
                       change(add, ChangeList::option_data, R"({"code": 6, "data": "10.0.0.1"})")});
  const Subnet4& subnet = *after->snapshot().subnets[0];
  CHECK(subnet.valid_lifetime.preferred == 77);
  CHECK(find_option(subnet.options, 6));
  CHECK(before->snapshot().subnets[0]->valid_lifetime.preferred == 7200);
}

// ---- Errors

TEST_CASE("a refused change says where, what and why") {
  const auto config =
      config_of(R"("subnet4": [{"id": 1, "subnet": "10.1.0.0/16"}, {"id": 2, "subnet": "10.2.0.0/16"}],
    "shared-networks": [{"name": "a", "subnet4": [{"id": 3, "subnet": "10.3.0.0/16"}]}])");
  struct Case {
    ConfigChange change;
    const char* error;
  };
  const Case cases[] = {
      {change(add, ChangeList::subnets,
              R"({"id": 4, "subnet": "10.4.0.0/16", "pools": [{"pool": "10.5.0.1-10.5.0.2"}]})"),
       "command:1:55: Dhcp4/subnet4[2]/pools[0]/pool: \"10.5.0.1-10.5.0.2\" does not lie within the subnet "
       "10.4.0.0/16"},
      {change(replace, ChangeList::subnets, R"({"id": 1, "subnet": "10.1.0.0/16", "valid-lifetme": 1})"),
       "command:1:36: Dhcp4/subnet4[0]/valid-lifetme: unknown key; did you mean \"valid-lifetime\"?"},
      {in_network("a", change(add, ChangeList::subnets, R"({"id": 4, "subnet": "10.4.0.0/33"})")),
       "command:1:21: Dhcp4/shared-networks[0]/subnet4[1]/subnet: \"10.4.0.0/33\" is no prefix; expected a "
       "string such as \"192.0.2.0/24\""},
      {change(add, ChangeList::subnets, R"({"id": 4, "subnet": "10.3.0.0/16"})"),
       "command:1:21: Dhcp4/subnet4[2]/subnet: \"10.3.0.0/16\" is that of subnet 3; it must be unique"},
      {change(add, ChangeList::subnets, R"({"id": 3, "subnet": "10.4.0.0/16"})"),
       "command:1:1: Dhcp4/subnet4: there is one already that is known by 3"},
      {change(replace, ChangeList::subnets, R"({"id": 4, "subnet": "10.4.0.0/16"})"),
       "command:1:1: Dhcp4/subnet4: there is none that is known by 4"},
      {change(remove, ChangeList::shared_networks, R"({"name": "b"})"),
       "command:1:1: Dhcp4/shared-networks: there is none that is known by b"},
      {in_network("b", change(add, ChangeList::subnets, R"({"id": 4, "subnet": "10.4.0.0/16"})")),
       "command:1:1: Dhcp4/subnet4: there is no shared network \"b\""},
      {in_subnet(9, change(add, ChangeList::reservations, R"({"hw-address": "0a:0b"})")),
       "command:1:1: Dhcp4/reservations: there is no subnet 9"},
      {change(add, ChangeList::subnets, R"({"subnet": "10.4.0.0/16"})"),
       "command:1:1: Dhcp4/subnet4: cannot be told from others; it is known by an id of 1 to 4294967294"},
      {change(add, ChangeList::reservations, R"({"hostname": "a"})"),
       "command:1:1: Dhcp4/reservations: cannot be told from others; it is known by its identifier"},
      {change(set, ChangeList::globals, R"({"subnet4": []})"),
       "command:1:13: Dhcp4/subnet4: is a list; its elements are changed each by itself"},
      {change(set, ChangeList::globals, R"({"valid-lifetime": "long"})"),
       "command:1:20: Dhcp4/valid-lifetime: expected an integer, found a value of kind string"},
      {change(set, ChangeList::subnets, "[]"), "command:1:1: Dhcp4/subnet4: expected a map"},
  };
  for (const Case& of : cases) CHECK(refusal(config, {of.change}) == of.error);
}

TEST_CASE("of changes that are made at once, all are made or none") {
  const auto config = config_of(R"("subnet4": [{"id": 1, "subnet": "10.1.0.0/16"}])");
  const Value before = config->to_value();
  CHECK(refusal(config, {change(remove, ChangeList::subnets, R"({"id": 1})"),
                         change(add, ChangeList::subnets, subnet<V4>(2, 2)),
                         change(add, ChangeList::subnets, subnet<V4>(3, 2))}) ==
        "command:1:21: Dhcp4/subnet4[1]/subnet: \"10.2.0.0/16\" is that of subnet 2; it must be unique");
  CHECK(config->to_value() == before);
}

TEST_CASE("warnings of a changed configuration are about what was changed") {
  const auto before = config_of(R"("parked-packet-limit": 1, "subnet4": [])");
  REQUIRE(before->warnings().size() == 1);
  CHECK(changed(before, {change(add, ChangeList::subnets, subnet<V4>(1, 1))})->warnings().empty());
  const auto after =
      changed(before, {change(set, ChangeList::globals, R"({"hooks-libraries": [{"library": "x"}]})")});
  REQUIRE(after->warnings().size() == 1);
  CHECK(after->warnings()[0] ==
        "command:1:21: Dhcp4/hooks-libraries: \"hooks-libraries\" is accepted but has no effect yet");
}

// ---- The lists

TEST_CASE("reservations are added, replaced and removed by their identifier, however it is written") {
  const auto before = config_of(R"("subnet4": [{"id": 1, "subnet": "10.1.0.0/16",
    "reservations": [{"hw-address": "0a:0b", "hostname": "a"}, {"client-id": "'x'", "hostname": "b"}]}],
    "shared-networks": [{"name": "n", "subnet4": [{"id": 2, "subnet": "10.2.0.0/16"}]}])");
  const auto after = changed(
      before,
      {in_subnet(1, change(replace, ChangeList::reservations, R"({"hw-address": "0A-0B", "hostname": "c"})")),
       in_subnet(1, change(remove, ChangeList::reservations, R"({"client-id": "78"})")),
       in_subnet(2, change(add, ChangeList::reservations, R"({"duid": "01:02", "ip-address": "10.2.0.9"})")),
       change(add, ChangeList::reservations, R"({"duid": "01:02"})")});
  const Snapshot4& snapshot = after->snapshot();
  REQUIRE(snapshot.subnet_index.find(1)->hosts.size() == 1);
  CHECK(snapshot.subnet_index.find(1)->hosts.all()[0].hostname == "c");
  CHECK(snapshot.subnet_index.find(2)->hosts.find(Ipv4Address(10, 2, 0, 9)));
  CHECK(snapshot.hosts.size() == 1);
  CHECK(before->snapshot().hosts.empty());
}

TEST_CASE("option definitions and options are known by space and code") {
  const auto before = config_of(R"("option-def": [{"name": "x", "code": 222, "type": "uint8"}],
    "option-data": [{"name": "x", "data": "1"}, {"code": 6, "data": "10.0.0.1"}], "subnet4": [])");
  const auto after = changed(
      before,
      {change(replace, ChangeList::option_definitions, R"({"name": "x", "code": 222, "type": "uint16"})"),
       change(replace, ChangeList::option_data, R"({"name": "x", "data": "2"})"),
       change(remove, ChangeList::option_data, R"({"name": "domain-name-servers"})"),
       change(add, ChangeList::option_data, R"({"code": 6, "space": "other", "data": "01"})")});
  CHECK(find_option(after->snapshot().global_options, 222)->value == std::vector<std::uint8_t>{0, 2});
  CHECK_FALSE(find_option(after->snapshot().global_options, 6));
  CHECK(refusal(after, {change(remove, ChangeList::option_data, R"({"code": 7})")})
            .ends_with("there is none that is known by dhcp4/7"));
}

TEST_CASE("a shared network that is written without its subnets keeps them; with them it has those") {
  const auto before =
      config_of(R"("shared-networks": [{"name": "a", "subnet4": [{"id": 1, "subnet": "10.1.0.0/16"}]}])");
  const auto kept = changed(
      before, {change(replace, ChangeList::shared_networks, R"({"name": "a", "valid-lifetime": 9})")});
  CHECK(kept->snapshot().subnet_index.find(1)->valid_lifetime.preferred == 9);
  const auto replaced =
      changed(before, {change(replace, ChangeList::shared_networks,
                              R"({"name": "a", "subnet4": [{"id": 2, "subnet": "10.1.0.0/16"}]})")});
  CHECK(ids_of(replaced->snapshot().subnets) == std::vector<SubnetId>{2});
  const auto removed = changed(before, {change(remove, ChangeList::shared_networks, R"({"name": "a"})"),
                                        change(add, ChangeList::subnets, subnet<V4>(1, 1))});
  CHECK(removed->snapshot().subnet_index.find(1)->network == nullptr);
}

TEST_CASE("a subnet moves where it is set") {
  const auto before = config_of(
      R"("subnet4": [{"id": 1, "subnet": "10.1.0.0/16"}], "shared-networks": [{"name": "a"}, {"name": "b"}])");
  const auto network_of = [](const auto& config) {
    const SharedNetwork4* const network = config->snapshot().subnet_index.find(1)->network;
    return network ? network->name : "";
  };
  const auto in_a = changed(before, {in_network("a", change(set, ChangeList::subnets, subnet<V4>(1, 1)))});
  CHECK(network_of(in_a) == "a");
  const auto in_b = changed(in_a, {in_network("b", change(set, ChangeList::subnets, subnet<V4>(1, 1)))});
  CHECK(network_of(in_b) == "b");
  CHECK(in_b->snapshot().shared_networks[0]->subnets.empty());
  CHECK(network_of(changed(in_b, {change(set, ChangeList::subnets, subnet<V4>(1, 1))})) == "");
}

TEST_CASE_TEMPLATE("a change gives an element a user context, another one, or none", V, V4, V6) {
  const auto contexts = [](const auto& config) {
    const Value whole = config->to_value();
    const Value* const of_subnet = whole.find(V::top)->find(V::subnets)->as_list()[0].find("user-context");
    return of_subnet ? to_json(*of_subnet) : "none";
  };
  const auto with = [](const std::string& keys) {
    return change(set, ChangeList::subnets, subnet<V>(1, 1, keys));
  };
  const auto before = config<V>(std::string("\"") + V::subnets + "\": [" + subnet<V>(1, 1) + "]");
  CHECK(contexts(before) == "none");
  const auto given = changed(before, {with(R"(, "user-context": {"floor": {"number": 3}})")});
  CHECK(contexts(given) == to_json(parse_json(R"({"floor": {"number": 3}})", "", command_syntax)->value));
  const auto other = changed(given, {with(R"(, "comment": "moved")")});
  CHECK(contexts(other) == to_json(parse_json(R"({"comment": "moved"})", "", command_syntax)->value));
  CHECK(contexts(changed(other, {with("")})) == "none");
}

TEST_CASE("a dotted global is one key of a map") {
  const auto before = config_of(R"("expired-leases-processing": {"max-reclaim-leases": 5}, "subnet4": [])");
  const auto after = changed(
      before, {change(set, ChangeList::globals, R"({"expired-leases-processing.hold-reclaimed-time": 7})")});
  CHECK(after->server().expired_leases.hold_reclaimed_time == 7);
  CHECK(after->server().expired_leases.max_reclaim_leases == 5);
}

}  // namespace
}  // namespace dhcp
