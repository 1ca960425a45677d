#include <doctest/doctest.h>

#include "dhcpcore/packet4.hpp"
#include "message.hpp"
#include "packet_file.hpp"

namespace dhcp {
namespace {

using wire_test::Bytes;
using wire_test::Message;

std::string summary_of(const Bytes& bytes) {
  Packet4 packet;
  REQUIRE(packet.parse(bytes));
  return packet.summary();
}

bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

TEST_CASE("a summary names the type and shows each field and option on its line") {
  CHECK(summary_of(wire_test::read_packet(std::string("rfc2131-ack"))) ==
        "type: DHCPACK\n"
        "op: 2\n"
        "htype: 1\n"
        "hlen: 6\n"
        "hops: 0\n"
        "xid: 0x3903f326\n"
        "secs: 0\n"
        "flags: 0x0000\n"
        "ciaddr: 0.0.0.0\n"
        "yiaddr: 192.0.2.10\n"
        "siaddr: 192.0.2.1\n"
        "giaddr: 0.0.0.0\n"
        "chaddr: 02:00:00:00:00:a1\n"
        "sname: \"boot.example.org\"\n"
        "file: \"/pxe/menu.0\"\n"
        "option 53: DHCPACK\n"
        "option 54: 192.0.2.1\n"
        "option 51: 3600\n"
        "option 58: 1800\n"
        "option 59: 3150\n"
        "option 1: 255.255.255.0\n"
        "option 3: 192.0.2.1, 192.0.2.2\n"
        "option 6: 192.0.2.53\n"
        "option 15: \"example.org\"\n");
}

TEST_CASE("a summary opens option 82 and shows text as text and the rest in hexadecimal") {
  const std::string text = summary_of(wire_test::read_packet(std::string("rfc3046-discover")));
  for (const char* line :
       {"hops: 1", "option 61: 01:02:00:00:00:00:a1", "option 55: 1, 3, 6, 15, 51, 54", "option 82: 42 bytes",
        "  circuit-id (1): 00:04:00:01:00:02", "  link-selection (5): 198.51.100.0",
        "  subscriber-id (6): \"sub-7\"", "  relay-port (19): (empty)"})
    CHECK_MESSAGE(has_line(text, line), text);
}

TEST_CASE("a summary reads names, identifiers and vendor data") {
  const Bytes bytes = Message()
                          .option(61, {255, 0, 0, 0, 7, 0, 3, 0, 1, 2, 0, 0, 0, 0, 1})
                          .option(81, {5, 0, 0, 1, 'a', 1, 'b', 0})
                          .option(124, {0, 0, 0, 9, 2, 'c', 'l'})
                          .option(125, {0, 0, 0x11, 0x8b, 3, 1, 1, 7, 0, 0, 0, 9, 0})
                          .option(82, {9, 7, 0, 0, 0, 9, 2, 'x', 'y'});
  const std::string text = summary_of(bytes);
  for (const char* line : {"option 61: ff:00:00:00:07:00:03:00:01:02:00:00:00:00:01 (IAID 7, DUID "
                           "00:03:00:01:02:00:00:00:00:01)",
                           "option 81: flags S, name a.b.", "option 124: 9 \"cl\"",
                           "option 125: 4491 01:01:07; 9 (empty)", "  vendor-specific (9): 9 \"xy\""})
    CHECK_MESSAGE(has_line(text, line), text);
  const std::string broken =
      summary_of(Message().option(81, {5}).option(125, {0, 0, 0, 9, 7}).option(151, {}));
  CHECK_MESSAGE(has_line(broken, "option 81: option 81, offset 0 of its value: 3 bytes expected, 1 found"),
                broken);
  CHECK_MESSAGE(has_line(broken, "option 125: 00:00:00:09:07"), broken);
  CHECK_MESSAGE(has_line(broken, "option 151: (empty)"), broken);
}

TEST_CASE("values of odd length and unprintable text are shown, not trusted") {
  const Bytes bytes = Message()
                          .option(3, {1, 2, 3})
                          .option(58, {1, 2, 3, 4, 5})
                          .option(12, {'a', '\n', 'b'})
                          .option(15, {})
                          .option(82, {9, 9});
  const std::string text = summary_of(bytes);
  CHECK_MESSAGE(has_line(text, "option 3: 01:02:03"), text);
  CHECK_MESSAGE(has_line(text, "option 58: 01:02:03:04:05"), text);
  CHECK_MESSAGE(has_line(text, "option 12: 61:0a:62"), text);
  CHECK_MESSAGE(has_line(text, "option 15: (empty)"), text);
  CHECK_MESSAGE(has_line(text, "option 82: 2 bytes"), text);
}

TEST_CASE("a summary says what was skipped and flags that are set") {
  Bytes bytes = Message().option(53, {1});
  bytes[10] = 0x80;
  bytes.insert(bytes.end(), {12, 9, 'x'});
  const std::string text = summary_of(bytes);
  CHECK_MESSAGE(has_line(text, "flags: 0x8000 (broadcast)"), text);
  CHECK_MESSAGE(has_line(text, "skipped: option 12 at offset 243: 9 bytes expected, 1 found"), text);
}

TEST_CASE("every message type has its name") {
  CHECK(message_type_name(MessageType4::none) == "BOOTP");
  CHECK(message_type_name(MessageType4::discover) == "DHCPDISCOVER");
  CHECK(message_type_name(MessageType4::tls) == "DHCPTLS");
  CHECK(message_type_name(MessageType4{9}) == "UNKNOWN");
  for (const unsigned code : {1u, 2u, 3u, 4u, 5u, 6u, 7u, 8u, 10u, 11u, 12u, 13u, 14u, 15u, 16u, 17u, 18u})
    CHECK(message_type_name(static_cast<MessageType4>(code)).starts_with("DHCP"));
}

}  // namespace
}  // namespace dhcp
