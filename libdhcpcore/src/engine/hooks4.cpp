#include "engine/hooks4.hpp"

#include <algorithm>

#include "engine/hook_call4.hpp"
#include "engine/hook_messages4.hpp"
#include "engine/stages4.hpp"
#include "hook/messages.hpp"

namespace dhcp {

namespace {

/// A module that would not heed that nothing is to come of the query, or might be called by a worker at the
/// same time, is not asked for an explanation.
bool may_ask(const HookCall4& call, const dhcp_module& module) {
  if (!call.q || !call.q->explanation) return true;
  if (module.table->dry_run_compatible && module.table->multi_threading_compatible) return true;
  call.q->tell(Explained::module_not_asked, module.name(), call.at.name);
  return false;
}

std::string_view step_name(dhcp_next_step step) {
  constexpr std::array<std::string_view, 4> names{"CONTINUE", "SKIP", "DROP", "PARK"};
  return names[step];
}

/// What one function answers; CONTINUE for answers that make no sense.
dhcp_next_step ask(HookCall4& call, const ModuleSet::Call& function) {
  call.parked = call.refused = false;
  const dhcp_next_step answer = function.run(function.module->state, reinterpret_cast<dhcp_query*>(&call));
  const std::string_view module = function.module->name();
  if (call.parked && answer != DHCP_NEXT_PARK) {
    call.q->parked->abandon(call.token);
    call.parked = false;
  }
  if (call.refused) return DHCP_NEXT_DROP;
  if (answer < DHCP_NEXT_CONTINUE || answer > DHCP_NEXT_PARK) {
    call.log(hook_messages::failed, module, static_cast<int>(answer), call.at.name);
    return DHCP_NEXT_CONTINUE;
  }
  call.log(hook_messages::called, module, call.at.name, step_name(answer));
  if (answer != DHCP_NEXT_PARK || call.parked) return answer;
  call.log(hook_messages::not_parked, module, call.at.name);
  return DHCP_NEXT_CONTINUE;
}

/// What an answer makes of the step so far. What means nothing at the point is CONTINUE.
void take(HookCall4& call, dhcp_next_step answer) {
  const std::string_view meaning = answer == DHCP_NEXT_SKIP ? call.at.skip : call.at.drop;
  if (meaning.empty()) return;
  call.step = std::max(call.step, answer);
}

}  // namespace

bool run(HookCall4& call) {
  const auto functions = call.modules.calls(call.at);
  if (call.next == 0) call.log(hook_messages::begin, call.at.name);
  for (; call.next < functions.size() && call.step != DHCP_NEXT_DROP; ++call.next) {
    const ModuleSet::Call& function = functions[call.next];
    if (!may_ask(call, *function.module)) continue;
    const dhcp_next_step answer = ask(call, function);
    if (answer == DHCP_NEXT_PARK) return true;
    take(call, answer);
  }
  call.log(hook_messages::complete, call.at.name);
  return false;
}

namespace hook4 {

namespace {

/// What is said while functions of a point wait, and when there is no room to.
struct WaitMessages {
  const LogMessage& park;
  const LogMessage& full;
};

/// Asks the modules and waits for those that park the query. nullopt: the query has been dropped, not by a
/// module's decision.
Task<std::optional<dhcp_next_step>> run_and_wait(Context4& q, HookCall4& call, const WaitMessages& say) {
  for (bool waits = run(call); waits; waits = run(call)) {
    q.log(say.park, q.label());
    const ParkedQueries::End end = co_await q.parked->wait(call.token);
    // It is no later than that: deadlines of what follows count from here.
    q.now.steady += q.shared->limits.park_deadline;
    if (end.outcome != WaitOutcome::completed) {
      q.drop(messages4::drop_failed, q.label(),
             end.outcome == WaitOutcome::timed_out ? "a module did not let it go on in time"
                                                   : "the server stops");
      co_return std::nullopt;
    }
    if (end.step == DHCP_NEXT_AGAIN) continue;
    if (end.step == DHCP_NEXT_SKIP || end.step == DHCP_NEXT_DROP) take(call, end.step);
    ++call.next;
  }
  if (call.refused) {
    q.drop(say.full, q.shared->parking.parked(), q.label());
    co_return std::nullopt;
  }
  co_return call.step;
}

/// Runs a point that does not wait.
dhcp_next_step run_at_once(HookCall4& call) {
  run(call);
  return call.step;
}

constexpr auto go_on = DHCP_NEXT_CONTINUE;

}  // namespace

void context_create(Context4& q) {
  HookCall4 call(HookPoint4::context_create, q);
  run(call);
}

bool buffer4_receive(Context4& q) {
  HookCall4 call(HookPoint4::buffer4_receive, q);
  q.query.clear();
  const dhcp_next_step step = run_at_once(call);
  const Datagram4& d = q.datagram;
  if (step == DHCP_NEXT_DROP)
    return q.drop(hook_messages4::buffer_receive_drop, d.source, d.destination, q.interface_name());
  q.hooks.replaces_message = step == DHCP_NEXT_SKIP;
  if (q.hooks.replaces_message)
    q.log(hook_messages4::buffer_receive_skip, d.source, d.destination, q.interface_name());
  return true;
}

bool pkt4_receive(Context4& q) {
  HookCall4 call(HookPoint4::pkt4_receive, q);
  if (run_at_once(call) != go_on) return q.drop(hook_messages4::packet_receive_skip, q.label());
  // Modules may have made another client, or another message, of it.
  q.hardware_address = q.query.hardware_address();
  q.client_id = q.query.client_id();
  return stage4::accept_type(q);
}

HostIdentifier host4_identifier(Context4& q) {
  HookState4& hooks = q.hooks;
  if (!hooks.identifier_known) {
    HookCall4 call(HookPoint4::host4_identifier, q);
    if (run_at_once(call) != go_on) hooks.identifier.clear();
    hooks.identifier_known = true;
    if (!hooks.identifier.empty())
      q.log(hook_messages4::flexible_identifier, q.label(), Octets{hooks.identifier.view()});
  }
  return {hooks.identifier_type, hooks.identifier.view()};
}

Task<bool> subnet4_select(Context4& q) {
  const bool over_six = q.datagram.carrier != nullptr;
  const WaitMessages say{hook_messages4::subnet_select_park, over_six ? hook_messages4::subnet_select_full_4o6
                                                                      : hook_messages4::subnet_select_full};
  HookCall4 call(HookPoint4::subnet4_select, q);
  const std::optional<dhcp_next_step> step = co_await run_and_wait(q, call, say);
  if (!step) co_return false;
  if (*step == DHCP_NEXT_DROP)
    co_return q.drop(over_six ? hook_messages4::subnet_select_drop_4o6 : hook_messages4::subnet_select_drop,
                     q.label());
  if (*step == DHCP_NEXT_SKIP) {
    q.log(over_six ? hook_messages4::subnet_select_skip_4o6 : hook_messages4::subnet_select_skip, q.label());
    use_subnet(q, nullptr);
  }
  q.gather_members();  // modules may have given classes
  co_return true;
}

void ddns4_update(Context4& q) {
  HookCall4 call(HookPoint4::ddns4_update, q);
  Lease4& lease = q.granted();
  call.lease = &lease;
  const Hostname name = lease.hostname;
  const bool forward = lease.fqdn_forward, reverse = lease.fqdn_reverse;
  run(call);
  if (name == lease.hostname && forward == lease.fqdn_forward && reverse == lease.fqdn_reverse) return;
  q.log(hook_messages4::ddns_update, q.label(), name.text(), lease.hostname.text(), forward,
        lease.fqdn_forward, reverse, lease.fqdn_reverse);
  q.name.name = lease.hostname;
  q.name.forward = lease.fqdn_forward;
  q.name.reverse = lease.fqdn_reverse;
}

namespace {

/// A lease before it is stored, with what its address held before.
dhcp_next_step run_for_granted(Context4& q, HookPoint4 point, bool offered) {
  HookCall4 call(point, q);
  call.lease = &q.granted();
  if (q.occupied) call.old_lease = &q.current;
  call.offered = offered;
  return run_at_once(call);
}

/// A lease that the client gives back.
bool gives_back(Context4& q, HookPoint4 point, const LogMessage& kept) {
  HookCall4 call(point, q);
  call.lease = &q.current;
  if (run_at_once(call) == go_on) return true;
  q.log(kept, q.label(), q.current.address);
  return false;
}

}  // namespace

bool lease4_select(Context4& q, bool offered) {
  if (run_for_granted(q, HookPoint4::lease4_select, offered) == go_on) return true;
  q.log(hook_messages4::lease_select_skip, q.label(), q.granted().address);
  q.change_count = 0;
  return false;
}

bool lease4_renew(Context4& q) {
  if (run_for_granted(q, HookPoint4::lease4_renew, false) == go_on) return true;
  q.log(hook_messages4::lease_renew_skip, q.label(), q.granted().address);
  return false;
}

bool lease4_release(Context4& q) {
  return gives_back(q, HookPoint4::lease4_release, hook_messages4::lease_release_skip);
}

bool lease4_decline(Context4& q) {
  return gives_back(q, HookPoint4::lease4_decline, hook_messages4::decline_skip);
}

namespace {

/// The address that was to be offered is in use by somebody without our knowledge.
Task<void> decline_offered(Context4& q) {
  LeaseChange4& change = q.changes[0];
  if (change.outcome == ChangeOutcome::stored) {  // the offer is kept
    q.current = change.lease;
    q.occupied = true;
    change.expected = stamp(q.current);
  }
  q.change_count = 1;
  const bool declined = co_await commit_declined(q);
  if (!declined) {
    q.log(
        q.occupied ? hook_messages4::server_decline_update_failed : hook_messages4::server_decline_add_failed,
        q.label(), change.lease.address);
    co_return;
  }
  q.log(hook_messages4::server_decline, q.label(), change.lease.address, change.lease.valid_lifetime);
  if (!hooked(q, HookPoint4::lease4_server_decline)) co_return;
  HookCall4 call(HookPoint4::lease4_server_decline, q);
  call.lease = &change.lease;
  run(call);
}

}  // namespace

Task<bool> lease4_offer(Context4& q) {
  static constexpr WaitMessages say{hook_messages4::offer_park, hook_messages4::offer_full};
  HookCall4 call(HookPoint4::lease4_offer, q);
  call.lease = &q.granted();
  if (q.occupied) call.old_lease = &q.current;
  if (q.changes[0].outcome == ChangeOutcome::stored) call.offer_lifetime = q.granted().valid_lifetime;
  // Nobody else is offered the address while modules think about it.
  if (!q.claim) q.claim = q.shared->claims.claim(q.granted().address);
  const std::optional<dhcp_next_step> step = co_await run_and_wait(q, call, say);
  if (!step) co_return false;
  if (*step == DHCP_NEXT_SKIP) co_await decline_offered(q);
  if (*step == DHCP_NEXT_DROP) q.drop(hook_messages4::offer_drop, q.label());
  q.claim.release();
  co_return *step == go_on;
}

Task<bool> leases4_committed(Context4& q) {
  static constexpr WaitMessages say{hook_messages4::committed_park, hook_messages4::committed_full};
  HookCall4 call(HookPoint4::leases4_committed, q);
  for (std::size_t i = 0; i < q.change_count; ++i) {
    LeaseChange4& change = q.changes[i];
    if (change.kind == ChangeKind::put)
      call.lease = &change.lease;
    else
      call.deleted_lease = &change.lease;
  }
  if (q.occupied) call.old_lease = &q.current;
  const std::optional<dhcp_next_step> step = co_await run_and_wait(q, call, say);
  if (!step) co_return false;
  if (*step == DHCP_NEXT_DROP) co_return q.drop(hook_messages4::committed_drop, q.label());
  co_return true;
}

bool pkt4_send(Context4& q, Header4& header, Reply4& reply) {
  HookCall4 call(HookPoint4::pkt4_send, q);
  if (q.change_count != 0) call.lease = &q.granted();
  call.response = &header;
  call.reply = &reply;
  const dhcp_next_step step = run_at_once(call);
  if (step == DHCP_NEXT_DROP) {
    q.log(hook_messages4::packet_send_drop, q.label());
    return false;
  }
  if (step == DHCP_NEXT_SKIP && reply.payload.empty()) {
    q.log(hook_messages4::packet_send_skip, q.label());
    return false;
  }
  if (step != DHCP_NEXT_SKIP) reply.payload = {};
  return true;
}

bool buffer4_send(Context4& q, Reply4& reply) {
  HookCall4 call(HookPoint4::buffer4_send, q);
  call.reply = &reply;
  if (run_at_once(call) == go_on) return true;
  q.log(hook_messages4::buffer_send_skip, q.label());
  return false;
}

void context_destroy(Context4& q) {
  HookCall4 call(HookPoint4::context_destroy, q);
  run(call);
}

namespace {

/// What modules say of a lease that has ended.
dhcp_next_step run_for_ended(HookCall4 call, Lease4& lease, bool removed) {
  call.lease = &lease;
  call.removed = removed;
  return run_at_once(call);
}

}  // namespace

bool lease4_expire(Shared4& shared, const Setup4& setup, Lease4& lease, bool removed) {
  return run_for_ended({HookPoint4::lease4_expire, setup, shared.parts.log}, lease, removed) == go_on;
}

bool lease4_recover(Shared4& shared, const Setup4& setup, Lease4& lease) {
  if (run_for_ended({HookPoint4::lease4_recover, setup, shared.parts.log}, lease, false) == go_on)
    return true;
  shared.parts.log(hook_messages4::recover_skip, lease.address);
  return false;
}

bool lease_reused(Context4& q) {
  Lease4 shown = q.current;
  if (run_for_ended({HookPoint4::lease4_expire, q}, shown, false) != go_on) {
    // The module has seen to its names.
    q.current.fqdn_forward = false;
    q.current.fqdn_reverse = false;
    return true;
  }
  if (q.current.state != LeaseState::declined) return true;
  if (run_for_ended({HookPoint4::lease4_recover, q}, shown, false) == go_on) return true;
  q.log(hook_messages4::recover_skip, shown.address);
  q.change_count = 0;
  return false;
}

Result<void> dhcp4_srv_configured(const ModuleSet& modules, const Config4& config, Log& log) {
  HookCall4 call(HookPoint4::dhcp4_srv_configured, modules, config, log);
  const Value configuration = config.to_value();
  Value reason;
  call.event = &configuration;
  call.new_event = &reason;
  if (run_at_once(call) == go_on) return {};
  return Error{"a module refuses the configuration" + (reason.is_string() ? ": " + reason.as_string() : "")};
}

void cb4_updated(const ModuleSet& modules, const Config4& config, Log& log, const Value& entries) {
  HookCall4 call(HookPoint4::cb4_updated, modules, config, log);
  call.event = &entries;
  run(call);
}

Value command_processed(const ModuleSet& modules, const Config4& config, Log& log, const Value& event) {
  HookCall4 call(HookPoint4::command_processed, modules, config, log);
  Value response;
  call.event = &event;
  call.new_event = &response;
  run(call);
  return response;
}

}  // namespace hook4
}  // namespace dhcp
