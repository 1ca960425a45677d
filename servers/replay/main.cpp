// Answers queries without a network: why as they are, or how two configurations differ.
#include <fmt/format.h>

#include <cstdio>
#include <ctime>
#include <exception>

#include "dhcpcore/file.hpp"
#include "dhcpcore/version.hpp"
#include "dhcpstore/memory_store.hpp"
#include "replay/options.hpp"
#include "replay/replayed_server.hpp"
#include "replay/report.hpp"
#include "replay/scene.hpp"
#include "runtime/read_file.hpp"

namespace dhcp::replay {
namespace {

constexpr int answers_differ = 1;
constexpr int cannot_read = 2;

/// Warnings and errors go to the operator; what servers log does not.
struct StandardError final : LogSink {
  void write(const LogMessage& message, std::string_view text) noexcept override {
    fmt::print(stderr, "{} {}\n", message.id, text);
  }
};

Result<std::shared_ptr<const Config4>> read_config(const std::string& path) {
  const auto text = server::read_file(path);
  if (!text) return text.error();
  return Config4::parse(*text, path, server::read_file);
}

Result<std::unique_ptr<LeaseStore4>> read_leases(const Options& options) {
  if (options.leases_file.empty()) return store::make_memory_store4();
  static StandardError sink;
  static Log log(sink, log_warn);
  return store::copy_lease_file4(options.leases_file, posix_file_system(), log);
}

/// One server for each configuration, all on the same interfaces and leases.
Result<std::vector<std::unique_ptr<ReplayedServer>>> make_servers(const Options& options,
                                                                  const Scene& scene) {
  std::vector<std::unique_ptr<ReplayedServer>> servers;
  std::shared_ptr<const InterfaceTable> interfaces;
  for (const std::string& path : options.config_files) {
    auto config = read_config(path);
    if (!config) return config.error();
    auto leases = read_leases(options);
    if (!leases) return leases.error();
    if (!interfaces) interfaces = interfaces_of(options, **config, scene.queries);
    servers.push_back(std::make_unique<ReplayedServer>(*std::move(config), interfaces, *std::move(leases)));
  }
  return servers;
}

int explain(const Options& options, const Scene& scene, ReplayedServer& server) {
  Value::List list;
  for (std::size_t i = 0; i < scene.queries.size(); ++i) {
    const CapturedQuery& query = scene.queries[i];
    const Explanation explanation = server.explain(query);
    server.ask(query);
    if (options.json)
      list.push_back(json(i + 1, query, explanation));
    else
      fmt::print("{}", text(i + 1, query, explanation));
  }
  if (options.json) fmt::print("{}\n", to_json(list, 2));
  return 0;
}

int compare(const Options& options, const Scene& scene, ReplayedServer& before, ReplayedServer& after) {
  Value::List list;
  std::size_t different = 0;
  for (std::size_t i = 0; i < scene.queries.size(); ++i) {
    const CapturedQuery& query = scene.queries[i];
    const auto old_answer = before.ask(query);
    const std::vector<Difference> differences = compare(old_answer, after.ask(query));
    if (differences.empty()) continue;
    ++different;
    if (options.json)
      list.push_back(json(i + 1, query, differences));
    else
      fmt::print("{}", text(i + 1, query, differences));
  }
  if (options.json)
    fmt::print("{}\n", to_json(list, 2));
  else
    fmt::print("{} of {} queries are answered differently\n", different, scene.queries.size());
  return different == 0 ? 0 : answers_differ;
}

int fail(std::string_view what) {
  fmt::print(stderr, "dhcp-replay: {}\n", what);
  return cannot_read;
}

int replay(const Options& options) {
  const auto file = server::read_file(options.input);
  if (!file) return fail(file.error().message);
  const auto scene = read_scene(as_bytes(*file), options.time.value_or(std::time(nullptr)));
  if (!scene) return fail(options.input + ": " + scene.error().message);
  const auto servers = make_servers(options, *scene);
  if (!servers) return fail(servers.error().message);
  return options.explain ? explain(options, *scene, *servers->front())
                         : compare(options, *scene, *servers->front(), *servers->back());
}

}  // namespace
}  // namespace dhcp::replay

int main(int argc, char** argv) {
  using namespace dhcp::replay;
  try {
    const std::vector<std::string_view> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
    const auto options = parse_options(arguments);
    if (!options) {
      fmt::print(stderr, "dhcp-replay: {}\n{}", options.error().message, usage());
      return cannot_read;
    }
    if (options->help || options->version) {
      fmt::print("{}", options->help ? usage() : DHCPCORE_VERSION "\n");
      return 0;
    }
    return replay(*options);
  } catch (const std::exception& failure) {
    return fail(failure.what());
  }
}
