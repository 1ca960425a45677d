/// @file
/// The machine's interfaces and addresses, kept up to date by rtnetlink.
#pragma once

#include <functional>
#include <map>
#include <memory>

#include "dhcpcore/datagram.hpp"
#include "dhcpcore/result.hpp"
#include "runtime/event_loop.hpp"

namespace dhcp::server {

/// What rtnetlink messages (rtnetlink(7)) have said so far. Knows nothing of sockets.
class InterfaceModel {
 public:
  /// Takes a buffer of netlink messages. What is malformed or of no interest is skipped.
  void apply(ByteView messages);
  void clear() {
    removals_ += interfaces_.size();
    interfaces_.clear();
  }
  /// The interfaces by ascending index; addresses in the kernel's order, so the primary one comes first.
  InterfaceTable table() const;
  /// How many interfaces have gone so far. One that comes back at once may leave an equal table.
  std::uint64_t removals() const { return removals_; }

 private:
  void link_message(ByteView body, bool removed);
  void address_message(ByteView body, bool removed);

  std::map<std::uint32_t, Interface> interfaces_;
  std::uint64_t removals_ = 0;
};

/// Watches the interfaces and tells of changes.
class InterfaceMonitor final : private EventHandler {
 public:
  /// Reads the state of the machine. `changed` is called on the loop's thread, once for each burst of
  /// changes.
  static Result<std::unique_ptr<InterfaceMonitor>> open(EventLoop& loop, std::function<void()> changed);
  ~InterfaceMonitor();

  InterfaceTable table() const { return model_.table(); }

 private:
  InterfaceMonitor(EventLoop& loop, std::function<void()> changed)
      : loop_(loop), changed_(std::move(changed)) {}
  void ready() override;
  Result<void> read_all();

  EventLoop& loop_;
  std::function<void()> changed_;
  Descriptor socket_;
  InterfaceModel model_;
  InterfaceTable reported_;
};

}  // namespace dhcp::server
