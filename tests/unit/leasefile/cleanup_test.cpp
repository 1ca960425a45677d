#include <functional>
#include <map>

#include "dhcpstore/lease_file_cleanup.hpp"
#include "rig.hpp"

namespace dhcp::test {
namespace {

using store::CleanupFiles;

const CleanupFiles names = CleanupFiles::of(lease_path);

std::string row(const char* address, unsigned lifetime, const char* hostname = "", int state = 0) {
  return std::string(address) + ",02:00:00:00:00:01,," + std::to_string(lifetime) + "," +
         std::to_string(1000 + lifetime) + ",1,0,0," + hostname + "," + std::to_string(state) + ",,0\n";
}

struct Cleaning {
  FaultFiles files;
  KeptLog sink;
  Log log{sink};

  Result<store::LeaseFileReport> clean() { return store::clean_lease_files4(names, files, log); }
  void put_history() {
    files.put(names.previous, header_line + row("10.0.0.1", 60, "one") + row("10.0.0.2", 60, "two") +
                                  row("10.0.0.3", 60, "three"));
    files.put(names.input, header_line + row("10.0.0.2", 90, "newer") + row("10.0.0.1", 0) +
                               row("10.0.0.4", 60, "four") + row("10.0.0.4", 70, "fourth"));
    files.put(lease_path, header_line + row("10.0.0.3", 0) + row("10.0.0.5", 60, "five"));
  }
};

const std::string cleaned =
    header_line + row("10.0.0.2", 90, "newer") + row("10.0.0.3", 60, "three") + row("10.0.0.4", 70, "fourth");

/// Something else happens to the files right after a look at them, the `look`th one.
class Watched final : public FileSystem {
 public:
  Watched(FaultFiles& files, std::uint64_t look, std::function<void(FaultFiles&)> step)
      : files_(files), left_(look), step_(std::move(step)) {}
  Result<std::unique_ptr<File>, IoError> open(const std::string& path, OpenMode mode) override {
    auto file = files_.open(path, mode);
    pass();
    return file;
  }
  bool exists(const std::string& path) override {
    const bool found = files_.exists(path);
    pass();
    return found;
  }
  Result<void, IoError> rename(const std::string& from, const std::string& to) override {
    return files_.rename(from, to);
  }
  Result<void, IoError> remove(const std::string& path) override { return files_.remove(path); }
  bool passed() const { return left_ == 0; }

