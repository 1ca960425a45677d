#include "hook/module_set.hpp"

#include <algorithm>
#include <array>

#include "hook/messages.hpp"

namespace dhcp {

namespace {

Error error(std::string_view name, std::string_view what) {
  return {"module " + std::string(name) + ": " + std::string(what)};
}

/// Why a table is no use here; empty: it is.
std::string_view refusal(const dhcp_module_table& table, const ModuleHost& host) {
  if (table.abi != DHCP_MODULE_ABI) return "made for another version of the module interface";
  if (table.size < sizeof(dhcp_module_table)) return "its table is too short for this version";
  if (!table.name || !table.create || !table.destroy || !table.hooks) return "its table is incomplete";
  if (host.several_workers() && !table.multi_threading_compatible)
    return "it cannot be called by several workers; remove it or switch multi-threading off";
  return {};
}

}  // namespace

Result<std::shared_ptr<const ModuleSet>> ModuleSet::create(std::span<const ModuleSpec> specs,
                                                           std::span<const HookPointInfo> points,
                                                           ModuleHost& host) {
  const std::shared_ptr<ModuleSet> set(new ModuleSet(points.size()));
  for (const ModuleSpec& spec : specs)
    if (auto added = set->add(spec, points, host); !added) return std::move(added).error();
  return std::shared_ptr<const ModuleSet>(set);
}

Result<void, Error> ModuleSet::add(const ModuleSpec& spec, std::span<const HookPointInfo> points,
                                   ModuleHost& host) {
  static const Value no_parameters{Value::Map{}};
  const dhcp_module_table& table = *spec.table;
  const std::string_view name = table.abi == DHCP_MODULE_ABI && table.name ? table.name : "?";
  if (const std::string_view why = refusal(table, host); !why.empty()) return error(name, why);
  if (!spec.parameters.is_null() && !spec.parameters.is_map())
    return error(name, "its parameters are no map");
  const Value& parameters = spec.parameters.is_null() ? no_parameters : spec.parameters;

  auto module = std::make_unique<dhcp_module>(dhcp_module{&host, &table, modules_.size(), nullptr});
  std::array<char, 1024> text{};
  module->state = table.create(module.get(), &host.functions(),
                               reinterpret_cast<const dhcp_value*>(&parameters), text.data(), text.size());
  if (!module->state) {
    text.back() = '\0';
    return error(name, text.front() == '\0' ? "it could not be made" : text.data());
  }
  modules_.push_back(std::move(module));
  host.log()(hook_messages::loaded, name);
  return attach(*modules_.back(), points);
}

Result<void, Error> ModuleSet::attach(const dhcp_module& module, std::span<const HookPointInfo> points) {
  for (const dhcp_hook* hook = module.table->hooks; hook->point; ++hook) {
    const auto point = std::ranges::find(points, std::string_view(hook->point), &HookPointInfo::name);
    if (point == points.end())
      return error(module.name(), "there is no hook point \"" + std::string(hook->point) + "\" here");
    calls_[point->number].push_back({hook->run, &module});
    points_ |= HookPointSet{1} << point->number;
    module.host->log()(hook_messages::attached, module.name(), point->name);
  }
  return {};
}

ModuleSet::~ModuleSet() {
  while (!modules_.empty()) {
    const dhcp_module& module = *modules_.back();
    module.table->destroy(module.state);
    module.host->log()(hook_messages::unloaded, module.name());
    modules_.pop_back();
  }
}

}  // namespace dhcp
