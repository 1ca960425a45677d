#include "replay/scene.hpp"

#include "captures.hpp"

namespace dhcp::replay_test {
namespace {

using replay::interfaces_of;
using replay::Options;
using replay::read_scene;

replay::Scene scene_of(const Bytes& file) {
  auto scene = read_scene(file, 1'700'000'000);
  REQUIRE_MESSAGE(scene, scene.error().message);
  return *std::move(scene);
}
Bytes text(std::string_view t) {
  return {t.begin(), t.end()};
}

std::shared_ptr<const Config4> config(std::string_view json) {
  auto parsed = Config4::parse(json, "test");
  REQUIRE_MESSAGE(parsed, parsed.error().message);
  return *parsed;
}

TEST_CASE("a query in hexadecimal may have comments, and comes by broadcast at the given time") {
  const Bytes query = message(MessageType4::discover);
  const std::string hex = to_hex(query, ' ');
  const auto scene = scene_of(text("# a DISCOVER\n" + hex.substr(0, 60) + "\n" + hex.substr(60) + "\n"));
  REQUIRE(scene.queries.size() == 1);
  CHECK(std::ranges::equal(scene.queries[0].datagram.payload, query));
  CHECK(scene.queries[0].time == std::chrono::seconds(1'700'000'000));
  CHECK(scene.queries[0].datagram.destination.is_broadcast());
  CHECK(scene.queries[0].datagram.interface_index == replay::interface_index);
}

TEST_CASE("a relayed query in hexadecimal comes from its relay") {
  Bytes query = message(MessageType4::discover);
  query[24] = 10;
  query[27] = 9;
  const auto scene = scene_of(text(to_hex(query)));
  CHECK(scene.queries.at(0).datagram.source == ip("10.0.0.9"));
  CHECK(scene.queries.at(0).datagram.source_port == 67);
}

TEST_CASE("a file that is neither hexadecimal nor a capture is refused") {
  CHECK_FALSE(read_scene({}, 0));
  CHECK_FALSE(read_scene(text("hello"), 0));
  CHECK_FALSE(read_scene(text("abcdefg"), 0));
  CHECK_FALSE(read_scene(text("# nothing\n"), 0));
}

TEST_CASE("the interface is the one that the flag, a subnet or the configuration names, in that order") {
  const auto name = [](const Options& options, std::string_view json) {
    return interfaces_of(options, *config(json), {})->interfaces.at(0).name;
  };
  const std::string_view bare = R"({"Dhcp4": {"subnet4": [{"id": 1, "subnet": "192.0.2.0/24"}]}})";
  const std::string_view listening =
      R"({"Dhcp4": {"interfaces-config": {"interfaces": ["eth2/192.0.2.9"]}, "subnet4": [{"id": 1, "subnet": "192.0.2.0/24"}]}})";
  const std::string_view in_subnet =
      R"({"Dhcp4": {"interfaces-config": {"interfaces": ["eth2"]}, "subnet4": [{"id": 1, "subnet": "192.0.2.0/24"},
          {"id": 2, "subnet": "192.0.3.0/24", "interface": "eth3"}]}})";
  CHECK(name({}, bare) == "eth0");
  CHECK(name({}, listening) == "eth2");
  CHECK(name({}, in_subnet) == "eth3");
  Options given;
  given.interface = "eth7";
  CHECK(name(given, in_subnet) == "eth7");
}

TEST_CASE(
    "the server's addresses are those given, else those that queries speak to, else in the first subnet") {
  const auto parsed = config(R"({"Dhcp4": {"subnet4": [{"id": 1, "subnet": "192.0.2.0/24"}]}})");
  const auto scene =
      scene_of(CaptureFile()
                   .frame(ethernet_frame(ip_packet(message(MessageType4::discover))))
                   .frame(ethernet_frame(ip_packet(message(MessageType4::request, 1, {54, 4, 192, 0, 2, 5}))))
                   .frame(ethernet_frame(
                       ip_packet(message(MessageType4::request), {ip("192.0.2.9"), 68, ip("192.0.2.6"), 67})))
                   .bytes);
  const auto addresses = [&](const Options& options, const std::vector<replay::CapturedQuery>& queries) {
    std::vector<Ipv4Address> found;
    const auto table = interfaces_of(options, *parsed, queries);
    for (const Ipv4Prefix& prefix : table->interfaces.at(0).addresses4) found.push_back(prefix.address);
    return found;
  };
  CHECK(addresses({}, scene.queries) == std::vector{ip("192.0.2.5"), ip("192.0.2.6")});
  CHECK(addresses({}, {}) == std::vector{ip("192.0.2.1")});
  Options given;
  given.addresses = {{ip("10.0.0.1"), 8}};
  CHECK(addresses(given, scene.queries) == std::vector{ip("10.0.0.1")});
}

}  // namespace
}  // namespace dhcp::replay_test
