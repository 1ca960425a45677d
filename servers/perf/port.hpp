/// @file
/// Where messages go out and replies come in.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "dhcpcore/address.hpp"
#include "dhcpcore/bytes.hpp"
#include "dhcpcore/result.hpp"
#include "perf/options.hpp"
#include "perf/outbox.hpp"

namespace dhcp::perf {

/// A non-blocking socket used in batches. Not thread-safe.
class Port {
 public:
  static constexpr std::size_t batch = 64;

  virtual ~Port() = default;

  /// Sends what waits in `out`, in order, until the system takes no more; the rest stays. True when all went
  /// out. An error is one that waiting does not cure.
  virtual Result<bool> send(Outbox& out) = 0;
  /// The DHCP messages of up to `most` received datagrams (at most `batch`); valid until the next call. Empty
  /// when none is there.
  virtual Result<std::span<const ByteView>> receive(std::size_t most) = 0;
  /// What becomes readable when `receive` has something to do.
  virtual int descriptor() const = 0;
  /// Datagrams that the socket's full receive buffer has cost so far.
  virtual std::uint64_t receive_overflow() const = 0;
};

/// As a relay: UDP from `local` (port 67 unless -L says otherwise) to the server. With `any_destination`
/// replies to every address of the machine are received: those to the giaddrs of -J.
Result<std::unique_ptr<Port>> open_relay_port(const Options& options, Ipv4Address local, Ipv4Address server,
                                              bool any_destination);
/// As clients on a link: Ethernet frames from each client's own hardware address. Replies to any hardware
/// address are received (promiscuous mode).
Result<std::unique_ptr<Port>> open_direct_port(const Options& options, const std::string& interface);

}  // namespace dhcp::perf
