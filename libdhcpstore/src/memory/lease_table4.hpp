/// @file
/// All leases of DHCPv4 in memory: records, the tree by address and the indexes, as one thread-safe table.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "dhcpcore/lease_store.hpp"
#include "memory/address_map4.hpp"
#include "memory/key_index.hpp"
#include "memory/record4.hpp"
#include "memory/subnet_set.hpp"

namespace dhcp::store {

/// The table behind the stores in memory. Every function may be called by any thread at any time, except
/// where it says otherwise; none holds a lock while it calls out, and none of those that find one lease
/// allocates unless more than 16 leases share the key.
///
/// A change takes three steps so that a file can be written in between: `claim` marks the address, then
/// exactly one of `put`, `erase` and `release` makes the change visible or drops it, and takes the mark away.
class LeaseTable4 {
 public:
  /// `seed` decides the hashes; a random one keeps clients from choosing identifiers that collide.
  explicit LeaseTable4(std::uint64_t seed);

  bool find(Ipv4Address address, Lease4& lease) const;
  /// Of several leases the one that ends last.
  bool find_by_client_id(const ClientId& client_id, SubnetId subnet_id, Lease4& lease) const;
  /// Compares the bytes only: the lease file does not keep the hardware type.
  bool find_by_hardware_address(const HardwareAddress& address, SubnetId subnet_id, Lease4& lease) const;
  /// In ascending order of address. Those that name no subnet, nor a host name, look in every subnet that
  /// ever had a lease.
  std::vector<Lease4> list_by_client_id(const ClientId& client_id) const;
  std::vector<Lease4> list_by_hardware_address(const HardwareAddress& address) const;
  std::vector<Lease4> list_by_hardware_address(const HardwareAddress& address, SubnetId subnet_id) const;
  std::vector<Lease4> list_by_hostname(const Hostname& hostname) const;
  std::vector<Lease4> list_page(const LeasePage4& page) const;
  /// Leases of the kind that ended at or before `now`, longest ended first.
  std::vector<Lease4> ended(EndKind kind, WallTime now, std::size_t limit);
  std::optional<Ipv4Address> next_free(Ipv4Range range, Ipv4Address start, WallTime now, SkipAddress skip,
                                       const void* context);
  std::optional<Ipv4Address> any_free(Ipv4Range range, std::uint64_t random, SkipAddress skip,
                                      const void* context) const;
  std::vector<LeaseCount4> counts() const;
  std::size_t size() const { return records_.used(); }

  /// Makes what comes soon faster: finding a client in a subnet, and giving it a lease there; finding or
  /// changing the lease of an address.
  void expect_client(SubnetId subnet_id, const ClientId& client_id,
                     const HardwareAddress& address) const noexcept;
  void expect_address(Ipv4Address address) const noexcept { map_.prefetch(address.value()); }

  /// Marks the address as being changed. False when it is marked already or is not as expected.
  bool claim(Ipv4Address address, const std::optional<LeaseStamp>& expected);
  /// The three ends of a claim.
  void put(const Lease4& lease);
  void erase(Ipv4Address address);
  void release(Ipv4Address address);

  /// Loading: by one thread, before anybody else knows the table. What is loaded is found by address at
  /// once and by its other keys after `index_loaded`.
  void load(const Lease4& lease);
  void unload(Ipv4Address address);
  void index_loaded();

 private:
  using Leaf = AddressMap4::Leaf;
  /// The hash of one of a record's keys; nullopt when the lease does not have it, and is not indexed by it.
  std::optional<std::uint64_t> key_hash(const Record4& record, Key4 key) const;
  void add_to_indexes(Handle handle);
  void remove_from_indexes(Handle handle);
  static bool same_keys(const Record4& record, const Lease4& lease);
  std::uint64_t hash(ByteView key) const;
  static std::uint64_t in_subnet(std::uint64_t key, SubnetId subnet_id);

  template <class Matches>
  bool latest(Key4 key, std::uint64_t hashed, Lease4& lease, const Matches& matches) const;
  template <class Matches>
  std::vector<Lease4> all(CandidateAddresses& candidates, const Matches& matches) const;
  void find_in_any_subnet(Key4 key, ByteView bytes, CandidateAddresses& candidates) const;

  std::vector<Lease4> ended_until(EndKind kind, EndTime until, std::size_t limit);
  /// With the leaf locked: what it says about one address follows from the record and the mark.
  void settle(Leaf& leaf, unsigned slot);
  std::uint64_t ended_in(Leaf& leaf, std::uint32_t first, std::uint32_t last, EndTime now);
  std::optional<std::uint32_t> free_between(std::uint32_t first, std::uint32_t last, SkipAddress skip,
                                            const void* context) const;
  std::optional<std::uint32_t> ended_between(std::uint32_t first, std::uint32_t last, EndTime now,
                                             SkipAddress skip, const void* context);
  void build_index(Key4 key);

  std::uint64_t seed_;
  RecordPool records_;
  AddressMap4 map_;
  std::array<KeyIndex, key4_count> indexes_;
  SubnetSet subnets_;
};

}  // namespace dhcp::store
