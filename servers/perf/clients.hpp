/// @file
/// The simulated clients: who is busy, who holds which address.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <optional>
#include <vector>

#include "dhcpcore/address.hpp"

namespace dhcp::perf {

/// What a client remembers.
struct Client {
  Ipv4Address address;  ///< unspecified: none
  Ipv4Address server;
  Ipv4Address giaddr;  ///< the relay it got the address through
  bool busy = false;   ///< it has an exchange in flight
  bool queued = false;
};

/// All clients of a run. A client has one exchange at a time, as real ones do; new exchanges go round the
/// clients, renewals and releases round those that hold an address. Memory grows with the number of clients
/// only. Not thread-safe.
class Clients {
 public:
  /// `keep_order`: `next_holder` will be used. `check_unique`: `acquired` watches for doubly given addresses.
  Clients(std::uint32_t count, std::uint64_t mac_base, bool keep_order, bool check_unique);

  std::uint64_t mac(std::uint32_t client) const { return (mac_base_ + client) & 0xffff'ffff'ffff; }
  Client& operator[](std::uint32_t client) { return clients_[client]; }

  /// The next client that is not busy, marked busy; none when all are.
  std::optional<std::uint32_t> next_idle();
  /// The client that holds an address, is not busy and was taken least recently; marked busy. None when there
  /// is none among the first few.
  std::optional<std::uint32_t> next_holder();
  /// Its exchange is over.
  void idle(std::uint32_t client);

  /// An address was acknowledged to a client. False when another client holds it (with `check_unique`).
  bool acquired(std::uint32_t client, Ipv4Address address, Ipv4Address server, Ipv4Address giaddr);
  /// The client gave its address back, or was refused it.
  void lost(std::uint32_t client);

 private:
  void queue(std::uint32_t client);

  std::uint64_t mac_base_;
  std::vector<Client> clients_;
  std::uint32_t busy_ = 0;
  std::uint32_t cursor_ = 0;

  std::vector<std::uint32_t> holders_;  // a ring with room for each client once; empty without keep_order
  std::size_t holders_first_ = 0;
  std::size_t holders_count_ = 0;

  bool check_unique_;
  boost::unordered_flat_map<std::uint32_t, std::uint32_t> owner_;
};

}  // namespace dhcp::perf
