/// @file
/// Replies, collected and sent many at a time.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "dhcp4/sockets4.hpp"
#include "dhcpcore/datagram.hpp"

namespace dhcp::server {

/// The send buffers of one worker. Allocates only when made.
class SendBatch final : public ReplySink4 {
 public:
  static constexpr unsigned capacity = 64;
  /// Told of a reply that could not be sent: where to, and an errno value.
  using Failed = std::function<void(Ipv4Address destination, int error)>;

  SendBatch(WorkerId worker, Failed failed);
  ~SendBatch() override;
  SendBatch(const SendBatch&) = delete;
  SendBatch& operator=(const SendBatch&) = delete;

  /// The sockets to send by from now on. What was collected is sent by the old ones first.
  void use(std::shared_ptr<const SocketSet> sockets);
  /// Collects a reply; sends when the batch is full. To a client without an address, or to everybody, a frame
  /// is built where the interface is raw; all else goes by UDP, and the kernel finds the way on the link.
  void send(const Reply4& reply) override;
  /// Sends what was collected.
  void flush();

 private:
  struct Storage;
  bool add_frame(const Reply4& reply, const OpenPoint& point);
  bool add_datagram(const Reply4& reply, const OpenPoint* point);
  unsigned send_run(unsigned from);

  const WorkerId worker_;
  const Failed failed_;
  std::shared_ptr<const SocketSet> sockets_;
  std::unique_ptr<Storage> storage_;
  unsigned count_ = 0;
  std::size_t used_ = 0;
};

}  // namespace dhcp::server
