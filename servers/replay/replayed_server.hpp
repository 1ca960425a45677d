/// @file
/// A server that answers a capture's queries in the capture's time.
#pragma once

#include <memory>
#include <optional>

#include "dhcpcore/engine4.hpp"
#include "replay/capture.hpp"
#include "replay/difference.hpp"

namespace dhcp::replay {

/// An engine on leases of its own. Two that are made of the same things and asked the same answer the same.
class ReplayedServer final : private ReplySink4 {
 public:
  /// `leases` are changed.
  ReplayedServer(std::shared_ptr<const Config4> config, std::shared_ptr<const InterfaceTable> interfaces,
                 std::unique_ptr<LeaseStore4> leases);
  ~ReplayedServer() override;

  /// Lets time pass until the query came, and answers it.
  std::optional<Answer> ask(const CapturedQuery& query);
  /// Why `ask` would answer as it would. Time passes, nothing else happens.
  Explanation explain(const CapturedQuery& query);

 private:
  void send(const Reply4& reply) override;
  Now pass_to(const CapturedQuery& query);

  std::unique_ptr<LeaseStore4> leases_;
  Log log_;
  Statistics4 statistics_{1};
  Engine4 engine_;
  std::chrono::nanoseconds latest_{};  ///< no query came later; captures are not always in order
  std::optional<Answer> answer_;
};

}  // namespace dhcp::replay
