#include "rig.hpp"

namespace dhcp::test {
namespace {

std::string row(const char* address, unsigned lifetime, const char* hostname = "") {
  return std::string(address) + ",02:00:00:00:00:01,," + std::to_string(lifetime) + "," +
         std::to_string(1000 + lifetime) + ",1,0,0," + hostname + ",0,,0\n";
}

/// A rig whose files are put there before it opens.
struct Loading {
  FileRig rig{false, false};

  void put(const char* suffix, const std::string& content) { rig.files->put(lease_path + suffix, content); }
  std::string rejected() { return rig.files->content(lease_path + ".rejected"); }
  std::optional<Lease4> find(const char* address) {
    Lease4 found;
    if (!run(rig.store().find(ip(address), found))) return std::nullopt;
    return found;
  }
};

}  // namespace

TEST_CASE("a lease file is made with its header when there is none") {
  Loading loading;
  loading.rig.reopen();
  CHECK(loading.rig.content() == header_line);
  CHECK_FALSE(loading.rig.files->exists(lease_path + ".rewrite"));
  CHECK(loading.rig.report().rows == 0);
}

TEST_CASE("an empty file, or one with half a header, is a new file") {
  for (const char* content : {"", "address,hwad"}) {
    Loading loading;
    loading.put("", content);
    loading.rig.reopen();
    CHECK(loading.rig.content() == header_line);
    CHECK(loading.rig.report().errors == 0);
  }
}

TEST_CASE("the newest row of an address wins, and a lifetime of 0 takes the lease away") {
  Loading loading;
  loading.put("", header_line + row("10.0.0.1", 60, "old") + row("10.0.0.2", 60) + row("10.0.0.3", 60) +
                      row("10.0.0.1", 90, "new") + row("10.0.0.2", 0) + row("10.0.0.3", 0) +
                      row("10.0.0.3", 120) + row("10.0.0.4", 0));
  loading.rig.reopen();
  CHECK(loading.rig.report().rows == 8);
  CHECK(loading.rig.report().leases == 2);
  REQUIRE(loading.find("10.0.0.1"));
  CHECK(loading.find("10.0.0.1")->hostname.text() == "new");
  CHECK_FALSE(loading.find("10.0.0.2"));
  CHECK(loading.find("10.0.0.3")->valid_lifetime == 120);
  CHECK(run(loading.rig.store().list_by_hostname(Hostname(as_bytes("old")))).empty());
  CHECK(run(loading.rig.store().list_by_hardware_address(hardware(0x020000000001))).size() == 2);
}

TEST_CASE("the files of an unfinished cleanup are read oldest first") {
  Loading loading;
  loading.put(".2", header_line + row("10.0.0.1", 10) + row("10.0.0.2", 10) + row("10.0.0.3", 10));
  loading.put(".1", header_line + row("10.0.0.1", 20) + row("10.0.0.2", 20));
  loading.put("", header_line + row("10.0.0.1", 30));
  loading.rig.reopen();
  CHECK(loading.find("10.0.0.1")->valid_lifetime == 30);
  CHECK(loading.find("10.0.0.2")->valid_lifetime == 20);
  CHECK(loading.find("10.0.0.3")->valid_lifetime == 10);
}

TEST_CASE("a completed cleanup replaces the files it was made of") {
  Loading loading;
  loading.put(".2", header_line + row("10.0.0.3", 10));
  loading.put(".1", header_line + row("10.0.0.2", 20));
  loading.put(".completed", header_line + row("10.0.0.2", 25));
  loading.put("", header_line + row("10.0.0.1", 30));
  loading.rig.reopen();
  CHECK(loading.find("10.0.0.1")->valid_lifetime == 30);
  CHECK(loading.find("10.0.0.2")->valid_lifetime == 25);
  CHECK_FALSE(loading.find("10.0.0.3"));
}

TEST_CASE("a row that was cut off is dropped without an error, and the next one does not stick to it") {
  Loading loading;
  const std::string whole = header_line + row("10.0.0.1", 60);
  const std::string last = row("10.0.0.2", 60);
  for (std::size_t cut = 1; cut < last.size(); ++cut) {
    loading.put("", whole + last.substr(0, cut));
    loading.rig.reopen();
    REQUIRE(loading.rig.report().torn_tail);
    REQUIRE(loading.rig.report().errors == 0);
    REQUIRE(loading.rig.report().leases == 1);
    REQUIRE(loading.rig.content() == whole);
  }
  CHECK(loading.rejected().empty());
}

TEST_CASE("a bad row is counted, named, kept aside, and loading goes on") {
  Loading loading;
  loading.put("", header_line + row("10.0.0.1", 60) + "garbage\n" + row("10.0.0.2", 60) + "\n" +
                      "10.0.0.3,,,60,x,1,0,0,,0,,0\n" + row("10.0.0.4", 60));
  loading.rig.reopen();
  CHECK(loading.rig.report().rows == 5);
  CHECK(loading.rig.report().errors == 2);
  CHECK(loading.rig.report().leases == 3);
  CHECK(loading.rig.sink.count("DHCPSRV_MEMFILE_LEASE_LOAD_ROW_ERROR") == 2);
  CHECK(loading.rig.sink.text("DHCPSRV_MEMFILE_LEASE_LOAD_ROW_ERROR") ==
        lease_path + ":3: bad row: address: not an IPv4 address");
  CHECK(loading.rejected() == "garbage\n10.0.0.3,,,60,x,1,0,0,,0,,0\n");
}

TEST_CASE("too many bad rows end the loading with an error") {
  Loading loading;
  loading.put("", header_line + "a\nb\n" + row("10.0.0.1", 60) + "c\n");
  loading.rig.options.max_row_errors = 2;
  const auto opened = loading.rig.try_open();
  REQUIRE_FALSE(opened);
  CHECK(opened.error().message ==
        lease_path + ":5: more than 2 bad rows (max-row-errors); the lease file is not loaded");
  loading.rig.options.max_row_errors = 3;
  loading.rig.reopen();
  CHECK(loading.rig.report().errors == 3);
}

TEST_CASE("a file of nothing but garbage neither fills the log nor the memory") {
  Loading loading;
  std::string content = header_line;
  for (int i = 0; i < 1000; ++i) content += std::string(static_cast<std::size_t>(i), '\xee') + "\n";
  content += std::string(3 << 20, 'x') + "\n" + row("10.0.0.1", 60);
  loading.put("", content);
  loading.rig.reopen();
  CHECK(loading.rig.report().errors == 1000);  // the empty line is no row
  CHECK(loading.rig.report().leases == 1);
  CHECK(loading.rig.sink.count("DHCPSRV_MEMFILE_LEASE_LOAD_ROW_ERROR") == 100);
  CHECK(loading.rig.sink.count("DHCPSRV_MEMFILE_ROW_ERRORS_NOT_SHOWN") == 1);
}

TEST_CASE("a torn row longer than any row is cut off too") {
  Loading loading;
  const std::string whole = header_line + row("10.0.0.1", 60);
  loading.put("", whole + std::string(3 << 20, 'x'));
  loading.rig.reopen();
  CHECK(loading.rig.report().torn_tail);
  CHECK(loading.rig.content() == whole);
}

TEST_CASE("lines that end in CR LF are read") {
  Loading loading;
  std::string content = header_line + row("10.0.0.1", 60);
  for (std::size_t at = 0; (at = content.find('\n', at)) != std::string::npos; at += 2)
    content.insert(at, 1, '\r');
  loading.put("", content);
  loading.rig.reopen();
  CHECK(loading.rig.report().leases == 1);
  CHECK(loading.rig.report().errors == 0);
}

TEST_CASE("a file of an older format is converted before anything is appended") {
  Loading loading;
  loading.put("",
              "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname\n"
              "10.0.0.1,02:00:00:00:00:01,,60,1060,1,0,0,a\n"
              "10.0.0.2,02:00:00:00:00:02,,60,1060,1,0,0,b\n"
              "10.0.0.2,02:00:00:00:00:02,,0,1000,1,0,0,b\n");
  loading.put(".2", header_line + row("10.0.0.2", 60) + row("10.0.0.3", 60) + row("10.0.0.4", 60));
  loading.put(".1", header_line + row("10.0.0.3", 0));
  loading.rig.reopen();
  CHECK(loading.rig.sink.count("DHCPSRV_MEMFILE_NEEDS_UPGRADING") == 1);
  CHECK(loading.rig.content().starts_with(header_line));
  loading.rig.reopen();
  CHECK(loading.rig.report().errors == 0);
  REQUIRE(loading.rig.report().leases == 2);
  CHECK(loading.find("10.0.0.1")->hostname.text() == "a");
  CHECK_FALSE(loading.find("10.0.0.2"));  // erased in the old file, still there in an older one
  CHECK_FALSE(loading.find("10.0.0.3"));
  CHECK(loading.find("10.0.0.4"));
}

TEST_CASE("what is no lease file is left untouched") {
  Loading loading;
  loading.put("", "[Unit]\nDescription=important\n");
  const auto opened = loading.rig.try_open();
  REQUIRE_FALSE(opened);
  CHECK(opened.error().message ==
        lease_path + ": not a DHCPv4 lease file: the header has no column \"address\"");
  CHECK(loading.rig.content() == "[Unit]\nDescription=important\n");
}

TEST_CASE("a missing directory is named") {
  Loading loading;
  loading.rig.files->forbid_new_files(ENOENT);
  const auto opened = loading.rig.try_open();
  REQUIRE_FALSE(opened);
  CHECK(opened.error().message ==
        "cannot make the lease file " + lease_path + ": there is no directory /var/lib/dhcp/");
}

TEST_CASE("what was committed is there after opening again") {
  Bench<FileRig> bench;
  std::map<std::uint32_t, Lease4> model;
  std::mt19937 random(11);
  for (std::uint32_t round = 0; round < 2000; ++round) {
    const auto address = static_cast<std::uint32_t>(0x0a000000u + random() % 200);
    Lease4 next = lease(Ipv4Address(address), round);
    next.client_last_transaction = round;
    next.state = random() % 5 == 0 ? LeaseState::declined : LeaseState::assigned;
    next.user_context = random() % 4 == 0 ? R"({ "round": )" + std::to_string(round) + " }" : "";
    const auto there = model.find(address);
    if (there != model.end() && random() % 4 == 0) {
      REQUIRE(bench.commit(erase(there->second)) == ChangeOutcome::stored);
      model.erase(there);
    } else {
      const auto expected = there == model.end() ? std::nullopt : std::optional(stamp(there->second));
      REQUIRE(bench.commit(put(next, expected)) == ChangeOutcome::stored);
      model[address] = next;
    }
  }
  bench.rig.reopen();
  CHECK(bench.rig.report().rows == 2000);
  CHECK(bench.store().size() == model.size());
  for (const auto& [address, l] : model) REQUIRE(bench.find(Ipv4Address(address)) == l);
}

TEST_CASE("a check judges what the rows come to: leases change or vanish in memory, not in the file") {
  Loading loading;
  std::string content = header_line + row("10.0.0.1", 60, "old") + row("10.0.0.1", 90, "new");
  for (unsigned i = 2; i < 5000; ++i)
    content += row(Ipv4Address(0x0a000000u + i).to_string().c_str(), 60, i % 2 == 0 ? "even" : "odd");
  loading.put("", content);
  std::size_t judged = 0;
  HandExecutor executor;
  const auto opened = store::LeaseFileStore4::open({lease_path, false, 0}, *loading.rig.files, executor,
                                                   loading.rig.log, 1, [&](Lease4& lease) {
                                                     ++judged;
                                                     if (lease.hostname.text() == "even")
                                                       return LeaseVerdict::reject;
                                                     if (lease.hostname.text() != "new")
                                                       return LeaseVerdict::keep;
                                                     lease.subnet_id = 7;
                                                     lease.hostname.assign(as_bytes("corrected"));
                                                     return LeaseVerdict::corrected;
                                                   });
  REQUIRE(opened);
  LeaseStore4& store = **opened;
  CHECK(judged == 4999);
  CHECK(store.size() == 2500);
  CHECK(run(store.list_by_hostname(Hostname(as_bytes("even")))).empty());
  CHECK(run(store.list_by_hostname(Hostname(as_bytes("new")))).empty());
  REQUIRE(run(store.list_by_hostname(Hostname(as_bytes("corrected")))).size() == 1);
  Lease4 found;
  CHECK(run(store.find_by_hardware_address(hardware(0x020000000001), 7, found)));
  CHECK(loading.rig.files->content(lease_path) == content);
}

}  // namespace dhcp::test
