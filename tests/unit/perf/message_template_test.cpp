#include "perf/message_template.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "sample_query.hpp"

namespace dhcp::perf {
namespace {

using Bytes = std::vector<std::uint8_t>;

const Fields fields{.xid = 0xa1b2c3d4,
                    .mac = 0x000c01020304,
                    .giaddr = Ipv4Address(192, 0, 2, 9),
                    .ciaddr = Ipv4Address(192, 0, 2, 10),
                    .requested_address = Ipv4Address(192, 0, 2, 11),
                    .server_identifier = Ipv4Address(192, 0, 2, 1)};

SampleQuery render(MessageKind kind, const TemplateStyle& style = {}) {
  Bytes out(1024);
  out.resize(MessageTemplate(kind, style).render(fields, out));
  CHECK(out.size() >= 300);
  return SampleQuery(out);
}

TEST_CASE("a DISCOVER carries the client's identity and no address") {
  const auto message = render(MessageKind::discover);
  CHECK(message.op == 1);
  CHECK(message.type() == MessageType4::discover);
  CHECK(message.xid == 0xa1b2c3d4);
  CHECK(message.mac == 0x000c01020304);
  CHECK(message.options.at(61) == Bytes{1, 0, 0x0c, 1, 2, 3, 4});
  CHECK_FALSE(message.options.contains(50));
  CHECK_FALSE(message.options.contains(54));
}

TEST_CASE("the kinds differ in type and addresses as RFC 2131 table 5 says") {
  const auto request = render(MessageKind::request);
  CHECK(request.type() == MessageType4::request);
  CHECK(request.options.at(50) == Bytes{192, 0, 2, 11});
  CHECK(request.options.at(54) == Bytes{192, 0, 2, 1});

  const auto renew = render(MessageKind::renew);
  CHECK(renew.type() == MessageType4::request);
  CHECK(renew.ciaddr == Ipv4Address(192, 0, 2, 10));
  CHECK_FALSE(renew.options.contains(50));
  CHECK_FALSE(renew.options.contains(54));

  const auto release = render(MessageKind::release);
  CHECK(release.type() == MessageType4::release);
  CHECK(release.ciaddr == Ipv4Address(192, 0, 2, 10));
  CHECK(release.options.at(54) == Bytes{192, 0, 2, 1});
  CHECK_FALSE(release.options.contains(55));
}

TEST_CASE("the style adds relay, broadcast flag and extra options") {
  const Bytes extra = {60, 6, 'd', 'o', 'c', 's', 'i', 's'};
  const auto message = render(MessageKind::discover, {true, true, extra});
  CHECK(message.hops == 1);
  CHECK(message.flags == 0x8000);
  CHECK(message.giaddr == Ipv4Address(192, 0, 2, 9));
  CHECK(message.options.at(60) == Bytes{'d', 'o', 'c', 's', 'i', 's'});
  CHECK(render(MessageKind::discover).hops == 0);
  CHECK(render(MessageKind::discover).flags == 0);
}

TEST_CASE("the largest extra options still fit into a message") {
  Bytes extra;
  for (int i = 0; i < 2; ++i) {
    extra.insert(extra.end(), {43, 254});
    extra.insert(extra.end(), 254, 7);
  }
  CHECK(extra.size() == 512);
  CHECK(render(MessageKind::request, {true, false, extra}).options.at(43).size() == 254);
}

}  // namespace
}  // namespace dhcp::perf
