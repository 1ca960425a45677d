#include "query.hpp"

namespace dhcp::classify_test {
namespace {

struct Holds {
  std::string_view expression;
  bool expected;
};

TEST_CASE("an expression reaches the fields, options, sub-options and vendors of a DHCPv4 query") {
  Query4 query(discover());
  const Holds rows[] = {
      {"option[60].hex == ' edge docsis3.0 '", true},
      {"option[13].exists or option[0].exists or option[255].exists", false},
      {"option[80].exists and option[80].hex == ''", true},
      {"option[host-name].exists", true},
      {"option[dhcp-client-identifier].hex == 0x01666f6f626172", true},
      {"option[82].option[1].hex == 'cir' and relay4[2].hex == 'rem'", true},
      {"relay4[77].exists or option[82].option[77].exists or option[13].option[1].exists", false},
      {"option[125].option[1].hex == 'abc'", true},
      {"pkt.iface == 'eth0' and pkt.src == 10.1.2.3 and pkt.dst == 10.0.0.1", true},
      {"pkt4.mac == 0x020000000001 and pkt4.hlen == 6 and pkt4.htype == 1", true},
      {"pkt4.ciaddr == 0.0.0.0 and pkt4.giaddr == 0.0.0.0 and pkt4.yiaddr == 0.0.0.0 and pkt4.siaddr == "
       "0.0.0.0",
       true},
      {"pkt4.msgtype == 1 and pkt4.transid == 0x12345678", true},
      {"vendor[*].exists and vendor[0].exists and vendor[4491].exists and vendor.enterprise == 4491", true},
      {"vendor[9].exists or vendor[9].option[1].exists or vendor[4491].option[99].exists", false},
      {"vendor[4491].option[1].hex == 'abc' and vendor[*].option[1].hex == 'abc'", true},
      {"vendor-class[*].exists and vendor-class[4491].exists and vendor-class.enterprise == 4491", true},
      {"vendor-class[9].exists", false},
      {"vendor-class[4491].data == 'doc1' and vendor-class[*].data[0] == 'doc1'", true},
      {"vendor-class[4491].data[1] == 'abc' and vendor-class[4491].data[5] == ''", true},
      {"vendor-class[9].data == '' and vendor[9].option[1].hex == ''", true},
      {"member('ALL') and member('VENDOR_CLASS_ edge docsis3.0 ') and not member('VENDOR_CLASS_doc1')", true},
  };
  for (const auto& [expression, expected] : rows)
    CHECK_MESSAGE(query.holds(expression) == expected, expression);
  CHECK(query.value("pkt.len").size() == 4);
}

TEST_CASE("an expression sees the whole of an option that came in pieces") {
  const std::string first(255, 'a'), second(45, 'b');
  Bytes message = discover();
  message.pop_back();
  Query4 query(message + option(225, text(first)) + option(18, text("x")) + option(225, text(second)) +
               Bytes{255});
  CHECK(query.value("option[225].hex") == first + second);
  CHECK(query.holds("substring(option[225].hex, 254, 2) == 'ab'"));
}

TEST_CASE("an expression reaches the options, sub-options, vendors and relays of a DHCPv6 query") {
  Query6 direct(solicit()), relayed(relayed_solicit());
  const Holds rows[] = {
      {"option[1].hex == 0x00030001020000000001 and option[200].hex == 'hello'", true},
      {"option[14].exists and option[14].hex == '' and not option[82].exists", true},
      {"option[dns-servers].exists", true},
      {"option[3].option[5].hex == 0x20010db800000000000000000000001500000064000000c8", true},
      {"option[25].option[26].hex == 0x00000064000000c83820010db8000100000000000000000000", true},
      {"option[3].option[13].exists or option[4].option[5].exists", false},
      {"option[17].option[1].hex == 0x0020 and option[94].option[89].exists", true},
      {"pkt6.msgtype == 1 and pkt6.transid == 0x00123456 and pkt.iface == 'eth0'", true},
      {"pkt.src == fe80::99 and pkt.dst == ff02::1:2", true},
      {"vendor[*].exists and vendor.enterprise == 4491 and vendor[4491].option[2].hex == 'ECM'", true},
      {"vendor[9].exists or vendor[9].option[1].exists or vendor[4491].option[3].exists", false},
      {"vendor-class[*].exists and vendor-class.enterprise == 0x0000118b and not vendor-class[9].exists",
       true},
      {"vendor-class[4491].data == 'docsis3.0' and vendor-class[4491].data[1] == 'zz'", true},
      {"vendor-class[4491].data[2] == '' and vendor-class[9].data == ''", true},
      {"member('ALL') and member('VENDOR_CLASS_docsis3.0') and not member('VENDOR_CLASS_second')", true},
      {"relay6[2].option[18].exists or relay6[-3].option[18].exists or relay6[0].option[99].exists", false},
      {"relay6[2].peeraddr == '' and relay6[-3].linkaddr == ''", true},
  };
  for (const auto& [expression, expected] : rows) {
    CHECK_MESSAGE(direct.holds(expression) == expected, expression);
    CHECK_MESSAGE(relayed.holds(expression) == expected, expression);
  }
  const std::string_view through_relays[] = {
      "relay6[0].option[18].hex == 'outer'",  "relay6[1].option[18].hex == 'inner'",
      "relay6[-1].option[18].hex == 'inner'", "relay6[-2].option[18].hex == 'outer'",
      "relay6[0].peeraddr == fe80::98",       "relay6[0].linkaddr == 2001:db8::2",
      "relay6[-1].peeraddr == fe80::99",      "relay6[0].option[18].exists",
  };
  for (const std::string_view expression : through_relays) {
    CHECK_MESSAGE(relayed.holds(expression), expression);
    CHECK_FALSE_MESSAGE(direct.holds(expression), expression);
  }
  CHECK_FALSE(relayed.holds("relay6[0].option[9].exists"));  // the message it carries is none of its options
  CHECK(relayed.value("pkt.len") != direct.value("pkt.len"));
}

TEST_CASE("values that are cut off are not there") {
  // A sub-option past the end, fixed fields that are too short, data past the end.
  Query6 query(hex("01123456") + option6(94, hex("0059000800")) + option6(44, hex("01")) +
               option6(16, hex("0000118b00ff61")));
  CHECK_FALSE(query.holds("option[94].option[89].exists or option[44].option[5].exists or vendor[*].exists"));
  CHECK(query.holds("vendor-class[4491].exists and vendor-class[4491].data == ''"));
  CHECK(query.classes.in_order().size() == 1);

  Bytes short4 = hex("01010600") + Bytes(232) + hex("63825363350101") + option(124, hex("0000118b")) +
                 option(125, hex("0000118b09")) + option(60, {}) + Bytes{255};
  Query4 query4(short4);
  CHECK_FALSE(query4.holds("vendor[*].exists or vendor-class[*].exists"));
  CHECK(query4.classes.in_order().size() == 1);
}

struct Text {
  std::string_view expression, expected;
};

TEST_CASE("the text of a DHCPv4 option is its string, or its code, length and typed fields") {
  Query4 query(discover());
  const Text rows[] = {
      {"option[12].text", "a,b c\\d'e"},
      {"option[60].text", " edge docsis3.0 "},
      {"option[15].text", "example.org"},
      {"option[51].text", "type=051, len=004: 3600 (uint32)"},
      {"option[50].text", "type=050, len=004: 192.0.2.50 (ipv4-address)"},
      {"option[57].text", "type=057, len=002: 1500 (uint16)"},
      {"option[6].text", "type=006, len=008: 1.2.3.4 5.6.7.8"},
      {"option[61].text", "type=061, len=007: 01:66:6f:6f:62:61:72"},
      {"option[19].text", "type=019, len=001: true (boolean)"},
      {"option[82].text",
       "type=082, len=010:,\noptions:\n  type=001, len=003: 63:69:72\n  type=002, len=003: 72:65:6d"},
      {"option[82].option[1].text", "type=001, len=003: 63:69:72"},
      {"relay4[1].text", "type=001, len=003: 63:69:72"},
      {"option[200].text", "type=200, len=005: 68:65:6c:6c:6f"},
      {"option[53].text", "type=053, len=001: 1 (uint8)"},
      {"option[55].text", "type=055, len=003: 1(uint8) 3(uint8) 6(uint8)"},
      {"option[77].text", "type=077, len=004: 03:61:62:63"},
      {"option[43].text", "type=043, len=005: 01:03:78:79:7a"},
      {"option[80].text", "type=080, len=000: "},
      {"option[33].text", "type=033, len=008: 1.2.3.4 5.6.7.8"},
      {"option[119].text", "type=119, len=013: \"example.org.\" (fqdn)"},
      {"option[2].text", "type=002, len=004: -5 (int32)"},
      {"option[125].text", "type=125, len=019: 00:00:11:8b:05:01:03:61:62:63:00:00:00:09:04:01:02:78:78"},
      {"option[249].text", "type=249, len=002: de:ad"},
      {"vendor[4491].option[1].text", "type=001, len=003: 97(uint8) 98(uint8) 99(uint8)"},
      {"option[13].text", ""},
      {"option[13].option[1].text", ""},
  };
  for (const auto& [expression, expected] : rows)
    CHECK_MESSAGE(query.value(expression) == expected, expression);
}

TEST_CASE("the text of a DHCPv6 option has five digits") {
  Query6 query(relayed_solicit());
  const Text rows[] = {
      {"option[1].text", "type=00001, len=00010: 00:03:00:01:02:00:00:00:00:01"},
      {"option[8].text", "type=00008, len=00002: 7 (uint16)"},
      {"option[6].text", "type=00006, len=00006: 23(uint16) 24(uint16) 17(uint16)"},
      {"option[17].text",
       "type=00017, len=00017: 4491 (uint32),\noptions:\n  type=00001, len=00002: 32(uint16)\n"
       "  type=00002, len=00003: \"ECM\" (string)"},
      {"vendor[4491].option[1].text", "type=00001, len=00002: 32(uint16)"},
      {"option[24].text", "type=00024, len=00013: \"example.org.\" (fqdn)"},
      {"option[23].text", "type=00023, len=00032: 2001:db8::53 2001:db8::54"},
      {"option[41].text", "EST5EDT"},
      {"option[14].text", "type=00014, len=00000: "},
      {"option[38].text", "type=00038, len=00004: 73:75:62:00"},
      {"relay6[0].option[18].text", "type=00018, len=00005: 6f:75:74:65:72"},
      {"relay6[2].option[18].text", ""},
  };
  for (const auto& [expression, expected] : rows)
    CHECK_MESSAGE(query.value(expression) == expected, expression);
}

TEST_CASE("options that nest without end are shown to a depth and no deeper") {
  Bytes nested;
  for (int i = 0; i < 2300; ++i) nested = option6(5, Bytes(24) + nested);  // 64 KB
  Query6 query(hex("01123456") + option6(3, Bytes(12) + nested));
  CHECK(query.value("option[3].text").starts_with("type=00003"));
}

}  // namespace
}  // namespace dhcp::classify_test
