#include "perf/lease_log.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace dhcp::perf {
namespace {

std::string content(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST_CASE("lines are in the file as soon as they are flushed, behind what was there") {
  char path[] = "/tmp/lease-log-XXXXXX";
  const int descriptor = mkstemp(path);
  REQUIRE(descriptor >= 0);
  REQUIRE(write(descriptor, "before\n", 7) == 7);
  close(descriptor);

  LeaseLog log;
  REQUIRE(log.open(path));
  log.record("ack", 0x000c01020304, Ipv4Address(192, 0, 2, 200));
  CHECK(content(path) == "before\n");
  REQUIRE(log.flush());
  log.record("release", 0xffffffffffff, Ipv4Address(0, 0, 0, 1));
  REQUIRE(log.flush());
  CHECK(content(path) == "before\nack 00:0c:01:02:03:04 192.0.2.200\nrelease ff:ff:ff:ff:ff:ff 0.0.0.1\n");
  unlink(path);
}

TEST_CASE("a log that was not opened records nothing") {
  LeaseLog log;
  log.record("ack", 1, Ipv4Address(192, 0, 2, 1));
  CHECK(log.flush());
}

TEST_CASE("a file that cannot be opened or written is an error that names it") {
  LeaseLog missing;
  CHECK(missing.open("/nonexistent/file").error().message ==
        "cannot open /nonexistent/file: No such file or directory");
  LeaseLog full;
  REQUIRE(full.open("/dev/full"));
  full.record("ack", 1, Ipv4Address(192, 0, 2, 1));
  CHECK(full.flush().error().message == "cannot write /dev/full: No space left on device");
}

}  // namespace
}  // namespace dhcp::perf
