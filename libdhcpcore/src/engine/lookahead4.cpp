#include "engine/lookahead4.hpp"

#include <algorithm>
#include <array>

#include "util/fetch.hpp"

namespace dhcp {

namespace {

/// What a glance at a query tells.
struct Glance {
  MessageType4 type = MessageType4::none;
  Ipv4Address place;  ///< in the client's subnet, or that of a relay
  HardwareAddress hardware_address;
  ByteView client_id;
  Ipv4Address wanted;
  const Subnet4* subnet = nullptr;
  const SubnetRuntime4* runtime = nullptr;

  bool commits() const { return type == MessageType4::request; }
};
using Glances = std::span<Glance>;

// Where the parts of a message stand (RFC 2131 section 2).
constexpr std::size_t ciaddr_at = 12, giaddr_at = 24, chaddr_at = 28, chaddr_size = 16, options_at = 240;

void read_options(ByteView message, Glance& glance) {
  for (std::size_t at = options_at; at + 2 <= message.size() && message[at] != option4::end;) {
    if (message[at] == option4::pad) {
      ++at;
      continue;
    }
    const std::size_t size = message[at + 1];
    if (at + 2 + size > message.size()) return;
    const ByteView value = message.subspan(at + 2, size);
    if (message[at] == option4::message_type && size == 1) glance.type = static_cast<MessageType4>(value[0]);
    if (message[at] == option4::client_identifier) glance.client_id = value;
    if (message[at] == option4::requested_address && size == Ipv4Address::size)
      glance.wanted = Ipv4Address::from_bytes(value.data());
    at += 2 + size;
  }
}

/// False: what it is going to need cannot be told.
bool look_at(const Setup4& setup, const Datagram4& datagram, Glance& glance) {
  const ByteView message = datagram.payload;
  if (message.size() < options_at) return false;
  glance = {};
  glance.place = Ipv4Address::from_bytes(message.data() + giaddr_at);
  if (glance.place.is_any()) {
    const Interface* const interface = setup.interface(datagram.interface_index);
    if (!interface || interface->addresses4.empty()) return false;
    glance.place = interface->addresses4.front().address;
  }
  const std::size_t length = std::min<std::size_t>(message[2], chaddr_size);
  glance.hardware_address = {message[1], BoundedBytes<20>(message.subspan(chaddr_at, length))};
  glance.wanted = Ipv4Address::from_bytes(message.data() + ciaddr_at);
  read_options(message, glance);
  return true;
}

Glances find_subnets(const Setup4& setup, Scratch4& scratch, Glances glances) {
  for (const Glance& glance : glances) scratch.places.expect(glance.place);
  for (Glance& glance : glances) {
    const Place4* place = scratch.places.find(setup, glance.place);
    if (!place) place = scratch.places.learn(glance.place, scratch.candidates);
    if (place) {
      glance.subnet = place->subnet;
      glance.runtime = place->runtime;
    } else if ((glance.subnet = setup.snapshot().subnet_index.likely(glance.place))) {
      glance.runtime = &setup.runtimes().of(*glance.subnet);
    }
  }
  const auto lost = std::ranges::remove(glances, nullptr, &Glance::subnet);
  return glances.first(glances.size() - lost.size());
}

/// What the answer will be made from.
void fetch_terms(Glances glances) {
  for (const Glance& glance : glances) {
    fetch(*glance.subnet);
    fetch(*glance.runtime);
  }
  for (const Glance& glance : glances) {
    fetch_list(glance.subnet->pools);
    fetch_list(glance.subnet->options);
    fetch_list(glance.runtime->pools);
  }
  for (const Glance& glance : glances) {
    for (const OptionValue& option : glance.subnet->options) fetch_list(option.value);
    if (!glance.runtime->pools.empty()) fetch(*glance.runtime->pools.front().cursor);
  }
}

/// The client's lease, or the address that it will get.
void fetch_leases(LeaseStore4& leases, WorkerId worker, Glances glances) {
  for (const Glance& glance : glances)
    leases.expect_client(glance.subnet->id, ClientId(glance.client_id), glance.hardware_address);
  for (const Glance& glance : glances) {
    const std::vector<SubnetRuntime4::OfPool>& pools = glance.runtime->pools;
    if (!glance.wanted.is_any())
      leases.expect_address(glance.wanted);
    else if (!pools.empty() && glance.subnet->allocator == Allocator::iterative)
      leases.expect_address(pools.front().cursor->start(pools.front().range, worker));
  }
}

/// What counts the lease.
void fetch_counters(const Statistics4& statistics, WorkerId worker, Glances glances) {
  constexpr Statistic4 first = Statistic4::assigned_addresses;
  constexpr Statistic4 last = Statistic4::cumulative_assigned_addresses;
  for (const bool again : {false, true})
    for (const Glance& glance : glances) {
      if (!glance.commits()) continue;
      const Subnet4& subnet = *glance.subnet;
      statistics.expect(worker, StatisticScope::of_subnet(subnet.id), first, last, again);
      if (!subnet.pools.empty())
        statistics.expect(worker, StatisticScope::of_pool(subnet.id, subnet.pools.front().id), first, last,
                          again);
    }
}

}  // namespace

void look_ahead(const Shared4& shared, const Setup4& setup, Scratch4& scratch, WorkerId worker,
                std::span<const Datagram4> batch) {
  std::array<Glance, most_looked_at> all;
  std::size_t count = 0;
  for (const Datagram4& datagram : batch.first(std::min(batch.size(), all.size())))
    if (look_at(setup, datagram, all[count])) ++count;
  const Glances glances = find_subnets(setup, scratch, Glances(all).first(count));
  fetch_terms(glances);
  fetch_leases(shared.parts.leases, worker, glances);
  fetch_counters(shared.parts.statistics, worker, glances);
}

}  // namespace dhcp
