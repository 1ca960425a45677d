#include "audit.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace dhcp::simulation {

namespace {

constexpr std::size_t enough_findings = 10;

std::string name(const Lease4& lease) {
  return fmt::format("{} of {}/{} (state {}, {}+{})", lease.address.to_string(),
                     to_hex(lease.hardware_address.bytes.view()), to_hex(lease.client_id.view()),
                     static_cast<int>(lease.state), lease.client_last_transaction, lease.valid_lifetime);
}

bool same_client(const Lease4& a, const Lease4& b) {
  return belongs_to(a, b.client_id, b.hardware_address);
}

}  // namespace

void Audit::find(std::string what) {
  if (findings_.size() < enough_findings) findings_.push_back(std::move(what));
}

void Audit::received(const Packet4& query, WallTime) {
  ++by_type_received_[static_cast<std::size_t>(query.type())];
  const bool declines = query.type() == MessageType4::decline;
  if (!declines && query.type() != MessageType4::release) return;
  const Ipv4Address address =
      declines ? query.option_address(option4::requested_address).value_or(Ipv4Address()) : query.ciaddr();
  given_back_.emplace(address, std::pair(query.client_id(), query.hardware_address()));
}

void Audit::sent(const Packet4& reply) {
  ++by_type_sent_[static_cast<std::size_t>(reply.type())];
  for (const std::uint32_t word :
       {reply.xid(), reply.yiaddr().value(), std::uint32_t{static_cast<std::uint8_t>(reply.type())}})
    digest_ = (digest_ ^ word) * 0x100000001b3;
  if (reply.yiaddr().is_any()) return;
  const std::optional<Lease4> lease = store_.now_at(reply.yiaddr());
  const bool acknowledges = reply.type() == MessageType4::ack;
  if (!lease) {
    if (acknowledges) find(fmt::format("an ACK of {} without a lease", reply.yiaddr().to_string()));
    return;
  }
  const bool of_client = belongs_to(*lease, reply.client_id(), reply.hardware_address());
  // A lease that is not renewed because it is fresh is told with what is left of it.
  const std::uint32_t told = reply.option_u32(option4::lease_time).value_or(infinite_lifetime);
  if (acknowledges && (!of_client || lease->state != LeaseState::assigned || told > lease->valid_lifetime))
    find("an ACK that the store does not bear out: " + name(*lease));
}

void Audit::stored(const Stored& what) {
  if (what.before) {
    // A query decides by the clock as it was when the query came.
    const bool puts = what.change.kind == ChangeKind::put && what.change.lease.state == LeaseState::assigned;
    const WallTime decided = puts ? what.change.lease.client_last_transaction : what.submitted;
    if (what.before->active(decided)) check_change_of_active(what, *what.before);
  }
  count(what);
  if (what.change.kind == ChangeKind::put && what.change.lease.state == LeaseState::assigned)
    given_back_.erase(what.change.lease.address);
}

void Audit::check_change_of_active(const Stored& what, const Lease4& before) {
  const Lease4& after = what.change.lease;
  if (what.by_reclamation) return find("reclaimed before its end: " + name(before));
  if (what.change.kind == ChangeKind::put && after.state == LeaseState::assigned) {
    if (!same_client(before, after)) find("two clients at once: " + name(before) + ", then " + name(after));
    return;
  }
  if (what.first) {
    if (!same_client(before, what.first->lease))
      find("removed for another client: " + name(before) + ", " + name(what.first->lease));
    return;
  }
  const auto [begin, end] = given_back_.equal_range(before.address);
  const bool by_client = std::any_of(begin, end, [&](const auto& given) {
    return belongs_to(before, given.second.first, given.second.second);
  });
  if (!by_client) find("ended without its client: " + name(before));
}

void Audit::count(const Stored& what) {
  const Lease4& after = what.change.lease;
  const bool puts = what.change.kind == ChangeKind::put;
  if (what.by_reclamation) {
    if (!what.before || what.before->state == LeaseState::expired_reclaimed) return;
    ++reclaimed_;
    if (what.before->state == LeaseState::declined) ++reclaimed_declined_;
    return;
  }
  if (puts && after.state == LeaseState::declined) ++declined_;
  if (!puts || after.state != LeaseState::assigned) return;
  const WallTime now = after.client_last_transaction;
  if (!what.before || !same_client(*what.before, after) || !what.before->active(now)) ++assigned_;
  if (!what.before || !what.before->expired(now) || what.before->state == LeaseState::expired_reclaimed)
    return;
  ++reclaimed_;
  if (what.before->state == LeaseState::declined) ++reclaimed_declined_;
}

void Audit::expect(const Statistics4& statistics, Statistic4 statistic, std::int64_t counted,
                   const StatisticScope& scope) {
  const std::int64_t said = statistics.value(statistic, scope);
  if (said != counted)
    find(fmt::format("{} of subnet {} says {}, but it is {}", statistic_name(statistic), scope.subnet, said,
                     counted));
}

void Audit::compare(const Statistics4& statistics) {
  using T = MessageType4;
  using S = Statistic4;
  std::int64_t received = 0;
  std::int64_t sent = 0;
  for (const std::uint64_t count : by_type_received_) received += static_cast<std::int64_t>(count);
  for (const std::uint64_t count : by_type_sent_) sent += static_cast<std::int64_t>(count);
  expect(statistics, S::pkt4_received, received);
  expect(statistics, S::pkt4_sent, sent);
  for (const auto& [type, statistic] :
       {std::pair(T::discover, S::pkt4_discover_received), std::pair(T::request, S::pkt4_request_received),
        std::pair(T::decline, S::pkt4_decline_received), std::pair(T::release, S::pkt4_release_received),
        std::pair(T::inform, S::pkt4_inform_received)})
    expect(statistics, statistic,
           static_cast<std::int64_t>(by_type_received_[static_cast<std::size_t>(type)]));
  for (const auto& [type, statistic] :
       {std::pair(T::offer, S::pkt4_offer_sent), std::pair(T::ack, S::pkt4_ack_sent),
        std::pair(T::nak, S::pkt4_nak_sent)})
    expect(statistics, statistic, static_cast<std::int64_t>(sent_of(type)));

  const std::vector<Lease4> leases = store_.all();
  expect(statistics, S::declined_addresses, std::ranges::count(leases, LeaseState::declined, &Lease4::state));
  std::map<SubnetId, std::int64_t> assigned;
  for (const Lease4& lease : leases)
    if (lease.state != LeaseState::expired_reclaimed) ++assigned[lease.subnet_id];
  for (const auto& [subnet, count] : assigned)
    expect(statistics, S::assigned_addresses, count, StatisticScope::of_subnet(subnet));
  expect(statistics, S::cumulative_assigned_addresses, assigned_);
  expect(statistics, S::reclaimed_leases, reclaimed_);
  expect(statistics, S::reclaimed_declined_addresses, reclaimed_declined_);
}

}  // namespace dhcp::simulation
