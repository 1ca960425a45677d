/// @file
/// The modules of one configuration: their instances, and who is called where.
/// @floor hook
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "dhcpcore/log.hpp"
#include "dhcpcore/modules.hpp"
#include "dhcpcore/result.hpp"
#include "hook/hook_points.hpp"

namespace dhcp {

/// The server that instances belong to. Outlives them; thread-safe.
class ModuleHost {
 public:
  virtual ~ModuleHost() = default;
  virtual const dhcp_host_table& functions() const = 0;
  virtual Log& log() = 0;
  virtual void resume(dhcp_park_token token, dhcp_next_step step) = 0;
  /// Whether functions of one instance may be called on several threads at once.
  virtual bool several_workers() const = 0;
};

/// Fills in what concerns no query: values, log, resume.
void add_module_functions(dhcp_host_table& functions);

}  // namespace dhcp

/// One instance.
struct dhcp_module {
  dhcp::ModuleHost* host = nullptr;
  const dhcp_module_table* table = nullptr;
  std::size_t index = 0;  ///< its place in the set
  void* state = nullptr;

  std::string_view name() const { return table->name; }
};

namespace dhcp {

/// Immutable. Any thread.
class ModuleSet {
 public:
  struct Call {
    dhcp_hook_function run;
    const dhcp_module* module;
  };

  /// Makes an instance of each, in their order; all or none. `points` are those that the server has. The
  /// error begins with the module's name.
  static Result<std::shared_ptr<const ModuleSet>> create(std::span<const ModuleSpec> specs,
                                                         std::span<const HookPointInfo> points,
                                                         ModuleHost& host);
  ~ModuleSet();
  ModuleSet(const ModuleSet&) = delete;
  ModuleSet& operator=(const ModuleSet&) = delete;

  /// The points at which there is something to call.
  HookPointSet points() const { return points_; }
  /// What to call at a point: by module, then by the module's order.
  std::span<const Call> calls(const HookPointInfo& at) const { return calls_[at.number]; }
  std::size_t size() const { return modules_.size(); }

 private:
  explicit ModuleSet(std::size_t points) : calls_(points) {}
  Result<void, Error> add(const ModuleSpec& spec, std::span<const HookPointInfo> points, ModuleHost& host);
  Result<void, Error> attach(const dhcp_module& module, std::span<const HookPointInfo> points);

  std::vector<std::unique_ptr<dhcp_module>> modules_;
  std::vector<std::vector<Call>> calls_;  // by number of the point
  HookPointSet points_ = 0;
};

}  // namespace dhcp
