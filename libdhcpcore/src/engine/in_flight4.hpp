/// @file
/// Clients whose query is being handled: a second query of the same client meanwhile is dropped, whichever
/// worker it comes to (a client that retransmits, or sends over two interfaces, must not get two leases).
/// @floor engine
#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "dhcpcore/identifier.hpp"

namespace dhcp {

class InFlight4;

/// One client's mark, by one of its identifiers; empty when another query holds it. Removed on destruction.
class InFlightMark4 {
 public:
  InFlightMark4() = default;
  InFlightMark4(InFlightMark4&& other) noexcept
      : table_(std::exchange(other.table_, nullptr)), key_(other.key_) {}
  InFlightMark4& operator=(InFlightMark4&& other) noexcept {
    if (this != &other) {
      release();
      table_ = std::exchange(other.table_, nullptr);
      key_ = other.key_;
    }
    return *this;
  }
  ~InFlightMark4() { release(); }
  explicit operator bool() const { return table_ != nullptr; }
  void release() noexcept;

 private:
  friend class InFlight4;
  InFlightMark4(InFlight4& table, std::uint64_t key) : table_(&table), key_(key) {}
  InFlight4* table_ = nullptr;
  std::uint64_t key_ = 0;
};

/// The table over all workers. Thread-safe; a lock is per shard and held for a few comparisons. Identifiers
/// are kept as seeded 64-bit hashes: should two clients ever collide, one of them retransmits.
class InFlight4 {
 public:
  explicit InFlight4(std::uint64_t seed);
  ~InFlight4();
  InFlight4(const InFlight4&) = delete;
  InFlight4& operator=(const InFlight4&) = delete;

  InFlightMark4 mark(const ClientId& client_id);
  InFlightMark4 mark(const HardwareAddress& hardware_address);

 private:
  friend class InFlightMark4;
  struct Marks;
  InFlightMark4 mark(std::uint64_t key);
  void release(std::uint64_t key) noexcept;

  std::uint64_t seed_;
  std::unique_ptr<Marks> marks_;
};

}  // namespace dhcp
