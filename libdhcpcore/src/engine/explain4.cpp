#include "engine/explain4.hpp"

#include <memory>

#include "dhcpcore/overlay_lease_store.hpp"
#include "engine/worker4.hpp"

namespace dhcp {

namespace {

/// An engine of one worker beside the real one: it reads the same leases and reservations, but what it
/// writes, counts, and logs goes nowhere.
class Shadow4 final : public ReplySink4, private NameChangeSink {
 public:
  Shadow4(const Shared4& original, const Runtime4& runtime, std::shared_ptr<const Config4> config,
          std::shared_ptr<const InterfaceTable> interfaces, ModuleSetPointer modules,
          const Datagram4& datagram, const Now& now)
      : leases_(original.parts.leases),
        runtime_(runtime),
        shared_(
            {leases_, log_, statistics_, original.parts.hosts, original.parts.name_changes ? this : nullptr},
            one_worker(original.limits)),
        now_(now) {
    received_.keep(datagram);
    shared_.explanation = &explanation_;
    shared_.setup.publish(
        std::make_shared<Setup4>(std::move(config), std::move(interfaces), runtime_, std::move(modules)));
    worker_.emplace(0, shared_);
  }

  Task<void> run() { return worker_->serve_one(received_.datagram(), now_, *this); }
  Explanation take() {
    if (explanation_.reply.empty() && statistics_.value(Statistic4::pkt4_receive_drop) == 0)
      explanation_.add(Explained::unanswered, {});
    return std::move(explanation_);
  }

 private:
  static Engine4Limits one_worker(Engine4Limits limits) {
    limits.workers = 1;
    limits.slots_per_worker = 1;
    return limits;
  }
  void send(const Reply4& reply) override {
    explanation_.reply.assign(reply.payload.begin(), reply.payload.end());
  }
  void submit(NameChangeRequest request) override {
    explanation_.add(Explained::noted, {request.to_json(), messages4::name_change_queued.id});
  }

  OverlayLeaseStore4 leases_;
  Log log_{null_log_sink(), log_nothing};
  Statistics4 statistics_{1};
  Explanation explanation_;
  Runtime4 runtime_;
  Shared4 shared_;
  KeptDatagram4 received_;
  Now now_;
  std::optional<Worker4> worker_;
};

Task<Explanation> explain(std::unique_ptr<Shadow4> shadow) {
  co_await shadow->run();
  co_return shadow->take();
}

}  // namespace

Task<Explanation> explain4(const Shared4& shared, const Runtime4& runtime,
                           std::shared_ptr<const Config4> config,
                           std::shared_ptr<const InterfaceTable> interfaces, ModuleSetPointer modules,
                           const Datagram4& datagram, const Now& now) {
  return explain(std::make_unique<Shadow4>(shared, runtime, std::move(config), std::move(interfaces),
                                           std::move(modules), datagram, now));
}

}  // namespace dhcp
