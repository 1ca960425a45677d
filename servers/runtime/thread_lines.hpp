/// @file
/// What a thread keeps of the log to itself, so that lines of different threads do not meet before the
/// output.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <list>
#include <memory>
#include <string_view>

#include "dhcpcore/log.hpp"
#include "runtime/log_router.hpp"

namespace dhcp::server {

/// Makes the lines of one thread, and holds them back if it is told to.
class ThreadLines {
 public:
  static ThreadLines& of_this_thread();
  ThreadLines() = default;
  ThreadLines(const ThreadLines&) = delete;
  ThreadLines& operator=(const ThreadLines&) = delete;
  ~ThreadLines() { release(); }

  /// The routes that lines take, and their number; 0 before there are any.
  const LogRoutes& routes() const { return *routes_; }
  std::uint64_t generation() const { return generation_; }
  /// Takes other routes. What is held has been released.
  void follow(std::shared_ptr<const LogRoutes> routes, std::uint64_t generation);

  void write(const LogMessage& message, std::string_view text) noexcept;
  void hold() { holding_ = true; }
  void release() noexcept;

 private:
  using SystemTime = std::chrono::system_clock::time_point;
  struct Held {
    std::shared_ptr<LogOutput> output;
    LogText text;
  };
  /// What the last line of a component began with.
  struct Front {
    const LogRoutes::Target* target = nullptr;
    Verbosity verbosity = log_nothing;
    SystemTime time;
    LogText text;
  };

  SystemTime time_of_line();
  LogText& held_for(const std::shared_ptr<LogOutput>& output);
  void append_line(const LogRoutes::Target& target, const LogMessage& message, const LogRecord& record,
                   LogText& out);

  std::uint64_t generation_ = 0;
  std::shared_ptr<const LogRoutes> routes_;
  bool holding_ = false;
  std::list<Held> held_;
  std::array<Front, static_cast<std::size_t>(LogComponent::count_)> fronts_;
  SystemTime time_;
  timespec read_at_{};  ///< the tick at which `time_` was read
};

}  // namespace dhcp::server
