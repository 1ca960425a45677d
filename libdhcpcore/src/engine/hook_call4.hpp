/// @file
/// One hook point being run. What modules hold as `dhcp_query`.
/// @floor engine
#pragma once

#include "engine/context4.hpp"
#include "hook/module_set.hpp"

namespace dhcp {

struct HookCall4 {
  HookCall4(HookPoint4 point, const ModuleSet& asked, const Config4& of, Log& log_to)
      : at(info(point)), modules(asked), config(of), log(log_to) {}
  HookCall4(HookPoint4 point, const Setup4& setup, Log& log_to)
      : HookCall4(point, *setup.modules(), *setup.config(), log_to) {}
  HookCall4(HookPoint4 point, Context4& query) : HookCall4(point, *query.setup, query.shared->parts.log) {
    q = &query;
  }

  const HookPointInfo& at;
  const ModuleSet& modules;
  const Config4& config;
  Log& log;
  Context4* q = nullptr;  ///< null at points without a query

  // --- what the point shows, besides the query; null: nothing ---
  Lease4* lease = nullptr;
  const Lease4* old_lease = nullptr;
  const Lease4* deleted_lease = nullptr;
  Header4* response = nullptr;  ///< its options are in the scratch memory
  Reply4* reply = nullptr;
  const Value* event = nullptr;
  Value* new_event = nullptr;  ///< null value: as it is
  bool offered = false;
  bool removed = false;
  std::uint32_t offer_lifetime = 0;

  // --- how far it is ---
  std::size_t next = 0;  ///< of the functions to call
  dhcp_next_step step = DHCP_NEXT_CONTINUE;
  bool parked = false;   ///< by the function that was called last: `token`
  bool refused = false;  ///< it could not be parked, there are too many
  WaitToken token;

  bool shows(HookArguments argument) const { return ((at.reads | at.changes) & argument) != 0; }
  bool changes(HookArguments argument) const { return (at.changes & argument) != 0; }
};

/// Calls functions of modules from `call.next` on, until one has parked the query (true) or all that are to
/// be asked have been.
bool run(HookCall4& call);

}  // namespace dhcp
