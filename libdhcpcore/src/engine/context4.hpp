/// @file
/// All that is known of one query while it passes the stages, and what the stages of all queries share.
/// @floor engine
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dhcpcore/address_claim.hpp"
#include "dhcpcore/client_class.hpp"
#include "dhcpcore/engine4.hpp"
#include "dhcpcore/explanation.hpp"
#include "dhcpcore/packet4.hpp"
#include "dhcpcore/query_definitions4.hpp"
#include "dhcpcore/random.hpp"
#include "engine/client_name.hpp"
#include "engine/hook_state4.hpp"
#include "engine/in_flight4.hpp"
#include "engine/label4.hpp"
#include "engine/messages4.hpp"
#include "engine/parking.hpp"
#include "engine/places4.hpp"
#include "engine/reply_options4.hpp"
#include "engine/reserved_block4.hpp"
#include "engine/service_switch.hpp"
#include "engine/setup4.hpp"

namespace dhcp {

/// What all workers of an engine share. Everything in it is safe to use from any of them.
struct Shared4 final : ModuleHost {
  Engine4Parts parts;
  Engine4Limits limits;
  AddressClaims4 claims;
  InFlight4 in_flight;
  ParkingLot parking;
  PublishedSetup4 setup;
  ServiceSwitch service;
  Explanation* explanation = nullptr;  ///< of the one query of an engine that is made to explain it

  /// How long the outcome of a commit is waited for when nobody waits for an answer.
  std::chrono::milliseconds patience() const { return 10 * limits.commit_deadline; }

  Shared4(Engine4Parts p, const Engine4Limits& l)
      : parts(std::move(p)), limits(l), in_flight(l.random_seed), parking(parts.executor, l.workers) {}

  // What instances of modules see of the engine. They go with `setup`, before the rest does.
  const dhcp_host_table& functions() const override;
  Log& log() override { return parts.log; }
  void resume(dhcp_park_token token, dhcp_next_step step) override {
    parking.resume({{token.worker, token.slot, token.generation}, step});
  }
  bool several_workers() const override { return limits.workers > 1; }

  /// More queries than that cannot wait anyhow.
  std::uint32_t most_parked() const { return limits.slots_per_worker * limits.workers; }
};

/// The subnets that a client may be granted an address from, the selected one first. May be empty.
using Network4 = std::span<const Subnet4* const>;

/// A reservation of the client.
struct FoundHost4 {
  const Host4* host = nullptr;
  HostPointer4 owner;  ///< keeps it when it came from a store
};

/// What one scope has for a reply.
struct OptionScope4 {
  const OptionSet* options = nullptr;
  const std::vector<VendorOptions>* vendors = nullptr;
  std::string_view name;  ///< for explanations
};

/// Room that the stages of one worker use between two suspensions, never across one.
struct Scratch4 {
  Places4 places;
  SubnetList candidates;
  ReplyOptions4 options;
  std::vector<OptionScope4> option_scopes;
  std::vector<std::uint8_t> vendor_bytes;
  std::vector<std::size_t> vendor_ends;
  EvalScratch evaluation;
  std::vector<std::uint8_t> message;
  std::string text;
  std::array<std::uint8_t, 3 + Hostname::capacity + 1> client_fqdn;
  std::array<std::uint8_t, Hostname::capacity> host_name;
  SeededRandom random{0};  ///< of the worker; what it gives is by chance at any time
};

struct Context4 {
  // --- where the query is handled ---
  Shared4* shared = nullptr;
  WorkerId worker = 0;
  WaitTable* waits = nullptr;
  ParkedQueries* parked = nullptr;
  Scratch4* scratch = nullptr;
  ReplySink4* sink = nullptr;
  PinnedSetups4* setups = nullptr;
  const Setup4* setup = nullptr;       ///< pinned for this query
  Explanation* explanation = nullptr;  ///< who is told of decisions; usually nobody

  // --- what was received ---
  Datagram4 datagram;  ///< its payload is the slot's copy
  Now now;
  Packet4 query;
  HardwareAddress hardware_address;
  ClientId client_id;
  std::optional<FqdnOption> fqdn;  ///< option 81
  const Interface* interface = nullptr;
  InFlightMark4 client_id_mark;
  InFlightMark4 hardware_address_mark;
  bool relay_information_recovered = false;  ///< option 82 is from the lease: the client did not send it

  // --- what was decided ---
  QueryDefinitions4 definitions;  ///< of the query's options
  ClassSet classes;               ///< begun by `stage4::classify`
  Place4 place;                   ///< where the query has come from, if that is known
  const Subnet4* subnet = nullptr;
  std::vector<const Subnet4*> members;  ///< of the shared network, if there is one: see `network`
  Ipv4Address local_address;            ///< ours, that replies come from
  /// The client's reservations: at most one of each subnet of its network, and a global one.
  std::vector<FoundHost4> hosts;
  const Host4* host = nullptr;  ///< the one that counts in `subnet`
  /// The global reservation, if it was looked for before the subnet was chosen; it may be `host` as well.
  const Host4* early_host = nullptr;
  ClientName name;  ///< settled with the lease, see `settle_name`

  /// A source of reservations has not answered: the query has been dropped, whoever looks for something
  /// stops.
  bool lost = false;

  // --- leases ---
  bool holds = false;  ///< the client has a lease in this network: `held`
  Lease4 held;
  bool occupied = false;  ///< the address looked at last has a lease: `current`
  Lease4 current;
  unsigned pools_tried = 0;
  ReservedBlock4 reserved_block;  ///< what stores have said
  AddressClaim4 claim;
  std::array<LeaseChange4, 2> changes;  ///< what is committed; the first one is the client's lease
  std::size_t change_count = 0;

