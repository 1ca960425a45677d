/// @file
/// Which queries are answered while more of them come than can be.
#pragma once

#include <cstddef>

#include "dhcpcore/bytes.hpp"

namespace dhcp::server {

/// Whether it is a DHCPDISCOVER, as far as can be told at little cost; in doubt it is none.
bool is_discover(ByteView message);

/// The overload of one source of queries.
///
/// A full buffer loses queries whatever they are, so offers are made whose REQUEST is lost. Therefore
/// DISCOVERs are dropped before it is full: their clients have nothing yet that could be lost, and ask again.
/// All else is answered, in the order in which it came. Enough is left to wait that the server always has
/// work, even if it gets a processor only now and then.
///
/// A round is what is answered before its leases become durable and its replies leave. Without overload it is
/// a batch of the source. Under overload it has room for more of what follows an offer than for DISCOVERs, so
/// that what is offered is also taken up.
class Overload {
 public:
  /// So many quarters of the buffer are full when an overload begins, and still when it goes on.
  static constexpr unsigned begins_at = 3;
  static constexpr unsigned lasts_at = 2;
  /// Under overload a round ends with the batch in which this many are reached …
  static constexpr std::size_t queries_a_round = 128;
  /// … and so many of them at most are DISCOVERs …
  static constexpr std::size_t discovers_a_round = 48;
  /// … or with the last of so many batches, whatever was in them.
  static constexpr std::size_t batches_a_round = 64;

  void begin_round();
  /// Whether to answer the next query.
  bool admits(ByteView message);
  /// After a batch: how full the buffer is, in quarters. True: the round goes on with another batch.
  bool goes_on(unsigned quarters_full);

  bool lasts() const { return lasts_; }

 private:
  bool lasts_ = false;
  std::size_t batches_ = 0;  ///< in this round, as are the next
  std::size_t admitted_ = 0;
  std::size_t discovers_ = 0;
};

}  // namespace dhcp::server
