#include "runtime/thread_lines.hpp"

#include <utility>

namespace dhcp::server {

ThreadLines& ThreadLines::of_this_thread() {
  thread_local ThreadLines lines;
  return lines;
}

void ThreadLines::follow(std::shared_ptr<const LogRoutes> routes, std::uint64_t generation) {
  held_.clear();
  for (Front& front : fronts_) front.target = nullptr;
  routes_ = std::move(routes);
  generation_ = generation;
}

void ThreadLines::write(const LogMessage& message, std::string_view text) noexcept {
  const LogRoutes::Route& route = routes_->route(message.component);
  // After an error the next lines may never come.
  const bool urgent = message.verbosity <= log_error;
  if (urgent) release();
  const LogRecord record{route.logger, severity_name(message.verbosity), message.id, text, time_of_line()};
  for (const auto& target : route.targets) {
    if (holding_ && !urgent && target->output->takes_many_lines()) {
      append_line(*target, message, record, held_for(target->output));
      continue;
    }
    LogText line;
    append_line(*target, message, record, line);
    target->output->write(message.verbosity, line.view());
  }
}

void ThreadLines::release() noexcept {
  for (Held& entry : held_) {
    if (entry.text.size() != 0) entry.output->write(log_info, entry.text.view());
    entry.text.clear();
  }
  read_at_ = {};
}

/// Lines that are held together have the time of the first of them, until the kernel's own clock has ticked
/// (every 1 to 10 ms): that one is quick to read, the exact one takes as long as a third of a line.
ThreadLines::SystemTime ThreadLines::time_of_line() {
  if (!holding_) return std::chrono::system_clock::now();
  timespec tick;
  ::clock_gettime(CLOCK_REALTIME_COARSE, &tick);
  if (tick.tv_nsec != read_at_.tv_nsec || tick.tv_sec != read_at_.tv_sec) {
    read_at_ = tick;
    time_ = std::chrono::system_clock::now();
  }
  return time_;
}

/// Where the next line to `output` is to be appended.
LogText& ThreadLines::held_for(const std::shared_ptr<LogOutput>& output) {
  constexpr std::size_t enough = 65536;
  for (Held& entry : held_)
    if (entry.output == output) {
      if (entry.text.size() > enough) release();
      return entry.text;
    }
  return held_.emplace_back(output).text;
}

/// The front of a line is mostly that of the last one of its component.
void ThreadLines::append_line(const LogRoutes::Target& target, const LogMessage& message,
                              const LogRecord& record, LogText& out) {
  Front& front = fronts_[static_cast<std::size_t>(message.component)];
  if (front.target != &target || front.verbosity != message.verbosity || front.time != record.time) {
    front.text.clear();
    target.pattern.format_front(record, front.text);
    front.target = &target;
    front.verbosity = message.verbosity;
    front.time = record.time;
  }
  out.append(front.text.view());
  target.pattern.format_rest(record, out);
}

}  // namespace dhcp::server
