/// Queries that are handed over together.
#include <cstring>

#include "server.hpp"

namespace dhcp::engine_test {
namespace {

/// Many subnets, found in all ways: by their prefix, by a relay address, by the link.
std::string many_subnets() {
  std::string json = R"({"Dhcp4": {"subnet4": [
    {"id": 1, "subnet": "192.0.2.0/24", "pools": [{"pool": "192.0.2.10-192.0.2.100"}]},
    {"id": 2, "subnet": "198.51.100.0/24", "relay": {"ip-addresses": ["203.0.113.77"]},
     "pools": [{"pool": "198.51.100.10-198.51.100.100"}]},
    {"id": 3, "subnet": "203.0.113.0/24", "allocator": "random"})";
  for (int i = 0; i < 200; ++i) {
    const std::string prefix = "10.0." + std::to_string(i);
    json += R"(, {"id": )" + std::to_string(10 + i) + R"(, "subnet": ")" + prefix +
            R"(.0/24", "pools": [{"pool": ")" + prefix + ".10-" + prefix +
            R"(.99"}], "option-data": [{"name": "routers", "data": ")" + prefix + R"(.1"}]})";
  }
  return json + "]}}";
}

struct Message {
  Query query;
  Bytes bytes;
};

std::vector<Message> traffic() {
  std::vector<Message> all;
  const auto add = [&](Query query) { all.push_back({query, query.message()}); };
  for (unsigned i = 0; i < 200; ++i) {
    const std::string relay = "10.0." + std::to_string(i) + ".1";
    add(discover(i).giaddr(relay));
    add(discover(1000 + i).client_id({1, 2, static_cast<std::uint8_t>(i)}).giaddr(relay));
    add(request(2000 + i).requested("10.0." + std::to_string(i) + ".20").giaddr(relay));
    add(request(3000 + i).ciaddr("10.0." + std::to_string(i) + ".30").giaddr(relay));
  }
  add(discover(4000));
  add(discover(4001).giaddr("203.0.113.77"));
  add(discover(4002).giaddr("203.0.113.5"));
  add(discover(4003).giaddr("172.16.0.1"));
  add(discover(4004).on_interface(99));
  add(Query(MessageType4::inform).client(4005).ciaddr("192.0.2.50"));
  // Each beginning of a message, which may end anywhere.
  const Query whole = request(5000).requested("10.0.7.20").client_id({9, 9, 9}).giaddr("10.0.7.1");
  const Bytes bytes = whole.message();
  for (std::size_t size = 0; size < bytes.size(); ++size)
    all.push_back({whole, Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size))});
  // A hardware address longer than its field, and options of odd sizes.
  Message odd{whole, bytes};
  odd.bytes[2] = 255;
  all.push_back(odd);
  for (const std::uint8_t code :
       {option4::message_type, option4::requested_address, option4::client_identifier})
    for (const std::size_t size : {0u, 1u, 3u, 255u})
      add(discover(6000).option(code, Bytes(size, 1)).giaddr("10.0.8.1"));
  return all;
}

std::vector<Bytes> sent(const Outbox& outbox) {
  std::vector<Bytes> all;
  for (const AnswerPointer& answer : outbox.answers) {
    const ByteView bytes = answer->packet().bytes();
    all.emplace_back(bytes.begin(), bytes.end());
  }
  return all;
}

TEST_CASE("a batch is answered as its queries are one by one") {
  const std::vector<Message> messages = traffic();
  std::vector<Datagram4> batch;
  for (const Message& message : messages) batch.push_back(message.query.datagram(message.bytes));

  Server singly(many_subnets());
  for (const Datagram4& datagram : batch) singly.engine.handle(0, datagram, singly.now, singly.outbox);
  singly.engine.flush(0);
  Server together(many_subnets());
  together.engine.handle(0, batch, together.now, together.outbox);
  together.engine.flush(0);

  CHECK(sent(together.outbox) == sent(singly.outbox));
  CHECK(together.outbox.answers.size() > 600);
  for (const Statistic4 statistic : {Statistic4::pkt4_received, Statistic4::pkt4_receive_drop,
                                     Statistic4::pkt4_parse_failed, Statistic4::pkt4_ack_sent})
    CHECK(together.count(statistic) == singly.count(statistic));

  // And once more, when all that is looked ahead at is there.
  singly.outbox.answers.clear();
  together.outbox.answers.clear();
  singly.pass(std::chrono::seconds(10));
  together.pass(std::chrono::seconds(10));
  for (const Datagram4& datagram : batch) singly.engine.handle(0, datagram, singly.now, singly.outbox);
  singly.engine.flush(0);
  together.engine.handle(0, batch, together.now, together.outbox);
  together.engine.flush(0);
  CHECK(sent(together.outbox) == sent(singly.outbox));
}

