#include "dhcpcore/client_identifier.hpp"

#include <doctest/doctest.h>

#include "message.hpp"

namespace dhcp {
namespace {

using wire_test::Bytes;
using Kind = ClientIdentifier::Kind;

TEST_CASE("a client identifier of a hardware type is that hardware address") {
  const Bytes bytes = from_hex("01020000000001").value();
  const auto id = ClientIdentifier::read(bytes);
  REQUIRE(id);
  CHECK(id->kind == Kind::hardware_address);
  CHECK(id->type == 1);
  CHECK(to_hex(id->identifier) == "020000000001");
}

TEST_CASE("type 255 is the IAID and the DUID of RFC 4361") {
  const Bytes bytes = from_hex(
                          "ff00000007"
                          "00030001020304050607")
                          .value();
  const auto id = ClientIdentifier::read(bytes);
  REQUIRE(id);
  CHECK(id->kind == Kind::duid);
  CHECK(id->iaid == 7);
  CHECK(to_hex(id->identifier) == "00030001020304050607");
  CHECK(duid_type(id->identifier) == DuidType::ll);
}

TEST_CASE("what its type does not explain is opaque, all of it") {
  struct Case {
    const char* option;
    const char* identifier;
  };
  for (const auto& [option, identifier] : {Case{"00666f6f", "666f6f"},      // type 0: something of its own
                                           Case{"ff00000001", "00000001"},  // no DUID
                                           Case{"ff000000010003", "000000010003"}}) {  // a DUID of two octets
    CAPTURE(option);
    const Bytes bytes = from_hex(option).value();
    const auto id = ClientIdentifier::read(bytes);
    REQUIRE(id);
    CHECK(id->kind == Kind::opaque);
    CHECK(id->iaid == 0);
    CHECK(to_hex(id->identifier) == identifier);
  }
  Bytes long_duid = from_hex("ff00000001").value();
  long_duid.resize(5 + 130, 1);
  CHECK(ClientIdentifier::read(long_duid)->kind == Kind::duid);
  long_duid.push_back(1);
  CHECK(ClientIdentifier::read(long_duid)->kind == Kind::opaque);
  const Bytes long_address(1 + 21, 1);
  CHECK(ClientIdentifier::read(long_address)->kind == Kind::opaque);
}

TEST_CASE("a client identifier has a type and something behind it") {
  CHECK_FALSE(ClientIdentifier::read({}));
  CHECK_FALSE(ClientIdentifier::read(Bytes{1}));
}

TEST_CASE("client identifiers are built as they are read") {
  const HardwareAddress mac{1, BoundedBytes<20>(from_hex("020304050607").value())};
  CHECK(to_hex(make_client_id(mac).view()) == "01020304050607");
  const ClientId with_duid = make_client_id(0x01020304, make_duid_ll(mac));
  CHECK(to_hex(with_duid.view()) ==
        "ff01020304"
        "00030001020304050607");
  const auto id = ClientIdentifier::read(with_duid.view());
  CHECK(id->iaid == 0x01020304);
  CHECK(Duid(id->identifier) == make_duid_ll(mac));
}

}  // namespace
}  // namespace dhcp
