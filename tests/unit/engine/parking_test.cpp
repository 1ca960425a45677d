/// Queries that wait for modules.
#include <atomic>
#include <condition_variable>
#include <deque>
#include <set>
#include <thread>

#include "scripted_module.hpp"
#include "slow_store.hpp"

namespace dhcp::engine_test {
namespace {

using std::chrono::seconds;

/// A server with one subnet and one module that lets queries wait at one point.
struct Waiting {
  explicit Waiting(const std::string& at, const std::string& config = one_subnet())
      : point(at), server(config) {
    script.at[point] = parked.function();
    use(server, config, script);
  }
  void resume(Next step, std::size_t which = 0) { parked.resume(server, script, step, which); }

  std::string point;
  Script script;
  Parked parked;
  Server server;
};

Query selecting(unsigned client, std::string_view address) {
  return request(client).requested(address).server("192.0.2.1");
}

TEST_CASE("a query waits until its module lets it go on, with the step that it says") {
  const struct {
    const char* point;
    const char* message;
    Query query;
  } rows[] = {{"subnet4_select", "DHCP4_HOOK_SUBNET4_SELECT_PARK", discover()},
              {"lease4_offer", "DHCP4_HOOK_LEASE4_OFFER_PARK", discover()},
              {"leases4_committed", "DHCP4_HOOK_LEASES4_COMMITTED_PARK", selecting(1, "192.0.2.10")}};
  for (const auto& [point, message, query] : rows)
    for (const Next step : {Next::go_on, Next::drop, Next::park}) {
      CAPTURE(point);
      Waiting w(point);
      CHECK_FALSE(w.server.ask(query));
      CHECK(w.server.engine.in_flight(0) == 1);
      CHECK(w.server.book.count(message) == 1);
      w.resume(step);
      CHECK((w.server.outbox.take() != nullptr) == (step != Next::drop));
      CHECK(w.server.engine.in_flight(0) == 0);
      CHECK(w.server.count(Statistic4::pkt4_receive_drop) == (step == Next::drop ? 1 : 0));
    }
}

TEST_CASE("what has been stored stays stored while the answer waits") {
  Waiting w("leases4_committed");
  CHECK_FALSE(w.server.ask(selecting(1, "192.0.2.10")));
  CHECK(w.server.stored("192.0.2.10"));
  w.resume(Next::go_on);
  const auto ack = w.server.outbox.take();
  REQUIRE(ack);
  CHECK(ack->yiaddr() == ip("192.0.2.10"));
}

TEST_CASE("SKIP after waiting means at each point what it means at once") {
  Waiting w("subnet4_select");
  CHECK_FALSE(w.server.ask(discover()));
  w.resume(Next::skip);
  CHECK_FALSE(w.server.outbox.take());
  CHECK(w.server.book.count("DHCP4_HOOK_SUBNET4_SELECT_SKIP") == 1);
}

TEST_CASE("a function that is asked again brings into the query what it waited for") {
  Waiting w("subnet4_select", one_subnet(R"("client-class": "EXTERNAL_in", )"));
  bool waited = false;
  const auto park = w.parked.function();
  w.script.at["subnet4_select"] = [&](Call& call) {
    if (!std::exchange(waited, true)) return park(call);
    CHECK(call.add_class("EXTERNAL_in"));
    CHECK(call.select_subnet4(1));
    return Next::go_on;
  };
  CHECK_FALSE(w.server.ask(discover()));
  w.resume(Next::again);
  CHECK(w.server.outbox.take());
}

TEST_CASE("modules after the one that waits are asked when it lets the query go on") {
  Script first, second;
  Server server(one_subnet());
  Parked parked;
  use(server, one_subnet(), first, second);
  first.at["lease4_offer"] = parked.function();
  second.at["lease4_offer"] = parked.function();
  server.take(discover());
  CHECK(std::ranges::count(second.calls, "lease4_offer") == 0);
  parked.resume(server, first, Next::go_on);
  CHECK(std::ranges::count(second.calls, "lease4_offer") == 1);
  CHECK_FALSE(server.outbox.take());
  parked.resume(server, second, Next::go_on, 1);
  CHECK(server.outbox.take());
}

TEST_CASE("a decline by the server that cannot be stored is an error, and makes no offer") {
  SlowStore store;
  Script script;
  Server server(one_subnet(), &store);
  use(server, one_subnet(), script);
  const auto find_in_use = [&](const char* id) {
    script.at["lease4_offer"] = answer(Next::skip);
    store.commits = SlowStore::Commits::fail;
    CHECK_FALSE(server.ask(discover(1)));
    CHECK(server.book.count(id) == 1);
    store.commits = SlowStore::Commits::pass;
    script.at.clear();
  };
  find_in_use("DHCP4_SERVER_INITIATED_DECLINE_ADD_FAILED");
  server.lease(1);
  find_in_use("DHCP4_SERVER_INITIATED_DECLINE_UPDATE_FAILED");
}

TEST_CASE("an address that a module finds in use is declined by the server, not offered") {
  const std::string kept = R"("offer-lifetime": 60, )";
  for (const std::string& offer_lifetime : {std::string(), kept}) {
    const std::string config = one_subnet("", offer_lifetime);
    Waiting w("lease4_offer", config);
    std::string declined;
    w.script.at["lease4_server_decline"] = [&](Call& call) {
      declined = Ipv4Address(call.lease4()->address).to_string();
      return Next::drop;  // means nothing here
    };
    CHECK_FALSE(w.server.ask(discover(1)));
    // Meanwhile the address is offered to nobody else.
    CHECK_FALSE(w.server.ask(discover(2).requested("192.0.2.10")));
    w.resume(Next::skip);
    CHECK_FALSE(w.server.outbox.take());
    CHECK(declined == "192.0.2.10");
    const auto lease = w.server.stored("192.0.2.10");
    REQUIRE(lease);
    CHECK(lease->state == LeaseState::declined);
    CHECK(lease->hardware_address.empty());
    CHECK(lease->valid_lifetime == 86400);
    CHECK(w.server.count(Statistic4::declined_addresses) == 1);
    CHECK(w.server.book.count("DHCP4_SERVER_INITIATED_DECLINE") == 1);
    w.resume(Next::go_on, 1);
    const auto offer = w.server.outbox.take();
    REQUIRE(offer);
    CHECK(offer->yiaddr() != ip("192.0.2.10"));
    w.script.at.erase("lease4_offer");
    CHECK(w.server.ask(discover(3))->yiaddr() != ip("192.0.2.10"));
  }
}

TEST_CASE("more than parked-packet-limit queries do not wait: they are dropped, counted and logged") {
  const struct {
    const char* point;
    const char* message;
  } rows[] = {{"subnet4_select", "DHCP4_HOOK_SUBNET4_SELECT_PARKING_LOT_FULL"},
              {"lease4_offer", "DHCP4_HOOK_LEASE4_OFFER_PARKING_LOT_FULL"}};
  for (const auto& [point, message] : rows) {
    Waiting w(point, one_subnet("", R"("parked-packet-limit": 2, )"));
    for (unsigned client = 1; client <= 3; ++client) CHECK_FALSE(w.server.ask(discover(client)));
    CHECK(w.parked.tokens.size() == 2);
    CHECK(w.server.engine.in_flight(0) == 2);
    CHECK(w.server.book.count(message) == 1);
    CHECK(w.server.count(Statistic4::pkt4_receive_drop) == 1);
    w.resume(Next::go_on);
    w.server.ask(discover(3));
    CHECK(w.parked.tokens.size() == 3);  // a place was free again
  }
}

TEST_CASE("256 queries may wait unless the configuration says otherwise; 0 is no limit but ours") {
  for (const unsigned limit : {256u, 0u}) {
    const std::string config = limit == 256 ? one_subnet() : one_subnet("", R"("parked-packet-limit": 0, )");
    Waiting w("subnet4_select", config);
    for (unsigned client = 1; client <= 300; ++client) w.server.take(discover(client));
    CHECK(w.parked.tokens.size() == (limit == 0 ? 300 : limit));
  }
}

TEST_CASE("a query whose module says nothing is dropped in the end; the late word does nothing") {
  Waiting w("subnet4_select");
  CHECK_FALSE(w.server.ask(discover()));
  CHECK(w.server.engine.next_deadline(0) <= w.server.now.steady + seconds(60));
  w.server.pass(seconds(59));
  CHECK(w.server.engine.in_flight(0) == 1);
  w.server.pass(seconds(2));
  CHECK(w.server.engine.in_flight(0) == 0);
  CHECK(w.server.count(Statistic4::pkt4_receive_drop) == 1);
  w.resume(Next::go_on);
  CHECK_FALSE(w.server.outbox.take());
  CHECK(w.server.engine.stale_resumptions() == 1);
  w.script.self->resume({7, 1000, 3}, Next::go_on);  // never given out
  w.script.self->resume({0, 1000000, 3}, Next::go_on);
  w.server.executor.run();
  CHECK(w.server.engine.stale_resumptions() == 3);
}

TEST_CASE("a token lets one query go on once, not the next one in its place") {
  Waiting w("subnet4_select");
  w.server.take(discover(1));
  w.script.self->resume(w.parked.tokens[0], Next::go_on);
  w.script.self->resume(w.parked.tokens[0], Next::drop);
  w.server.executor.run();
  CHECK(w.server.outbox.take());
  w.server.take(discover(2));
  w.resume(Next::go_on, 0);
  CHECK(w.server.engine.in_flight(0) == 1);
  CHECK(w.server.engine.stale_resumptions() == 2);
}

TEST_CASE("a module may let a query go on before it says that the query waits, or change its mind") {
  Waiting w("subnet4_select");
  w.script.at["subnet4_select"] = [&](Call& call) {
    const auto token = call.park();
    CHECK(token);
    CHECK_FALSE(call.park());  // once is enough
    w.script.self->resume(*token, Next::go_on);
    return Next::park;
  };
  w.server.take(discover(1));
  w.server.executor.run();
  CHECK(w.server.outbox.take());
  w.script.at["subnet4_select"] = [](Call& call) {
    CHECK(call.park());
    return Next::go_on;
  };
  CHECK(w.server.ask(discover(2)));
  w.script.at["subnet4_select"] = w.parked.function();
  for (unsigned client = 3; client < 3 + 256; ++client) w.server.take(discover(client));
  CHECK(w.parked.tokens.size() == 256);  // every place is free again
}

TEST_CASE("nothing waits where a point does not, or without a way to the worker") {
  Waiting w("pkt4_receive");
  w.script.at["pkt4_receive"] = [](Call& call) {
    CHECK_FALSE(call.park());
    return Next::go_on;
  };
  CHECK(w.server.ask(discover()));

  Script script;
  const auto leases = store::make_memory_store4();
  Log log(null_log_sink());
  Statistics4 statistics(1);
  const auto config = parse_config(one_subnet());
  Engine4 engine({*leases, log, statistics, {}, nullptr, nullptr}, {}, config, test_interfaces());
  bool refused = false;
  script.at["subnet4_select"] = [&](Call& call) {
    refused = !call.park();
    return Next::go_on;
  };
  engine.reconfigure(config, {}, engine.prepare_modules(*config, std::vector{spec(script)}).value());
  Outbox outbox;
  const Bytes message = discover().message();
  engine.handle(0, discover().datagram(message), {1, {}}, outbox);
  CHECK(refused);
  CHECK(outbox.take());
}

TEST_CASE("what a client repeats while its query waits is dropped") {
  Waiting w("subnet4_select");
  w.server.take(discover());
  w.server.take(discover());
  CHECK(w.parked.tokens.size() == 1);
  CHECK(w.server.book.count("DHCP4_PACKET_DROP_0012") == 1);
}

TEST_CASE("a query that waits ends with the configuration and the modules that it began with") {
  Script next;
  Waiting w("subnet4_select");
  w.server.take(discover());
  use(w.server, one_subnet(), next);
  w.server.engine.advance(0, w.server.now);
  CHECK(w.server.engine.retire() == 1);
  CHECK(w.script.destroyed == 0);
  CHECK(w.server.ask(discover(2)));
  CHECK(std::ranges::count(next.calls, "subnet4_select") == 1);
  w.script.calls.clear();
  w.resume(Next::go_on);
  CHECK(w.server.outbox.take());
  CHECK(w.script.calls.back() == "context_destroy");
  CHECK(w.server.engine.retire() == 0);
  CHECK(w.script.destroyed == 1);
  CHECK(std::ranges::count(next.calls, "subnet4_select") == 1);
}

TEST_CASE("a server that stops drops what waits, and hears what comes too late") {
  Script script;
  Parked parked;
  script.at["lease4_offer"] = parked.function();
  test::HandExecutor executor;
  {
    const auto leases = store::make_memory_store4();
    Log log(null_log_sink());
    Statistics4 statistics(1);
    const auto config = parse_config(one_subnet());
    Engine4 engine({*leases, log, statistics, {}, nullptr, &executor}, {}, config, test_interfaces());
    engine.reconfigure(config, {}, engine.prepare_modules(*config, std::vector{spec(script)}).value());
    Outbox outbox;
    const Bytes message = discover().message();
    engine.handle(0, discover().datagram(message), {1, {}}, outbox);
    CHECK(engine.in_flight(0) == 1);
    engine.cancel(0);
    CHECK(engine.in_flight(0) == 0);
    CHECK(statistics.value(Statistic4::pkt4_receive_drop) == 1);
    CHECK(script.calls.back() == "context_destroy");
    script.self->resume(parked.tokens[0], Next::go_on);
    CHECK_FALSE(outbox.take());
  }
  CHECK(script.destroyed == 1);
  CHECK(executor.run() == 1);  // the engine is gone
}

/// Lets each query wait and go on from a thread of its own.
class Echo {
 public:
  Echo(module::Module self, module::Value) : self_(self), thread_([this] { loop(); }) {}
  Echo(const Echo&) = delete;
  Echo& operator=(const Echo&) = delete;
  ~Echo() {
    {
      const std::lock_guard lock(mutex_);
      ends_ = true;
    }
    arrived_.notify_one();
    thread_.join();
  }

