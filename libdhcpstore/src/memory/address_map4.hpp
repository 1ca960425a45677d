/// @file
/// The leases by address: a 64-way tree over the 32 bits of an address that answers four questions without
/// looking at what does not matter: which record an address has, which address is free, which lease ends
/// first, what comes next in order.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <limits>
#include <memory_resource>
#include <mutex>
#include <optional>

#include "dhcpcore/address.hpp"
#include "dhcpcore/lease_store.hpp"
#include "dhcpcore/short_lock.hpp"
#include "memory/record4.hpp"

namespace dhcp::store {

/// Seconds since 1970 as the tree keeps them: what ends in 2106 or later, and what never ends, is `never`.
using EndTime = std::uint32_t;
inline constexpr EndTime never = std::numeric_limits<EndTime>::max();
constexpr EndTime to_end_time(WallTime time) {
  return time >= WallTime{never} ? never : time < 0 ? 0 : static_cast<EndTime>(time);
}

/// Two clocks run in the tree: of the leases that wait for reclamation, and of those that were reclaimed.
enum class EndKind : std::uint8_t { waiting, reclaimed, count_ };
inline constexpr std::size_t end_kind_count = static_cast<std::size_t>(EndKind::count_);

/// The tree. Nodes come into being when an address below them is first touched, and stay.
///
/// *Free addresses*: each node has one bit per child that says "nothing free below", so a full part is
/// skipped 64 children at a time, at every level.
///
/// *Ends*: each node knows for each child a time before which no lease below it ends. A renewal makes such a
/// bound too early, never too late, and costs nothing; whoever looks for ended leases walks towards the
/// earliest bounds and corrects those that turn out too early. With lifetimes of an hour that is one look at
/// each leaf (256 bytes) every half hour, however often clients renew.
///
/// *Locks*: one per leaf (64 addresses), and one per inner node taken only when a bit or a bound changes,
/// always from the leaf upward while the child stays locked, so that a parent never contradicts its
/// children. Descending takes no lock.
class AddressMap4 {
 public:
  static constexpr unsigned fanout_bits = 6;
  static constexpr unsigned fanout = 1u << fanout_bits;

  struct Inner;

  /// Begins with a cache line of what every change wants.
  struct alignas(64) Leaf {
    explicit Leaf(Inner* p, unsigned i, std::uint32_t f) : index(i), parent(p), first(f) { ends.fill(never); }

    /// Whether bit `slot` of a word is set, and setting it.
    static bool has(std::uint64_t word, unsigned slot) { return (word >> slot & 1) != 0; }
    static std::uint64_t with(std::uint64_t word, unsigned slot, bool on) {
      return (word & ~(std::uint64_t{1} << slot)) | (std::uint64_t{on} << slot);
    }

    ShortLock lock;  ///< guards all below, and the records of these addresses
    unsigned index;  ///< among the parent's children
    Inner* parent;
    std::uint32_t first;                  ///< the first of the 64 addresses
    SubnetId subnet = 0;                  ///< of the lease that came last; 0: none yet
    bool mixed = false;                   ///< other subnets' leases have been here, too
    std::atomic<std::uint64_t> taken{0};  ///< a new client may not have it; read without the lock too
    std::uint64_t busy = 0;               ///< a change is under way
    std::uint64_t reclaimed = 0;          ///< the lease's end is of kind `reclaimed`
    std::array<Handle, fanout> records{};
    std::array<EndTime, fanout> ends;
  };

  struct Inner {
    Inner(Inner* p, unsigned i, unsigned s) : parent(p), index(i), shift(s) {
      for (auto& bounds : earliest)
        for (auto& bound : bounds) bound.store(never, std::memory_order_relaxed);
    }

    ShortLock lock;
    Inner* parent;
    unsigned index;
    unsigned shift;  ///< a child spans 2^shift addresses
    std::atomic<std::uint64_t> full{0};
    std::array<std::atomic<void*>, fanout> children{};  ///< of inner nodes, or of leaves where shift is 6
    std::array<std::array<std::atomic<EndTime>, fanout>, end_kind_count> earliest;
  };

  AddressMap4();
  AddressMap4(const AddressMap4&) = delete;
  AddressMap4& operator=(const AddressMap4&) = delete;

  static unsigned slot(std::uint32_t address) { return address % fanout; }

  /// The leaf of an address; null when nothing near it was ever touched.
  Leaf* find(std::uint32_t address) const;
  /// The same, created when it is not there.
  Leaf& make(std::uint32_t address);
  /// Tells the processor that the address is about to be changed.
  void prefetch(std::uint32_t address) const;
  /// The first leaf that has an address at or above `from`; null at the end.
  Leaf* first_at(std::uint32_t from) const;

  /// The first address in [from, last] whose `taken` bit is not set.
  std::optional<std::uint32_t> first_free(std::uint32_t from, std::uint32_t last) const;
  /// Any address in [first, last] whose `taken` bit is not set and that is not skipped: at each level one of
  /// the children that have such an address, by chance.
  struct AnyFree {
    std::uint32_t first;
    std::uint32_t last;
    std::uint64_t random;
    SkipAddress skip;  ///< may be null
    const void* context;
  };
  std::optional<std::uint32_t> any_free(const AnyFree& search) const;
  /// The first leaf with an address in [from, last] in which a lease of the kind may have ended at `now`.
  Leaf* first_ended(std::uint32_t from, std::uint32_t last, EndKind kind, EndTime now) const;

  /// Both are called with the leaf locked. `set_taken` changes one bit and tells the parents.
  void set_taken(Leaf& leaf, unsigned slot, bool taken);
  /// Sets the end of one address, and which kind it is. Only earlier bounds travel upward.
  void set_end(Leaf& leaf, unsigned slot, EndKind kind, EndTime end);
  /// Corrects the bounds above a leaf (locked) to what it holds now.
  void tighten(Leaf& leaf, EndKind kind);
  static EndTime earliest_in(const Leaf& leaf, EndKind kind);
  /// No lease of the kind ends before this.
  EndTime earliest(EndKind kind) const;

  /// For searches in order of end.
  const Inner& root() const { return root_; }

 private:
  static unsigned child_of(const Inner& node, std::uint32_t address) {
    return (address >> node.shift) % fanout;
  }
  static void lower_bound_above(Inner* node, unsigned index, EndKind kind, EndTime end);
  template <class Node, class... Arguments>
  Node* make_node(Arguments... arguments);
  static std::optional<std::uint32_t> any_free_below(const void* node, unsigned shift, std::uint32_t base,
                                                     const AnyFree& search);

  static constexpr unsigned root_shift = 30;
  Inner root_{nullptr, 0, root_shift};
  std::mutex growing_;
  std::pmr::monotonic_buffer_resource nodes_;  ///< all others; they stay as long as the map
};

}  // namespace dhcp::store
