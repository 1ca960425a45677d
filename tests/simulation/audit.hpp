/// @file
/// What a server promises, held against what it does; and its statistics, counted a second time.
#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "dhcpcore/packet4.hpp"
#include "dhcpcore/statistics.hpp"
#include "faulty_store.hpp"

namespace dhcp::simulation {

/// Sees every message that comes to the server and leaves it, and every change of a lease.
class Audit {
 public:
  explicit Audit(FaultyStore& store) : store_(store) {}

  /// A query is about to be handed to the server.
  void received(const Packet4& query, WallTime now);
  /// The server sends `reply`.
  void sent(const Packet4& reply);
  void stored(const Stored& what);

  /// Whether the statistics say what was counted here.
  void compare(const Statistics4& statistics);

  /// What was found wrong, one line each; no more than a few.
  const std::vector<std::string>& findings() const { return findings_; }
  void find(std::string what);

  std::uint64_t acks() const { return by_type_sent_[static_cast<std::size_t>(MessageType4::ack)]; }
  std::uint64_t sent_of(MessageType4 type) const { return by_type_sent_[static_cast<std::size_t>(type)]; }
  /// Of all replies in their order: equal for equal runs.
  std::uint64_t digest() const { return digest_; }

 private:
  void check_change_of_active(const Stored& what, const Lease4& before);
  void count(const Stored& what);
  void expect(const Statistics4& statistics, Statistic4 statistic, std::int64_t counted,
              const StatisticScope& scope = {});

  FaultyStore& store_;
  std::vector<std::string> findings_;
  /// Who gave an address back, and has not got it since.
  std::multimap<Ipv4Address, std::pair<ClientId, HardwareAddress>> given_back_;
  std::array<std::uint64_t, 32> by_type_received_{};
  std::array<std::uint64_t, 32> by_type_sent_{};
  std::int64_t assigned_ = 0;
  std::int64_t declined_ = 0;
  std::int64_t reclaimed_ = 0;
  std::int64_t reclaimed_declined_ = 0;
  std::uint64_t digest_ = 0;
};

}  // namespace dhcp::simulation
