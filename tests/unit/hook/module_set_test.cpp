#include "hook/module_set.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <vector>

namespace dhcp {
namespace {

/// A server that only has a log.
struct Host final : ModuleHost {
  Host() { add_module_functions(table); }
  const dhcp_host_table& functions() const override { return table; }
  Log& log() override { return messages; }
  void resume(dhcp_park_token, dhcp_next_step) override {}
  bool several_workers() const override { return workers > 1; }

  dhcp_host_table table{};
  Log messages{null_log_sink()};
  int workers = 1;
};

std::vector<int> ended;
int parameter_count = -1;

void* create(dhcp_module*, const dhcp_host_table* host, const dhcp_value* parameters, char*, std::size_t) {
  parameter_count = static_cast<int>(host->value_size(parameters));
  return new int(parameter_count);
}
void* create_nothing(dhcp_module*, const dhcp_host_table*, const dhcp_value*, char* error, std::size_t size) {
  std::memset(error, 'x', size);  // no terminator
  return nullptr;
}
void destroy(void* state) {
  ended.push_back(*static_cast<int*>(state));
  delete static_cast<int*>(state);
}
dhcp_next_step go_on(void*, dhcp_query*) {
  return DHCP_NEXT_CONTINUE;
}

const dhcp_hook two_hooks[] = {{"pkt4_receive", go_on}, {"pkt4_receive", go_on}, {nullptr, nullptr}};
const dhcp_hook unknown_hook[] = {{"pkt4_recieve", go_on}, {nullptr, nullptr}};

dhcp_module_table good() {
  return {sizeof(dhcp_module_table), DHCP_MODULE_ABI, "good", create, destroy, two_hooks, 0, 0};
}

Value parameters(int count) {
  Value map{Value::Map{}};
  for (int i = 0; i < count; ++i) map.set("key" + std::to_string(i), i);
  return map;
}

std::string refusal(const dhcp_module_table& table, Value given = {}, int workers = 1) {
  Host host;
  host.workers = workers;
  const std::vector<ModuleSpec> specs{{&table, std::move(given)}};
  const auto set = ModuleSet::create(specs, hook_points4, host);
  return set ? std::string() : set.error().message;
}

TEST_CASE("instances are called in their order, each function in its, and end in the reverse one") {
  Host host;
  const dhcp_module_table table = good();
  ended.clear();
  {
    const std::vector<ModuleSpec> specs{{&table, parameters(1)}, {&table, {}}};
    const auto set = ModuleSet::create(specs, hook_points4, host);
    REQUIRE(set);
    CHECK((*set)->size() == 2);
    CHECK((*set)->points() == bit(HookPoint4::pkt4_receive));
    const auto calls = (*set)->calls(info(HookPoint4::pkt4_receive));
    REQUIRE(calls.size() == 4);
    CHECK(calls[0].module == calls[1].module);
    CHECK(calls[1].module != calls[2].module);
    CHECK(calls[0].module->index == 0);
    CHECK((*set)->calls(info(HookPoint4::pkt4_send)).empty());
    CHECK(parameter_count == 0);  // no parameters are an empty map
  }
  CHECK(ended == std::vector<int>{0, 1});
}

TEST_CASE("a module that does not fit is refused by name, and those before it end") {
  CHECK(refusal(good()) == "");
  dhcp_module_table table = good();
  table.abi = DHCP_MODULE_ABI + 1;
  CHECK(refusal(table) == "module ?: made for another version of the module interface");
  table = good();
  table.size -= 1;
  CHECK(refusal(table) == "module good: its table is too short for this version");
  table = good();
  table.destroy = nullptr;
  CHECK(refusal(table) == "module good: its table is incomplete");
  table = good();
  table.hooks = unknown_hook;
  ended.clear();
  CHECK(refusal(table) == "module good: there is no hook point \"pkt4_recieve\" here");
  CHECK(ended.size() == 1);
  CHECK(refusal(good(), "text") == "module good: its parameters are no map");
  CHECK(refusal(good(), {}, 2) ==
        "module good: it cannot be called by several workers; remove it or switch multi-threading off");
  table = good();
  table.multi_threading_compatible = 1;
  CHECK(refusal(table, {}, 2) == "");
  table.create = create_nothing;
  CHECK(refusal(table) == "module good: " + std::string(1023, 'x'));
}

TEST_CASE("values are read by kind, and what is not there is null") {
  Host host;
  const dhcp_host_table& f = host.table;
  const auto parsed = parse_json(
      R"({"n": null, "b": true, "i": -7, "huge": 170141183460469231731687303715884105727, "r": 1.5, "s": "text",
          "l": [1, "two"], "m": {}})",
      "test", command_syntax);
  REQUIRE(parsed);
  const auto* root = reinterpret_cast<const dhcp_value*>(&parsed->value);
  const auto at = [&](const char* key) { return f.value_find(root, key); };
  CHECK(f.value_kind(root) == DHCP_VALUE_MAP);
  CHECK(f.value_kind(at("n")) == DHCP_VALUE_NULL);
  CHECK(f.value_kind(at("l")) == DHCP_VALUE_LIST);
  CHECK(f.value_integer(at("b")) == 1);
  CHECK(f.value_integer(at("i")) == -7);
  CHECK(f.value_integer(at("huge")) == INT64_MAX);
  CHECK(f.value_integer(at("s")) == 0);
  CHECK(f.value_real(at("r")) == 1.5);
  CHECK(f.value_real(at("i")) == -7.0);
  CHECK(f.value_real(at("s")) == 0);
  CHECK(std::string_view(reinterpret_cast<const char*>(f.value_text(at("s")).data), 4) == "text");
  CHECK(f.value_text(at("i")).data == nullptr);
  CHECK(f.value_size(at("l")) == 2);
  CHECK(f.value_size(at("s")) == 0);
  dhcp_bytes key{};
  CHECK(f.value_integer(f.value_at(root, 2, &key)) == -7);
  CHECK(std::string_view(reinterpret_cast<const char*>(key.data), key.size) == "i");
  CHECK(f.value_at(at("l"), 2, nullptr) == nullptr);
  CHECK(f.value_at(at("i"), 0, nullptr) == nullptr);
  CHECK(at("none") == nullptr);
}

}  // namespace
}  // namespace dhcp
