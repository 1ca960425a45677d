/// @file
/// A module that does at each hook point what the test says.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "dhcpcore/module.hpp"
#include "hook/hook_points.hpp"
#include "server.hpp"

namespace dhcp::engine_test {

using module::Call;
using module::Next;

/// What one module does, and what became of it. One script may be played by several instances.
struct Script {
  std::map<std::string, std::function<Next(Call&)>, std::less<>> at;
  std::vector<std::string> calls;  ///< points, in the order of the calls
  std::optional<module::Module> self;
  int created = 0;
  int destroyed = 0;
};

class ScriptedModule {
 public:
  ScriptedModule(module::Module self, module::Value parameters)
      : script_(*reinterpret_cast<Script*>(parameters["script"].integer())) {
    if (const auto why = parameters["fail"].text(); !why.empty()) throw std::runtime_error(std::string(why));
    script_.self = self;
    ++script_.created;
  }
  ScriptedModule(const ScriptedModule&) = delete;
  ScriptedModule& operator=(const ScriptedModule&) = delete;
  ~ScriptedModule() { ++script_.destroyed; }

  template <std::size_t point>
  Next run(Call& call) {
    const auto name = hook_points4[point].name;
    script_.calls.emplace_back(name);
    const auto found = script_.at.find(name);
    return found != script_.at.end() ? found->second(call) : Next::go_on;
  }

 private:
  Script& script_;
};

template <std::size_t... points>
constexpr auto hooks_at(std::index_sequence<points...>) {
  return std::array<dhcp_hook, sizeof...(points) + 1>{
      module::at<&ScriptedModule::run<points>>(hook_points4[points].name.data())..., dhcp_hook{}};
}
inline constexpr auto all_hooks = hooks_at(std::make_index_sequence<hook_points4.size()>());
inline constexpr dhcp_module_table scripted_module =
    module::table<ScriptedModule>("scripted", all_hooks.data());

inline ModuleSpec spec(Script& script, std::string_view fail = {}) {
  Value parameters;
  parameters.set("script", reinterpret_cast<std::intptr_t>(&script));
  if (!fail.empty()) parameters.set("fail", fail);
  return {&scripted_module, std::move(parameters)};
}

/// Answers from `config` and `scripts` from now on.
template <class... Scripts>
void use(Server& server, std::string_view config, Scripts&... scripts) {
  const auto parsed = parse_config(config);
  const std::vector<ModuleSpec> specs{spec(scripts)...};
  const auto modules = server.engine.prepare_modules(*parsed, specs);
  REQUIRE_MESSAGE(modules, modules.error().message);
  server.engine.reconfigure(parsed, {}, *modules);
  (scripts.calls.clear(), ...);
}

inline auto answer(Next next) {
  return [next](Call&) { return next; };
}

/// Parks every query that comes by; the test lets them go.
struct Parked {
  std::vector<dhcp_park_token> tokens;

  auto function() {
    return [this](Call& call) {
      const auto token = call.park();
      if (!token) return Next::drop;
      tokens.push_back(*token);
      return Next::park;
    };
  }
  void resume(Server& server, const Script& script, Next step, std::size_t which = 0) {
    script.self->resume(tokens.at(which), step);
    server.executor.run();
  }
};

/// A server with one subnet and one module.
struct Served {
  explicit Served(const std::string& config = one_subnet()) : server(config) { use(server, config, script); }
  std::function<Next(Call&)>& at(const std::string& point) { return script.at[point]; }

  Script script;
  Server server;
};

}  // namespace dhcp::engine_test
