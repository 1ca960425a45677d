#include "dhcp4/configuration.hpp"

#include <doctest/doctest.h>

#include "dhcp4/lease_database.hpp"
#include "runtime/scratch_directory.hpp"

using namespace dhcp;
using namespace dhcp::server;

namespace {

/// The configuration of a file, and what was logged of it.
struct Loading {
  std::vector<std::string> logged;

  Result<std::shared_ptr<const Config4>> load(const std::string& path) {
    struct Sink final : LogSink {
      void write(const LogMessage& message, std::string_view) noexcept override {
        ids.emplace_back(message.id);
      }
      std::vector<std::string> ids;
    } sink;
    Log log(sink);
    auto config = load_configuration(path, log);
    logged = std::move(sink.ids);
    return config;
  }
};

Result<std::shared_ptr<const Config4>> load_configuration(const std::string& path) {
  return Loading().load(path);
}

}  // namespace

TEST_CASE("a configuration file may include others") {
  const ScratchDirectory scratch;
  std::ofstream(scratch.file("subnets")) << R"([{"id": 1, "subnet": "192.0.2.0/24"}])";
  std::ofstream(scratch.file("dhcp4.json"))
      << R"({"Dhcp4": {"subnet4": <?include ")" << scratch.file("subnets") << R"("?>}})";
  const auto config = load_configuration(scratch.file("dhcp4.json"));
  REQUIRE(config);
  CHECK((*config)->subnet_count() == 1);
}

TEST_CASE("an included file is looked for in the working directory, not beside the file that includes it") {
  const ScratchDirectory scratch;
  const auto before = std::filesystem::current_path();
  std::filesystem::create_directory(scratch.path / "inner");
  std::ofstream(scratch.file("subnets")) << R"([{"id": 1, "subnet": "192.0.2.0/24"}])";
  std::ofstream(scratch.file("inner/subnets")) << "[]";
  std::ofstream(scratch.file("inner/dhcp4.json")) << R"({"Dhcp4": {"subnet4": <?include "subnets"?>}})";
  std::filesystem::current_path(scratch.path);
  const auto config = load_configuration("inner/dhcp4.json");
  std::filesystem::current_path(before);
  REQUIRE(config);
  CHECK((*config)->subnet_count() == 1);
}

TEST_CASE("a file that cannot be read is named, also when it is an included one") {
  const ScratchDirectory scratch;
  const auto missing = load_configuration(scratch.file("missing"));
  REQUIRE_FALSE(missing);
  CHECK(missing.error().message.find(scratch.file("missing")) != std::string::npos);
  CHECK(load_configuration(scratch.path.string()).error().message.find("Is a directory") !=
        std::string::npos);
  std::ofstream(scratch.file("outer"))
      << R"({"Dhcp4": {"subnet4": <?include ")" << scratch.file("inner") << R"("?>}})";
  const auto inner = load_configuration(scratch.file("outer"));
  REQUIRE_FALSE(inner);
  CHECK(inner.error().message.find(scratch.file("inner")) != std::string::npos);
}

TEST_CASE("what is wrong in a file that is JSON is logged as a wrong element") {
  const ScratchDirectory scratch;
  const std::vector<std::string> element{"DHCP4_PARSER_FAIL"};
  const std::pair<std::string, std::vector<std::string>> table[] = {
      {R"({"Dhcp4": {}})", {}},
      {R"({"Dhcp4": {)", {}},
      {R"({"Dhcp4": {"no-such-key": 1}})", element},
      {R"({"Dhcp4": {"subnet4": [{"id": 1, "subnet": "192.0.2.0/24", "pools": [
            {"pool": "192.0.2.1 - 192.0.2.9"}, {"pool": "192.0.2.5 - 192.0.2.20"}]}]}})",
       element},
      {R"({"Dhcp4": {"subnet4": [{"id": 1, "subnet": "192.0.2.0/24", "pools": [{"pool": "10.0.0.0/24"}]}]}})",
       element},
      {R"({"Dhcp4": {"lease-database": {"type": "mysql", "name": "x"}}})", element},
  };
  for (const auto& [text, expected] : table) {
    CAPTURE(text);
    std::ofstream(scratch.file("dhcp4.json")) << text;
    Loading loading;
    CHECK(loading.load(scratch.file("dhcp4.json")).has_value() == (text == table[0].first));
    CHECK(loading.logged == expected);
  }
}

TEST_CASE("a check returns 0 for a good configuration and 1 for a bad one") {
  const ScratchDirectory scratch;
  std::ofstream(scratch.file("good")) << R"({"Dhcp4": {}})";
  std::ofstream(scratch.file("bad")) << R"({"Dhcp4": {"no-such-key": 1}})";
  CHECK(check_configuration(scratch.file("good")) == 0);
  CHECK(check_configuration(scratch.file("bad")) == 1);
}

TEST_CASE("a running server does not move to another lease database") {
  DatabaseConfig current;
  current.name = "/var/leases.csv";
  DatabaseConfig next = current;
  next.lfc_interval = 7;
  CHECK(check_same_lease_database(current, next));
  next.name = "/var/other.csv";
  CHECK(check_same_lease_database(current, next).error().message ==
        "lease-database changes from memfile /var/leases.csv to memfile /var/other.csv, which needs a "
        "restart of the server");
  next = current;
  next.persist = false;
  CHECK(check_same_lease_database(current, next).error().message.find("without a file") != std::string::npos);
  next = current;
  next.sync = true;
  CHECK(check_same_lease_database(current, next).error().message.find("\"sync\" to true") !=
        std::string::npos);
  next = current;
  next.type = "mysql";
  CHECK(check_same_lease_database(current, next).error().message.find("not supported yet") !=
        std::string::npos);
}
