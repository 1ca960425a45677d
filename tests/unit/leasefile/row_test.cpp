#include <doctest/doctest.h>

#include <random>

#include "leasefile/row4.hpp"
#include "support/lease_store_contract.hpp"

namespace dhcp::store {
namespace {

using test::ip;

Header4 current_header() {
  const auto header = Header4::parse(lease4_header);
  REQUIRE(header);
  return *header;
}

std::string problem(const Header4& header, std::string_view row) {
  Lease4 lease;
  const auto parsed = parse_row(header, row, lease);
  if (parsed) return "none";
  return std::string(parsed.error().column) + ": " + std::string(parsed.error().problem);
}

std::string row_of(const Lease4& lease) {
  std::string text;
  append_row(text, lease);
  return text;
}

}  // namespace

TEST_CASE("rows that another server wrote are understood") {
  // As written by a packaged 2.2 server for lease4-add and a client's address.
  const auto header = Header4::parse(
      "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_"
      "context");
  REQUIRE(header);
  CHECK_FALSE(header->is_current());
  CHECK(header->missing() == 1);
  Lease4 lease;
  REQUIRE(
      parse_row(*header,
                R"(192.0.2.20,1a:1b:1c:1d:1e:1f,01:aa:bb,4000000000,5795467594,1,0,1,my.host&#x2cx&#x26y.,)"
                R"(0,{ "a": "x&#x2cy"&#x2c "n": [ 1&#x2c 2 ]&#x2c "q": "\"quo\" &#x26#x2c \u00e9\n" })",
                lease));
  CHECK(lease.address == ip("192.0.2.20"));
  CHECK(to_hex(lease.hardware_address.bytes.view(), ':') == "1a:1b:1c:1d:1e:1f");
  CHECK(to_hex(lease.client_id.view()) == "01aabb");
  CHECK(lease.valid_lifetime == 4000000000u);
  CHECK(lease.client_last_transaction == 1795467594);
  CHECK_FALSE(lease.fqdn_forward);
  CHECK(lease.fqdn_reverse);
  CHECK(lease.hostname.text() == "my.host,x&y");  // without the final dot
  CHECK(lease.user_context == R"({ "a": "x,y", "n": [ 1, 2 ], "q": "\"quo\" &#x2c \u00e9\n" })");
  CHECK(lease.pool_id == 0);

  REQUIRE(parse_row(*header, "192.0.2.24,1a:1b:1c:1d:1e:22,,4294967295,6090434889,1,0,0,,1,", lease));
  CHECK(lease.infinite());
  CHECK(lease.client_last_transaction == 1795467594);
  CHECK(lease.state == LeaseState::declined);
  CHECK(lease.client_id.empty());
  CHECK(lease.user_context.empty());
}

TEST_CASE("a row is written the way other servers read it") {
  Lease4 lease = test::lease(ip("192.0.2.20"), 0x1a1b1c1d1e1f);
  lease.client_id = ClientId(as_bytes(std::string("\x01\xaa\xbb")));
  lease.hostname = Hostname(as_bytes("my.host,x&y\n"));
  lease.user_context = R"({ "a": "x,y" })";
  lease.fqdn_reverse = true;
  lease.state = LeaseState::released;
  lease.pool_id = 17;
  CHECK(row_of(lease) ==
        "192.0.2.20,1a:1b:1c:1d:1e:1f,01:aa:bb,3600,4600,1,0,1,my.host&#x2cx&#x26y&#x0a,3,"
        "{ \"a\": \"x&#x2cy\" },17\n");
  std::string erasure;
  append_erasure(erasure, test::lease(ip("192.0.2.21"), 1));
  CHECK(erasure == "192.0.2.21,00:00:00:00:00:01,63:31,0,1000,1,0,0,h1,0,,0\n");
}

TEST_CASE("any lease survives being written and read") {
  std::mt19937 random(3);
  const Header4 header = current_header();
  const auto bytes = [&random](std::size_t longest) {
    std::string text(random() % (longest + 1), '\0');
    for (char& c : text) c = static_cast<char>(random());
    return text;
  };
  for (int round = 0; round < 2000; ++round) {
    Lease4 lease;
    lease.address = Ipv4Address(static_cast<std::uint32_t>(random()));
    lease.hardware_address.bytes.assign(as_bytes(bytes(20)));
    lease.client_id = ClientId(as_bytes(bytes(255)));
    std::string hostname = bytes(255);
    for (char& c : hostname)
      if ((c >= 'A' && c <= 'Z') || c == '.') c = '-';
    lease.hostname = Hostname(as_bytes(hostname));
    if (round % 3 == 0) lease.user_context = "{" + bytes(3000) + "}";
    lease.valid_lifetime = round % 7 == 0 ? infinite_lifetime : static_cast<std::uint32_t>(random() % 100000);
    lease.client_last_transaction = static_cast<WallTime>(random());
    lease.subnet_id = static_cast<SubnetId>(random());
    lease.pool_id = static_cast<std::uint32_t>(random());
    lease.state = static_cast<LeaseState>(random() % 4);
    lease.fqdn_forward = random() % 2 == 0;
    lease.fqdn_reverse = random() % 2 == 0;
    const std::string row = row_of(lease);
    REQUIRE(row.find('\n') == row.size() - 1);
    Lease4 read;
    read.user_context = "left over from the row before";
    REQUIRE(parse_row(header, std::string_view(row).substr(0, row.size() - 1), read));
    REQUIRE(read == lease);
  }
}

