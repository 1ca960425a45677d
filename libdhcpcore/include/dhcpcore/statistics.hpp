/// @file
/// Counters that workers raise without meeting each other. A name is resolved to a number once; counting is
/// an addition to the worker's own cell.
/// @floor stats
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "dhcpcore/export.hpp"

namespace dhcp {

/// The packet counters of a DHCPv4 server. `statistic_name` gives each its public name ("pkt4-received", …).
enum class Statistic4 : std::uint8_t {
  pkt4_received,
  pkt4_discover_received,
  pkt4_offer_received,
  pkt4_request_received,
  pkt4_ack_received,
  pkt4_nak_received,
  pkt4_release_received,
  pkt4_decline_received,
  pkt4_inform_received,
  pkt4_unknown_received,
  pkt4_sent,
  pkt4_offer_sent,
  pkt4_ack_sent,
  pkt4_nak_sent,
  pkt4_parse_failed,
  pkt4_receive_drop,
  v4_allocation_fail,
  v4_allocation_fail_shared_network,
  v4_allocation_fail_subnet,
  v4_allocation_fail_no_pools,
  v4_allocation_fail_classes,
  v4_lease_reuses,
  v4_reservation_conflicts,
  cumulative_assigned_addresses,
  declined_addresses,
  reclaimed_leases,
  reclaimed_declined_addresses,
  count_,
};
DHCPCORE_API std::string_view statistic_name(Statistic4 statistic);

/// The counters of one server: one row of cells a worker, each row on its own cache lines.
class DHCPCORE_API Statistics4 {
 public:
  explicit Statistics4(unsigned workers);
  ~Statistics4();
  Statistics4(const Statistics4&) = delete;
  Statistics4& operator=(const Statistics4&) = delete;

  /// Called by `worker` only.
  void add(unsigned worker, Statistic4 statistic, std::int64_t delta = 1) noexcept {
    auto& cell = rows_[worker].cells[static_cast<std::size_t>(statistic)];
    cell.store(cell.load(std::memory_order_relaxed) + delta, std::memory_order_relaxed);
  }
  /// The sum over the workers. Any thread.
  std::int64_t value(Statistic4 statistic) const noexcept;

 private:
  struct alignas(64) Row {
    std::atomic<std::int64_t> cells[static_cast<std::size_t>(Statistic4::count_)]{};
  };
  std::unique_ptr<Row[]> rows_;
  unsigned workers_;
};

}  // namespace dhcp
