/// @file
/// Child processes. They are made here and nowhere else.
#pragma once

#include <sys/types.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "dhcpcore/result.hpp"
#include "runtime/descriptor.hpp"
#include "runtime/event_loop.hpp"

namespace dhcp::server {

/// A child process that this process waits for. It has the standard output and error of this process, an
/// empty standard input, no other descriptor, no blocked signal, and the environment of this process.
class ChildProcess final : private EventHandler {
 public:
  /// How it ended: an exit code, or, when `signalled`, the number of a signal.
  struct Ended {
    bool signalled = false;
    int code = 0;
    bool well() const { return !signalled && code == 0; }
  };

  /// Starts the program at path `arguments[0]`. `ended` is called once on the loop's thread; it may destroy
  /// this object. The error says why the program could not be started.
  static Result<std::unique_ptr<ChildProcess>> start(EventLoop& loop,
                                                     const std::vector<std::string>& arguments,
                                                     std::function<void(Ended)> ended);
  /// A child that still runs is left to run, and is nobody's any more.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  pid_t pid() const { return pid_; }

 private:
  ChildProcess(EventLoop& loop, pid_t pid, Descriptor watch, std::function<void(Ended)> ended)
      : loop_(loop), pid_(pid), watch_(std::move(watch)), ended_(std::move(ended)) {}
  void ready() override;

  EventLoop& loop_;
  pid_t pid_;
  Descriptor watch_;  // readable when the process has ended
  std::function<void(Ended)> ended_;
};

}  // namespace dhcp::server
