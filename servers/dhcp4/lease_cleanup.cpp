#include "dhcp4/lease_cleanup.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdlib>

#include "dhcp4/messages.hpp"
#include "dhcpstore/lease_file_cleanup.hpp"
#include "runtime/build_paths.hpp"

namespace dhcp::server {
namespace {

std::vector<std::string> command_line(const std::string& lease_file, const std::string& config_file) {
  const char* overriding = std::getenv("KEA_LFC_EXECUTABLE");
  const std::string program =
      overriding != nullptr ? overriding : fmt::format("{}/dhcp-lfc", build_sbin_directory);
  const store::CleanupFiles names = store::CleanupFiles::of(lease_file);
  return {program, "-4",        "-c", config_file,  "-p", lease_file + ".pid", "-x", names.previous,
          "-i",    names.input, "-o", names.output, "-f", names.finish};
}

}  // namespace

void LeaseCleanup::use(store::LeaseFileStore4& store, std::string lease_file, std::string config_file) {
  store_ = &store;
  lease_file_ = std::move(lease_file);
  config_file_ = std::move(config_file);
}

void LeaseCleanup::repeat(std::chrono::seconds interval) {
  if (store_ == nullptr || interval == interval_) return;
  interval_ = interval;
  timers_.cancel(timer_);
  if (interval_.count() == 0) return;
  log_(messages::lfc_setup, interval_.count());
  wait();
}

void LeaseCleanup::wait() {
  timer_ = timers_.call_at(std::chrono::steady_clock::now() + interval_, [this] { begin(); });
}

// First the file is moved aside, between two writes of the store; the rest follows when that is done.
void LeaseCleanup::begin() {
  wait();
  if (process_ || rotating_) return log_(messages::lfc_skipped);
  log_(messages::lfc_start);
  rotating_ = true;
  store_->rotate([this](store::Rotation how) {
    rotation_ = how;
    loop_.post({rotated, this});
  });
}

void LeaseCleanup::rotated(void* self) noexcept {
  auto& cleanup = *static_cast<LeaseCleanup*>(self);
  cleanup.rotating_ = false;
  if (cleanup.rotation_ != store::Rotation::failed) cleanup.start_process();
}

void LeaseCleanup::start_process() {
  const std::vector<std::string> command = command_line(lease_file_, config_file_);
  log_(messages::lfc_execute, fmt::format("{}", fmt::join(command, " ")));
  auto process = ChildProcess::start(loop_, command, [this](ChildProcess::Ended ended) {
    if (!ended.well()) log_(messages::lfc_failed, ended.signalled ? "signal" : "exit code", ended.code);
    process_.reset();
  });
  if (process)
    process_ = *std::move(process);
  else
    log_(messages::lfc_spawn_fail, process.error().message);
}

}  // namespace dhcp::server