  /// Of all instances.
  static inline std::atomic<std::uint64_t> waits{0};

  Next wait(Call& call) {
    const auto token = call.park();
    if (!token) return Next::go_on;
    ++waits;
    {
      const std::lock_guard lock(mutex_);
      tokens_.push_back(*token);
    }
    arrived_.notify_one();
    return Next::park;
  }

 private:
  void loop() {
    for (;;) {
      std::unique_lock lock(mutex_);
      arrived_.wait(lock, [this] { return ends_ || !tokens_.empty(); });
      if (tokens_.empty()) return;
      const dhcp_park_token token = tokens_.front();
      tokens_.pop_front();
      lock.unlock();
      self_.resume(token, Next::go_on);
      self_.resume(token, Next::drop);  // stale by then, or soon
    }
  }

  module::Module self_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<dhcp_park_token> tokens_;
  bool ends_ = false;
  std::thread thread_;
};
constexpr dhcp_hook echo_hooks[] = {module::at<&Echo::wait>("subnet4_select"),
                                    module::at<&Echo::wait>("lease4_offer"),
                                    module::at<&Echo::wait>("leases4_committed"),
                                    {}};
constexpr dhcp_module_table echo = module::table<Echo>("echo", echo_hooks);

TEST_CASE("workers, a module's threads and reconfigurations at the same time: every client is served") {
  constexpr unsigned workers = 3;
  constexpr unsigned clients_each = 60;
  const auto config = parse_config(R"({"Dhcp4": {"subnet4": [{"id": 1, "subnet": "10.0.0.0/8",
    "pools": [{"pool": "10.0.0.10-10.0.6.73"}]}]}})");
  const auto leases = store::make_memory_store4();
  Log log(null_log_sink());
  Statistics4 statistics(workers);
  Engine4Limits limits;
  limits.workers = workers;
  test::ThreadExecutor executor(workers);
  std::array<Outbox, workers> outboxes;
  std::atomic<unsigned> served{0};
  Engine4 engine({*leases, log, statistics, {}, nullptr, &executor}, limits, config, test_interfaces());
  const auto prepare = [&] {
    return engine.prepare_modules(*config, std::vector{ModuleSpec{&echo, {}}}).value();
  };
  engine.reconfigure(config, {}, prepare());

  /// One client at a time on each worker, driven by jobs of its thread.
  struct Client {
    Engine4* engine;
    Outbox* outbox;
    std::atomic<unsigned>* served;
    test::ThreadExecutor* executor;
    WorkerId worker;
    unsigned next;
    unsigned last;
    Ipv4Address offered;

    void send(Query query) {
      const Bytes message = query.on_interface(4).message();
      engine->handle(worker, query.datagram(message), {1'700'000'000, {}}, *outbox);
      engine->flush(worker);
    }
    void step() {
      if (const AnswerPointer answer = outbox->take()) {
        if (answer->type() == MessageType4::ack) {
          ++*served;
          ++next;
        }
        if (answer->type() == MessageType4::offer) {
          offered = answer->yiaddr();
          send(request(next).requested(offered).server("10.0.0.1"));
        } else if (next < last) {
          send(discover(next));
        }
      }
      if (next < last)
        executor->post(worker, {[](void* client) noexcept { static_cast<Client*>(client)->step(); }, this});
    }
    void start() {
      send(discover(next));
      step();
    }
  };
  std::array<Client, workers> clients;
  for (unsigned w = 0; w < workers; ++w) {
    const unsigned first = w * clients_each + 1;
    clients[w] = {&engine, &outboxes[w],         &served, &executor, static_cast<WorkerId>(w),
                  first,   first + clients_each, {}};
    executor.post(static_cast<WorkerId>(w),
                  {[](void* client) noexcept { static_cast<Client*>(client)->start(); }, &clients[w]});
  }
  for (int i = 0; i < 20; ++i) engine.reconfigure(config, {}, prepare());
  while (served < workers * clients_each || engine.stale_resumptions() < Echo::waits)
    std::this_thread::yield();
  executor.stop();
  for (WorkerId w = 0; w < workers; ++w) engine.cancel(w);
  CHECK(leases->size() == workers * clients_each);
}

}  // namespace
}  // namespace dhcp::engine_test