TEST_CASE("a bad row is refused with the column and the reason") {
  const Header4 header = current_header();
  struct Case {
    const char* row;
    const char* problem;
  };
  const Case cases[] = {
      {"10.0.0.1,,,60,1060,1,0,0,,0,,0", "none"},
      {"", "address: not an IPv4 address"},
      {"10.0.0,,,60,1060,1,0,0,,0,,0", "address: not an IPv4 address"},
      {"10.0.0.256,,,60,1060,1,0,0,,0,,0", "address: not an IPv4 address"},
      {"10.0.0.01,,,60,1060,1,0,0,,0,,0", "address: not an IPv4 address"},
      {"10.0.0.1.,,,60,1060,1,0,0,,0,,0", "address: not an IPv4 address"},
      {"10.0.0.1 ,,,60,1060,1,0,0,,0,,0", "address: not an IPv4 address"},
      {"2001:db8::1,,,60,1060,1,0,0,,0,,0", "address: not an IPv4 address"},
      {"10.0.0.1,0g:00,,60,1060,1,0,0,,0,,0", "hwaddr: not up to 20 bytes in hexadecimal digits"},
      {"10.0.0.1,00:,,60,1060,1,0,0,,0,,0", "hwaddr: not up to 20 bytes in hexadecimal digits"},
      {"10.0.0.1,000102030405060708090a0b0c0d0e0f1011121314,,60,1060,1,0,0,,0,,0",
       "hwaddr: not up to 20 bytes in hexadecimal digits"},
      {"10.0.0.1,,zz,60,1060,1,0,0,,0,,0", "client_id: not up to 255 bytes in hexadecimal digits"},
      {"10.0.0.1,,,-1,1060,1,0,0,,0,,0", "valid_lifetime: not a number from 0 to 4294967295"},
      {"10.0.0.1,,,4294967296,1060,1,0,0,,0,,0", "valid_lifetime: not a number from 0 to 4294967295"},
      {"10.0.0.1,,,60,,1,0,0,,0,,0", "expire: not a time in seconds"},
      {"10.0.0.1,,,60,99999999999999999999,1,0,0,,0,,0", "expire: not a time in seconds"},
      {"10.0.0.1,,,60,59,1,0,0,,0,,0", "expire: earlier than the lifetime allows"},
      {"10.0.0.1,,,60,1060,x,0,0,,0,,0", "subnet_id: not a number from 0 to 4294967295"},
      {"10.0.0.1,,,60,1060,1,2,0,,0,,0", "fqdn_fwd: neither 0 nor 1"},
      {"10.0.0.1,,,60,1060,1,0,,,0,,0", "fqdn_rev: neither 0 nor 1"},
      {"10.0.0.1,,,60,1060,1,0,0,,4,,0", "state: not a state from 0 to 3"},
      {"10.0.0.1,,,60,1060,1,0,0,,0,[],0", "user_context: not a map"},
      {"10.0.0.1,,,60,1060,1,0,0,,0,,", "pool_id: not a number from 0 to 4294967295"},
      {"10.0.0.1,,,60,1060,1,0,0,,0,", ": fewer values than the header has columns"},
      {"10.0.0.1,,,60,1060,1,0,0,,0,,0,", ": more values than the header has columns"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.row);
    CHECK(problem(header, c.row) == c.problem);
  }
  const std::string long_name(256, 'h');
  CHECK(problem(header, "10.0.0.1,,,60,1060,1,0,0," + long_name + ",0,,0") ==
        "hostname: longer than 255 characters");
}

TEST_CASE("columns count by their names, in any order") {
  const auto header = Header4::parse("subnet_id,colour,expire,valid_lifetime,address");
  REQUIRE(header);
  CHECK(header->unknown() == 1);
  CHECK(header->missing() == 8);
  Lease4 lease;
  REQUIRE(parse_row(*header, "7,green,1060,60,10.0.0.1", lease));
  CHECK(lease.address == ip("10.0.0.1"));
  CHECK(lease.subnet_id == 7);
  CHECK(lease.client_last_transaction == 1000);
  CHECK(lease.state == LeaseState::assigned);
}

TEST_CASE("what is no lease file is not taken for one") {
  CHECK(Header4::parse("name,colour").error().message ==
        "not a DHCPv4 lease file: the header has no column \"address\"");
  CHECK(Header4::parse("address,duid,valid_lifetime,expire").error().message ==
        "not a DHCPv4 lease file: the header has no column \"subnet_id\"");
  CHECK(Header4::parse("address,address").error().message ==
        "column \"address\" appears twice in the header");
  CHECK_FALSE(Header4::parse(""));
}

}  // namespace dhcp::store
