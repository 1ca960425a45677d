#include "runtime/pid_file.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "scratch_directory.hpp"

using dhcp::server::PidFile;

namespace {

/// The id of a process that has just ended.
pid_t dead_pid() {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ::waitpid(child, nullptr, 0);
  return child;
}

}  // namespace

TEST_CASE("the name of a PID file comes from the configuration's name and the daemon's") {
  ::setenv("KEA_PIDFILE_DIR", "/some/where", 1);
  CHECK(dhcp::server::pid_file_path("/etc/kea/myconf.txt", "kea-dhcp4") ==
        "/some/where/myconf.kea-dhcp4.pid");
  ::unsetenv("KEA_PIDFILE_DIR");
  const std::string path = dhcp::server::pid_file_path("myconf", "kea-dhcp4");
  CHECK(path.ends_with("/run/kea/myconf.kea-dhcp4.pid"));
}

TEST_CASE("a PID file names the process while it runs and is gone afterwards") {
  const ScratchDirectory scratch;
  const std::string path = scratch.file("deep/er/a.pid");
  {
    const auto pid_file = PidFile::create(path);
    REQUIRE(pid_file);
    CHECK(read_text(path) == std::to_string(::getpid()) + "\n");
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777 & ~0640u) == 0);
  }
  CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("a PID file of a living process is left alone") {
  const ScratchDirectory scratch;
  const std::string path = scratch.file("a.pid");
  std::ofstream(path) << 1 << '\n';
  const auto pid_file = PidFile::create(path);
  REQUIRE_FALSE(pid_file);
  CHECK(pid_file.error().already_running);
  CHECK(pid_file.error().pid == 1);
  CHECK(read_text(path) == "1\n");
}

TEST_CASE("a PID file of a dead process, or with nonsense in it, is taken over") {
  const ScratchDirectory scratch;
  const std::string path = scratch.file("a.pid");
  for (const std::string& content : {std::to_string(dead_pid()), std::string("nonsense"), std::string()}) {
    std::ofstream(path) << content;
    CHECK(PidFile::create(path));
  }
}

TEST_CASE("a PID file that another process took over meanwhile is not removed") {
  const ScratchDirectory scratch;
  const std::string path = scratch.file("a.pid");
  {
    const auto pid_file = PidFile::create(path);
    REQUIRE(pid_file);
    std::ofstream(path) << 1 << '\n';
  }
  CHECK(read_text(path) == "1\n");
}

TEST_CASE("a PID file that cannot be written is a failure of its own kind") {
  const ScratchDirectory scratch;
  std::ofstream(scratch.file("plain")) << "x";
  const auto pid_file = PidFile::create(scratch.file("plain/a.pid"));
  REQUIRE_FALSE(pid_file);
  CHECK_FALSE(pid_file.error().already_running);
  CHECK(pid_file.error().message.find("plain/a.pid") != std::string::npos);
}
