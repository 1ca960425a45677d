#include "runtime/spawn.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

namespace dhcp::server {
namespace {

/// Frees what posix_spawn was told.
struct SpawnPlan {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;

  SpawnPlan() {
    ::posix_spawn_file_actions_init(&files);
    ::posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
    ::posix_spawnattr_init(&attributes);
    sigset_t none, all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setsigdefault(&attributes, &all);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~SpawnPlan() {
    ::posix_spawn_file_actions_destroy(&files);
    ::posix_spawnattr_destroy(&attributes);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
};

}  // namespace

Result<std::unique_ptr<ChildProcess>> ChildProcess::start(EventLoop& loop,
                                                          const std::vector<std::string>& arguments,
                                                          std::function<void(Ended)> ended) {
  std::vector<char*> pointers;
  for (const std::string& argument : arguments) pointers.push_back(const_cast<char*>(argument.c_str()));
  pointers.push_back(nullptr);
  const SpawnPlan plan;
  pid_t pid = 0;
  if (const int error =
          ::posix_spawn(&pid, pointers[0], &plan.files, &plan.attributes, pointers.data(), environ);
      error != 0)
    return Error{fmt::format("cannot start {}: {}", arguments[0], std::strerror(error))};

  Descriptor watch(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  std::unique_ptr<ChildProcess> child(new ChildProcess(loop, pid, std::move(watch), std::move(ended)));
  if (!child->watch_ || !loop.add(child->watch_.get(), *child)) {
    child->watch_ = Descriptor();
    return Error{fmt::format("cannot wait for process {}: {}", pid, std::strerror(errno))};
  }
  return child;
}

ChildProcess::~ChildProcess() {
  if (watch_) loop_.remove(watch_.get(), *this);
}

void ChildProcess::ready() {
  int status = 0;
  if (::waitpid(pid_, &status, WNOHANG) == 0) return;
  loop_.remove(watch_.get(), *this);
  watch_ = Descriptor();
  const Ended how = WIFSIGNALED(status) ? Ended{true, WTERMSIG(status)} : Ended{false, WEXITSTATUS(status)};
  const auto ended = std::move(ended_);
  ended(how);
}

}  // namespace dhcp::server
