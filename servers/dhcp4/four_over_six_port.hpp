/// @file
/// Where a DHCPv6 server of this machine brings DHCPv4 queries (RFC 7341): ::1, the port after
/// `dhcp4o6-port`.
#pragma once

#include <memory>
#include <vector>

#include "dhcpcore/engine4.hpp"
#include "dhcpcore/four_over_six.hpp"
#include "runtime/descriptor.hpp"
#include "runtime/event_loop.hpp"

namespace dhcp::server {

/// Made by the control thread; then used by one worker, in whose loop it is.
class FourOverSixPort final : public EventHandler, private ReplySink4 {
 public:
  /// Opens the socket: bound to ::1 and `port` + 1, connected to `port`. Log and clock outlive it.
  static Result<std::unique_ptr<FourOverSixPort>> open(std::uint16_t port, Log& log, const Clock& clock);

  std::uint16_t port() const { return port_; }
  int descriptor() const { return socket_.get(); }
  /// What is received from now on goes to this engine, as that worker's.
  void serve(Engine4& engine, WorkerId worker);
  /// Nothing is sent any more, and the ports are free for others. Queries under way may still be answered
  /// into the void.
  void close() { socket_.reset(); }

  void ready() override;

 private:
  FourOverSixPort(std::uint16_t port, Descriptor socket, Log& log, const Clock& clock);
  void send(const Reply4& reply) override;

  static constexpr std::size_t largest_message = 65536;
  const std::uint16_t port_;
  Descriptor socket_;
  Log& log_;
  const Clock& clock_;
  Engine4* engine_ = nullptr;
  WorkerId worker_ = 0;
  CarriedDatagram4 received_;
  std::vector<std::uint8_t> in_, out_;
};

}  // namespace dhcp::server
