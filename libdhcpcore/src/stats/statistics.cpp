#include "dhcpcore/statistics.hpp"

#include <iterator>

namespace dhcp {

std::string_view statistic_name(Statistic4 statistic) {
  static constexpr std::string_view names[] = {
      "pkt4-received",
      "pkt4-discover-received",
      "pkt4-offer-received",
      "pkt4-request-received",
      "pkt4-ack-received",
      "pkt4-nak-received",
      "pkt4-release-received",
      "pkt4-decline-received",
      "pkt4-inform-received",
      "pkt4-unknown-received",
      "pkt4-sent",
      "pkt4-offer-sent",
      "pkt4-ack-sent",
      "pkt4-nak-sent",
      "pkt4-parse-failed",
      "pkt4-receive-drop",
      "v4-allocation-fail",
      "v4-allocation-fail-shared-network",
      "v4-allocation-fail-subnet",
      "v4-allocation-fail-no-pools",
      "v4-allocation-fail-classes",
      "v4-lease-reuses",
      "v4-reservation-conflicts",
      "cumulative-assigned-addresses",
      "declined-addresses",
      "reclaimed-leases",
      "reclaimed-declined-addresses",
  };
  static_assert(std::size(names) == static_cast<std::size_t>(Statistic4::count_));
  return names[static_cast<std::size_t>(statistic)];
}

Statistics4::Statistics4(unsigned workers) : rows_(std::make_unique<Row[]>(workers)), workers_(workers) {}
Statistics4::~Statistics4() = default;

std::int64_t Statistics4::value(Statistic4 statistic) const noexcept {
  std::int64_t sum = 0;
  for (unsigned worker = 0; worker < workers_; ++worker)
    sum += rows_[worker].cells[static_cast<std::size_t>(statistic)].load(std::memory_order_relaxed);
  return sum;
}

}  // namespace dhcp
