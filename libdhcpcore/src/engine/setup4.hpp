/// @file
/// What queries are answered from at one moment: a configuration, the interfaces, and what changes in its
/// subnets.
/// @floor engine
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "alloc/runtime4.hpp"
#include "config/snapshot4.hpp"
#include "dhcpcore/config4.hpp"
#include "dhcpcore/datagram.hpp"
#include "hook/module_set.hpp"

namespace dhcp {

/// Immutable, but for the state of subnets it refers to. Any thread.
class Setup4 {
 public:
  Setup4(std::shared_ptr<const Config4> config, std::shared_ptr<const InterfaceTable> interfaces,
         Runtime4& runtime, ModuleSetPointer modules = nullptr);

  const Snapshot4& snapshot() const { return config_->snapshot(); }
  const std::shared_ptr<const Config4>& config() const { return config_; }
  const std::shared_ptr<const InterfaceTable>& interfaces() const { return interfaces_; }

  /// The interface with that index, or null.
  const Interface* interface(std::uint32_t index) const;
  /// Whether option 54 with this address means us: an address of an interface, or one that is configured.
  bool is_server_identifier(Ipv4Address address) const;
  /// Whether anything can tell to which classes a query belongs, besides the log.
  bool observes_classes() const { return observes_classes_; }
  /// Where modules want to be called.
  HookPointSet hook_points() const { return modules_ ? modules_->points() : 0; }
  /// Null: there are none.
  const ModuleSetPointer& modules() const { return modules_; }
  /// What changes in the subnets of the configuration.
  const SubnetRuntimes4& runtimes() const { return runtimes_; }

 private:
  std::shared_ptr<const Config4> config_;
  std::shared_ptr<const InterfaceTable> interfaces_;
  SubnetRuntimes4 runtimes_;
  std::vector<std::pair<std::uint32_t, const Interface*>> by_index_;  // sorted
  std::vector<Ipv4Address> own_addresses_;                            // sorted
  ModuleSetPointer modules_;
  bool observes_classes_;
};

/// Where a new setup is put and workers find it. Thread-safe; looking for news is one atomic load.
///
/// Former setups are kept until `retire`: to free one takes long when it has many subnets, and modules end
/// with it, so it must not fall to the worker that happens to leave it last.
class PublishedSetup4 {
 public:
  void publish(std::shared_ptr<const Setup4> setup);
  /// Frees the former setups that no worker uses any more; how many are left.
  std::size_t retire();
  /// The newest setup when it is newer than `generation`, which is brought up to date; else null.
  std::shared_ptr<const Setup4> newer_than(std::uint64_t& generation) const;
  std::uint64_t generation() const { return generation_.load(std::memory_order_acquire); }

 private:
  std::atomic<std::uint64_t> generation_{0};
  mutable std::mutex mutex_;
  std::shared_ptr<const Setup4> setup_;
  std::vector<std::shared_ptr<const Setup4>> former_;
};

/// The setup of one worker, and those that its queries under way still use. Counted without atomics: a query
/// lives and dies on its worker.
class PinnedSetups4 {
 public:
  /// Written with every query, and a neighbour of other workers' where setups are made.
  struct alignas(64) Pin {
    std::shared_ptr<const Setup4> setup;
    std::uint32_t queries = 0;
  };

  /// Makes the newest setup the one that new queries get.
  void refresh(const PublishedSetup4& published);
  const Setup4& current() const { return *pins_.back()->setup; }
  std::uint64_t generation() const { return generation_; }
  /// Holds the current setup for one query, until `unpin`.
  Pin* pin() {
    ++pins_.back()->queries;
    return pins_.back().get();
  }
  void unpin(Pin* pin);

 private:
  void retire();
  std::uint64_t generation_ = 0;
  std::vector<std::unique_ptr<Pin>> pins_;  // oldest first; the last one is current
};

}  // namespace dhcp
