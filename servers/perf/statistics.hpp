/// @file
/// What a run counts.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "dhcpcore/clock.hpp"
#include "perf/histogram.hpp"

namespace dhcp::perf {

/// A request and its reply.
enum class Stage : std::uint8_t {
  discover,  ///< DISCOVER, OFFER
  request,   ///< REQUEST, ACK of a new exchange
  renew,     ///< REQUEST, ACK of a client that has an address
};
constexpr std::size_t stage_count = 3;
constexpr std::array<std::string_view, stage_count> stage_names = {"DO", "RA", "renew"};

/// Each request sent ends up in exactly one of the others, or is still awaited (`unfinished`).
struct StageStatistics {
  std::uint64_t sent = 0;
  std::uint64_t received = 0;  ///< OFFER or ACK within the drop time
  std::uint64_t rejected = 0;  ///< NAK within the drop time
  std::uint64_t dropped = 0;   ///< nothing within the drop time
  Histogram latency;           ///< of those received

  std::uint64_t unfinished() const { return sent - received - rejected - dropped; }
};

struct Statistics {
  std::array<StageStatistics, stage_count> stages;
  std::uint64_t releases = 0;   ///< RELEASEs sent; nothing answers them
  std::uint64_t orphans = 0;    ///< replies that match no request: duplicate, late or foreign
  std::uint64_t too_short = 0;  ///< datagrams shorter than a DHCP message
  std::uint64_t malformed = 0;  ///< replies that lack what the next step needs; their request goes on waiting
  std::uint64_t not_started = 0;  ///< exchanges that `-r` asked for and we had no time, client or slot for
  std::uint64_t not_unique = 0;   ///< acknowledgements of an address that another client holds
  std::uint64_t local_limit = 0;  ///< how often the system would not take more to send
  std::uint64_t receive_overflow = 0;  ///< datagrams that our own socket's buffer had no room for
  SteadyTime started{};
  SteadyTime last_activity{};  ///< when something was last sent or counted as received

  StageStatistics& operator[](Stage stage) { return stages[static_cast<std::size_t>(stage)]; }
  const StageStatistics& operator[](Stage stage) const { return stages[static_cast<std::size_t>(stage)]; }

  double seconds() const { return std::chrono::duration<double>(last_activity - started).count(); }
  std::uint64_t dropped() const { return sum(&StageStatistics::dropped); }
  std::uint64_t rejected() const { return sum(&StageStatistics::rejected); }
  std::uint64_t sent() const { return sum(&StageStatistics::sent) + releases; }
  std::uint64_t answered() const { return sum(&StageStatistics::received) + rejected(); }
  bool all_well() const { return dropped() == 0 && rejected() == 0 && not_unique == 0; }

 private:
  std::uint64_t sum(std::uint64_t StageStatistics::*member) const {
    std::uint64_t total = 0;
    for (const StageStatistics& stage : stages) total += stage.*member;
    return total;
  }
};

}  // namespace dhcp::perf