TEST_CASE("an empty batch is nothing") {
  Server server(one_subnet());
  server.engine.handle(0, std::span<const Datagram4>(), server.now, server.outbox);
  CHECK(server.outbox.answers.empty());
  CHECK(server.count(Statistic4::pkt4_received) == 0);
}

TEST_CASE("a batch that comes after a reconfiguration is answered from the new configuration") {
  Server server(one_subnet());
  server.engine.reconfigure(parse_config(many_subnets()));
  const Query query = discover(1).giaddr("10.0.9.1");
  const Bytes message = query.message();
  server.engine.handle(0, std::array{query.datagram(message)}, server.now, server.outbox);
  const AnswerPointer offer = server.outbox.take();
  REQUIRE(offer);
  CHECK(offer->yiaddr() == ip("10.0.9.10"));
}

TEST_CASE("what is remembered of a relay is forgotten with the configuration") {
  const auto config = [](std::string_view subnet, std::string_view more) {
    const std::string prefix(subnet);
    return R"({"Dhcp4": {"subnet4": [{"id": 7, "subnet": ")" + prefix + R"(.0/24", "relay": {"ip-addresses":
      ["10.9.9.9"]}, "pools": [{"pool": ")" +
           prefix + ".10-" + prefix + R"(.50"}]})" + std::string(more) + "]}}";
  };
  const Query query = discover(1).giaddr("10.9.9.9");
  const Bytes message = query.message();
  Server server(config("192.0.2", ""));
  const auto ask = [&]() -> std::string {
    server.engine.handle(0, std::array{query.datagram(message)}, server.now, server.outbox);
    const AnswerPointer offer = server.outbox.take();
    return offer ? offer->yiaddr().to_string() : "";
  };
  for (int round = 0; round < 3; ++round) {
    CHECK(ask() == "192.0.2.10");
    CHECK(ask() == "192.0.2.11");
    server.engine.reconfigure(parse_config(config("198.51.100", "")));
    CHECK(ask() == "198.51.100.10");
    // Now another subnet holds the relay's address, but the one that names it comes first.
    server.engine.reconfigure(parse_config(config("203.0.113", R"(, {"id": 8, "subnet": "10.9.9.0/24",
      "pools": [{"pool": "10.9.9.20-10.9.9.30"}]})")));
    CHECK(ask() == "203.0.113.10");
    server.engine.reconfigure(parse_config(config("192.0.2", R"(, {"id": 9, "subnet": "172.16.0.0/16"})")));
  }
}

TEST_CASE("a relay's only subnet may refuse a client that another one of the relay admits") {
  Server server(R"({"Dhcp4": {"client-classes": [{"name": "phone", "test": "option[60].text == 'phone'"}],
    "subnet4": [
      {"id": 1, "subnet": "10.1.0.0/24", "client-class": "phone", "relay": {"ip-addresses": ["10.9.9.9"]},
       "pools": [{"pool": "10.1.0.10-10.1.0.50"}]},
      {"id": 2, "subnet": "10.9.9.0/24", "pools": [{"pool": "10.9.9.20-10.9.9.30"}]},
      {"id": 3, "subnet": "10.3.0.0/24", "client-class": "phone", "pools": [{"pool": "10.3.0.10-10.3.0.30"}]}]}})");
  const auto ask = [&](const Query& query) -> std::string {
    const Bytes message = query.message();
    server.engine.handle(0, std::array{query.datagram(message)}, server.now, server.outbox);
    const AnswerPointer offer = server.outbox.take();
    return offer ? offer->yiaddr().to_string() : "none";
  };
  const auto phone = [](Query query) {
    return query.option(option4::vendor_class, {'p', 'h', 'o', 'n', 'e'});
  };
  for (int round = 0; round < 2; ++round) {
    CHECK(ask(phone(discover(1)).giaddr("10.9.9.9")).starts_with("10.1.0."));
    CHECK(ask(discover(2).giaddr("10.9.9.9")).starts_with("10.9.9."));
    CHECK(ask(phone(discover(3)).giaddr("10.3.0.1")).starts_with("10.3.0."));
    CHECK(ask(discover(4).giaddr("10.3.0.1")) == "none");
  }
}

}  // namespace
}  // namespace dhcp::engine_test
