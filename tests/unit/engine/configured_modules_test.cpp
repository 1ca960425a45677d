/// The modules of a configuration: their order and their state, and that they are made all or none.
#include "scripted_module.hpp"

namespace dhcp::engine_test {
namespace {

TEST_CASE("modules are asked in order, DROP is final, SKIP is seen by those that follow") {
  Script first, second;
  Server server(one_subnet());
  use(server, one_subnet(), first, second);
  std::int64_t seen = -1;
  second.at["pkt4_send"] = [&](Call& call) {
    seen = call.fact(DHCP_FACT_STEP);
    return Next::go_on;  // does not take the SKIP back
  };
  first.at["pkt4_send"] = answer(Next::skip);
  CHECK_FALSE(server.ask(discover()));
  CHECK(seen == DHCP_NEXT_SKIP);

  first.at["pkt4_send"] = answer(Next::drop);
  second.calls.clear();
  CHECK_FALSE(server.ask(discover()));
  CHECK(std::ranges::count(second.calls, "pkt4_send") == 0);
}

TEST_CASE("each module has a place of its own in each query, empty at first") {
  Script first, second;
  Server server(one_subnet());
  use(server, one_subnet(), first, second);
  int begun = 0, ended = 0;
  const auto begin = [&](Call& call) {
    CHECK(call.state<int>() == 0);
    call.state<int>() = ++begun;
    return Next::go_on;
  };
  const auto check = [&](int expected) {
    return [&, expected](Call& call) {
      CHECK(call.state<int>() % 2 == expected);
      ++ended;
      delete &call.state<int>();
      return Next::go_on;
    };
  };
  first.at = {{"context_create", begin}, {"context_destroy", check(1)}};
  second.at = {{"context_create", begin}, {"context_destroy", check(0)}};
  server.ask(discover(1));
  server.ask(discover(2));
  server.take(discover(3).put(236, {0}));  // unreadable
  CHECK(begun == 6);
  CHECK(ended == 6);
}

TEST_CASE("a module that fails is logged and ignored") {
  Served s;
  s.at("pkt4_receive") = [](Call&) -> Next { throw std::runtime_error("no such user"); };
  CHECK(s.server.ask(discover()));
  CHECK(s.server.book.count("HOOKS_CALLOUT_EXCEPTION") == 1);
  s.at("pkt4_receive") = answer(static_cast<Next>(17));
  CHECK(s.server.ask(discover()));
  CHECK(s.server.book.count("HOOKS_CALLOUT_ERROR") == 1);
  for (const char* point : {"pkt4_receive", "subnet4_select"}) {  // one waits, without a token
    s.script.at.clear();
    s.at(point) = answer(Next::park);
    CHECK(s.server.ask(discover()));
  }
  CHECK(s.server.book.count("HOOKS_CALLOUT_ERROR") == 3);
}

TEST_CASE("all modules of a configuration are made, or none, and nothing changes") {
  Script kept, made;
  Server server(one_subnet());
  use(server, one_subnet(), kept);
  const auto config = parse_config(one_subnet());
  const std::vector<ModuleSpec> specs{spec(made), spec(made, "no such file")};
  const auto failed = server.engine.prepare_modules(*config, specs);
  REQUIRE_FALSE(failed);
  CHECK(failed.error().message == "module scripted: no such file");
  CHECK(made.created == 1);
  CHECK(made.destroyed == 1);

  made.at["dhcp4_srv_configured"] = [](Call& call) {
    CHECK(call.event()["Dhcp4"]["subnet4"].size() == 1);
    call.set_event(R"("subnet 1 is not mine")");
    return Next::drop;
  };
  const auto refused = server.engine.prepare_modules(*config, std::vector{spec(made)});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message == "a module refuses the configuration: subnet 1 is not mine");
  CHECK(made.destroyed == 2);

  CHECK(server.ask(discover()));
  CHECK(kept.calls.front() == "context_create");
  CHECK(kept.destroyed == 0);
  server.engine.reconfigure(config);  // without modules
  kept.calls.clear();
  CHECK(server.ask(discover()));
  CHECK(kept.calls.empty());
  CHECK(kept.destroyed == 0);  // never by the worker that leaves them last
  CHECK(server.engine.retire() == 0);
  CHECK(kept.destroyed == 1);
}

TEST_CASE("modules see commands and their responses, and what a configuration backend has brought") {
  Script script;
  Server server(one_subnet());
  CHECK(server.engine.command_processed("config-get", {}, "as it is") == Value("as it is"));
  use(server, one_subnet(), script);
  CHECK(server.engine.command_processed("config-get", {}, "as it is") == Value("as it is"));
  script.at["command_processed"] = [](Call& call) {
    CHECK(call.event()["name"].text() == "status-get");
    CHECK(call.event()["arguments"]["verbose"].boolean());
    CHECK_FALSE(call.set_event("{"));
    CHECK(call.set_event(R"({"result": 0})"));
    return Next::drop;  // means nothing here
  };
  Value arguments;
  arguments.set("verbose", true);
  CHECK(to_json(server.engine.command_processed("status-get", arguments, {})) == R"({"result": 0})");
  std::size_t entries = 0;
  script.at["cb4_updated"] = [&](Call& call) {
    entries = call.event().size();
    return Next::go_on;
  };
  server.engine.configuration_updated(Value(Value::List{"one", "two"}));
  CHECK(entries == 2);
}

TEST_CASE("a module that does not heed dry runs is not asked for an explanation") {
  Served s;
  auto task = s.server.engine.explain(discover().datagram(discover().message()), s.server.now);
  task.start();
  REQUIRE(task.done());
  const auto text = task.take().to_text();
  CHECK(s.script.calls.empty());
  CHECK(text.find("module scripted would be asked at lease4_offer") != std::string::npos);
}

}  // namespace
}  // namespace dhcp::engine_test
