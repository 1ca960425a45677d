/// @file
/// The record of what servers acknowledged (`--leases-out`), for tests that ask afterwards who lost what.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dhcpcore/address.hpp"
#include "dhcpcore/result.hpp"

namespace dhcp::perf {

/// Appends lines "<event> <hardware address> <address>" to a file. Lines of one receive batch are written by
/// one `flush`, before anything is sent in answer to the batch, so that at no time has the program acted on
/// an acknowledgement that is not in the file. Not thread-safe.
class LeaseLog {
 public:
  LeaseLog() = default;
  LeaseLog(const LeaseLog&) = delete;
  LeaseLog& operator=(const LeaseLog&) = delete;
  ~LeaseLog();

  /// Without `open`, the log records nothing.
  Result<void> open(const std::string& path);

  /// `event` is "ack", "renew", "nak" or "release".
  void record(std::string_view event, std::uint64_t mac, Ipv4Address address);
  /// Hands all lines to the operating system. An error is for good: the record would have a hole.
  Result<void> flush();

 private:
  int descriptor_ = -1;
  std::string path_;
  std::string lines_;
};

}  // namespace dhcp::perf