 private:
  void pass() {
    if (left_ == 0 || --left_ > 0) return;
    step_(files_);
  }
  FaultFiles& files_;
  std::uint64_t left_;
  std::function<void(FaultFiles&)> step_;
};

}  // namespace

TEST_CASE("a cleanup leaves the newest row of each lease, in one file") {
  Cleaning bench;
  bench.put_history();
  const std::string current = bench.files.content(lease_path);
  const auto report = bench.clean();
  REQUIRE(report);
  CHECK(report->rows == 7);
  CHECK(report->leases == 3);
  CHECK(bench.files.content(names.previous) == cleaned);
  CHECK_FALSE(bench.files.exists(names.input));
  CHECK_FALSE(bench.files.exists(names.output));
  CHECK_FALSE(bench.files.exists(names.finish));
  CHECK(bench.files.content(lease_path) == current);
  CHECK(bench.sink.count("LFC_PROCESSING") == 1);
  CHECK(bench.sink.text("LFC_READ_STATS").find("3 leases of 7 rows") != std::string::npos);
  CHECK(bench.sink.count("LFC_ROTATING") == 1);
}

TEST_CASE("leases that have ended, been declined, reclaimed or released are kept by a cleanup") {
  Cleaning bench;
  const std::string rows = row("10.0.0.1", 1) + row("10.0.0.2", 60, "", 1) + row("10.0.0.3", 60, "", 2) +
                           row("10.0.0.4", 60, "", 3);
  bench.files.put(names.input, header_line + rows);
  REQUIRE(bench.clean());
  CHECK(bench.files.content(names.previous) == header_line + rows);
}

TEST_CASE("the first cleanup has no previous file") {
  Cleaning bench;
  bench.files.put(names.input, header_line + row("10.0.0.1", 60) + row("10.0.0.1", 90));
  REQUIRE(bench.clean());
  CHECK(bench.files.content(names.previous) == header_line + row("10.0.0.1", 90));
}

TEST_CASE("columns that a file lacks get their defaults in the cleaned file") {
  Cleaning bench;
  bench.files.put(names.input, "address,valid_lifetime,expire,subnet_id\n10.0.0.1,60,1060,1\n");
  REQUIRE(bench.clean());
  CHECK(bench.files.content(names.previous) == header_line + "10.0.0.1,,,60,1060,1,0,0,,0,,0\n");
}

TEST_CASE("bad rows are kept apart by a cleanup, and what has no header of leases is left alone") {
  Cleaning bench;
  bench.files.put(names.input, header_line + "10.0.0.1,nonsense\n" + row("10.0.0.2", 60));
  REQUIRE(bench.clean());
  CHECK(bench.files.content(names.previous) == header_line + row("10.0.0.2", 60));
  CHECK(bench.files.content(names.input + ".rejected") == "10.0.0.1,nonsense\n");

  bench.files.put(names.input, "duid,iaid\n1,2\n");
  CHECK_FALSE(bench.clean());
  CHECK(bench.files.content(names.input) == "duid,iaid\n1,2\n");
  CHECK(bench.files.content(names.previous) == header_line + row("10.0.0.2", 60));
  CHECK(bench.sink.count("LFC_FAIL_PROCESS") == 1);
}

TEST_CASE("wherever a cleanup is interrupted, no lease is lost, and the next one completes it") {
  Cleaning whole;
  whole.put_history();
  const auto expected = reload(whole.files);
  REQUIRE(expected.size() == 3);
  bool completed = false;
  for (std::uint64_t changes = 0; !completed; ++changes) {
    CAPTURE(changes);
    Cleaning bench;
    bench.put_history();
    bench.files.stop_after(changes);
    completed = bench.clean().has_value();
    // Either the process alone ended, or the machine did.
    for (const std::size_t kept : {std::size_t{0}, std::size_t{20}, std::size_t{100000}}) {
      const auto left = bench.files.after_power_cut(kept);
      REQUIRE(reload(*left) == expected);
      KeptLog sink;
      Log log(sink);
      REQUIRE(store::clean_lease_files4(names, *left, log));
      REQUIRE(left->content(names.previous) == cleaned);
      REQUIRE_FALSE(left->exists(names.input));
      REQUIRE_FALSE(left->exists(names.finish));
      REQUIRE(reload(*left) == expected);
    }
    REQUIRE(changes < 100);
  }
}

TEST_CASE("a server that starts at any moment of a cleanup finds all leases") {
  Cleaning whole;
  whole.put_history();
  const auto expected = reload(whole.files);
  // The cleanup may have got so far when the server starts, and ends while the server looks.
  for (std::uint64_t changes = 0; changes < 12; ++changes) {
    for (std::uint64_t look = 1; look < 12; ++look) {
      CAPTURE(changes);
      CAPTURE(look);
      Cleaning bench;
      bench.put_history();
      bench.files.stop_after(changes);
      static_cast<void>(bench.clean());
      const auto left = bench.files.after_power_cut(100000);
      Watched watched(*left, look, [](FaultFiles& files) {
        Log log(null_log_sink());
        REQUIRE(store::clean_lease_files4(names, files, log));
      });
      REQUIRE(reload(watched) == expected);
    }
  }
}

TEST_CASE("a file that is moved aside while there is nothing to clean up is left for the next cleanup") {
  bool seen_all = false;
  for (std::uint64_t look = 1; !seen_all; ++look) {
    CAPTURE(look);
    Cleaning bench;
    bench.files.put(names.previous, header_line + row("10.0.0.1", 60));
    bench.files.put(lease_path, header_line + row("10.0.0.2", 60));
    const auto expected = reload(bench.files);
    REQUIRE(expected.size() == 2);
    Watched watched(bench.files, look, [](FaultFiles& files) {
      if (files.exists(names.input) || files.exists(names.finish)) return;
      REQUIRE(files.rename(lease_path, names.input));
      files.put(lease_path, header_line);
    });
    REQUIRE(store::clean_lease_files4(names, watched, bench.log));
    seen_all = !watched.passed();
    CHECK(reload(bench.files) == expected);
  }
}

}  // namespace dhcp::test