  // --- the answer ---
  MessageType4 reply = MessageType4::none;     ///< none: there will be none
  bool v6_only = false;                        ///< it gives no address, but option 108
  std::optional<std::uint32_t> told_lifetime;  ///< what the client is told of the lease's, if not itself

  // --- modules ---
  HookState4 hooks;

  const Snapshot4& snapshot() const { return setup->snapshot(); }
  LeaseStore4& leases() const { return shared->parts.leases; }
  Network4 network() const { return subnet && subnet->network ? Network4(members) : Network4(&subnet, 1); }
  /// Makes of the selected subnet's shared network what the classes admit.
  void gather_members() {
    members.clear();
    if (!subnet || !subnet->network) return;
    if (admits(subnet->guard, classes)) members.push_back(subnet);
    for (const Subnet4* other : subnet->network->subnets)
      if (other != subnet && admits(other->guard, classes)) members.push_back(other);
  }
  /// What changes in a subnet, and in a pool of it.
  const SubnetRuntime4& runtime(const Subnet4& of) const {
    return place.subnet == &of ? *place.runtime : setup->runtimes().of(of);
  }
  PoolCursor& cursor(const Subnet4& of, const Pool4& pool) const { return runtime(of).cursor(of, pool); }
  /// The client's reservation in a subnet: that of the subnet, else the global one where such count.
  const Host4* host_in(const Subnet4& in) const {
    const Host4* global = nullptr;
    for (const FoundHost4& found : hosts) {
      if (found.host->subnet_id == in.id) return found.host;
      if (found.host->subnet_id == 0 && in.reservations_global) global = found.host;
    }
    return global;
  }
  Lease4& granted() { return changes[0].lease; }
  /// Whether what a client sent to have a lease changed has done so. An offer is nothing that it may count
  /// on.
  bool has_changed_leases() const {
    return query.type() != MessageType4::discover && change_count != 0 &&
           changes[0].outcome == ChangeOutcome::stored;
  }

  /// Whether the classes of the query, as far as they are known by now, admit it.
  bool may_use(const Pool4& pool) const { return admits(pool.guard, classes); }
  bool may_use(const Subnet4& in) const {
    return admits(in.guard, classes) && (!in.network || admits(in.network->guard, classes));
  }
  /// Whether `address` is in a pool of `in` that the client may use.
  bool in_usable_pool(const Subnet4& in, Ipv4Address address) const {
    const Pool4* pool = in.pool_of(address);
    if (pool && may_use(*pool)) return true;
    tell(Explained::address_outside, address, in.id);
    return false;
  }

  /// What the first of the query's classes gives for which `of(const Class4&)` answers no null pointer; null
  /// when there is none.
  template <class Of>
  auto from_classes(Of of) const -> decltype(of(std::declval<const Class4&>())) {
    for (const ClassSet::Entry& entry : classes.in_order())
      if (entry.id != no_class_id)
        if (const auto given = of((*snapshot().classes)[entry.id])) return given;
    return nullptr;
  }

  /// The client identifier as far as it counts in `in` (`match-client-id`).
  const ClientId& matching_client_id(const Subnet4& in) const {
    static const ClientId none{};
    return in.match_client_id ? client_id : none;
  }
  bool owns(const Lease4& lease, const Subnet4& in) const {
    return belongs_to(lease, matching_client_id(in), hardware_address);
  }
  /// What the client asks for: option 50, or the address it says it has.
  Ipv4Address wanted() const {
    return query.option_address(option4::requested_address).value_or(query.ciaddr());
  }
  /// Whether the client lists the option among those it wants.
  bool requests(std::uint8_t code) const {
    const auto list = query.option(option4::parameter_request_list);
    return list && std::ranges::find(*list, code) != list->end();
  }
  std::string_view interface_name() const { return interface ? std::string_view(interface->name) : "?"; }
  Label4 label() const { return {hardware_address, client_id, query.xid()}; }

  void count(Statistic4 statistic, std::int64_t delta = 1) const {
    shared->parts.statistics.add(worker, statistic, delta);
  }
  /// For the server and for the subnet that is selected.
  void count_in_subnet(Statistic4 statistic) const {
    count(statistic);
    shared->parts.statistics.add(worker, StatisticScope::of_subnet(subnet->id), statistic);
  }
  template <class... Arguments>
  void log(const LogMessage& message, const Arguments&... arguments) const {
    shared->parts.log(message, arguments...);
    if (explanation) [[unlikely]]
      note(Explained::noted, message, {arguments...});
  }
  /// Tells the explanation, if there is one, what was decided and by which fields.
  template <class... Fields>
  void tell(Explained kind, const Fields&... fields) const {
    if (explanation) [[unlikely]]
      explanation->add(kind, {fields...});
  }
  /// Ends the query without a reply: says why, counts it. Answers false, so that a stage may return it.
  template <class... Arguments>
  bool drop(const LogMessage& message, const Arguments&... arguments) {
    shared->parts.log(message, arguments...);
    if (explanation) note(Explained::dropped, message, {arguments...});
    count(Statistic4::pkt4_receive_drop);
    reply = MessageType4::none;
    return false;
  }

  /// Tells the explanation what was logged.
  void note(Explained kind, const LogMessage& message, std::initializer_list<LogArgument> arguments) const;

  /// Forgets the query, so that the next one finds nothing of it. Keeps buffers.
  void clear();
};

}  // namespace dhcp
