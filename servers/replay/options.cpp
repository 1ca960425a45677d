#include "replay/options.hpp"

#include <fmt/format.h>

#include <charconv>

namespace dhcp::replay {

namespace {

Result<void> set_interface(Options& options, std::string_view text) {
  options.interface = text;
  return {};
}
Result<void> add_address(Options& options, std::string_view text) {
  const auto prefix = Ipv4Prefix::parse(text);
  if (!prefix) return Error{fmt::format("'{}' is not <address>/<length>", text)};
  options.addresses.push_back(*prefix);
  return {};
}
Result<void> set_leases(Options& options, std::string_view text) {
  options.leases_file = text;
  return {};
}
Result<void> set_time(Options& options, std::string_view text) {
  WallTime seconds = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (failure != std::errc() || end != text.data() + text.size() || seconds < 0)
    return Error{fmt::format("'{}' is not a number of seconds since 1970", text)};
  options.time = seconds;
  return {};
}

struct Flag {
  std::string_view name;
  bool Options::*set;
};
constexpr Flag flags[] = {{"-h", &Options::help},           {"--help", &Options::help},
                          {"-v", &Options::version},        {"--version", &Options::version},
                          {"--explain", &Options::explain}, {"--json", &Options::json}};

struct Setting {
  std::string_view name;
  Result<void> (*set)(Options&, std::string_view);
};
constexpr Setting settings[] = {{"--leases", set_leases},
                                {"--interface", set_interface},
                                {"--address", add_address},
                                {"--time", set_time}};

template <class Row, std::size_t size>
const Row* row_of(const Row (&rows)[size], std::string_view name) {
  for (const Row& row : rows)
    if (row.name == name) return &row;
  return nullptr;
}

Result<void> take_files(Options& options, std::vector<std::string> files) {
  const std::size_t configs = options.explain ? 1 : 2;
  if (files.size() != configs + 1)
    return Error{options.explain ? "to explain takes a configuration and a query or a capture"
                                 : "to compare takes two configurations and a capture"};
  options.input = std::move(files.back());
  files.pop_back();
  options.config_files = std::move(files);
  return {};
}

}  // namespace

Result<Options> parse_options(std::span<const std::string_view> arguments) {
  Options options;
  std::vector<std::string> files;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    if (!argument.starts_with('-')) {
      files.emplace_back(argument);
    } else if (const Flag* flag = row_of(flags, argument)) {
      options.*flag->set = true;
    } else if (const Setting* setting = row_of(settings, argument)) {
      if (++i == arguments.size()) return Error{fmt::format("{} needs a value", argument)};
      if (auto set = setting->set(options, arguments[i]); !set)
        return Error{fmt::format("{}: {}", argument, set.error().message)};
    } else {
      return Error{fmt::format("there is no flag {}", argument)};
    }
  }
  if (options.help || options.version) return options;
  if (auto taken = take_files(options, std::move(files)); !taken) return taken.error();
  return options;
}

std::string_view usage() {
  return R"(usage: dhcp-replay [OPTION]... OLD.json NEW.json CAPTURE
       dhcp-replay --explain [OPTION]... CONFIG.json CAPTURE|QUERY

The first form answers the queries of a capture from two configurations and shows which answers differ, and in what.
The second shows why each query is answered as it is. A QUERY is a file with one message in hexadecimal; lines that
begin with # are comments. Nothing is sent, and no file is changed.

  --leases FILE        begin with the leases of a lease file
  --interface NAME     the interface that the queries came in on (the first that the configuration names)
  --address ADDR/LEN   its address; may be repeated (those that the capture's queries are sent to or name)
  --time SECONDS       when a QUERY comes, since 1970 (now); a capture has times of its own
  --json               print JSON
  -h, --help           print this
  -v, --version        print the version

The exit code is 0, 1 when answers differ, and 2 when something cannot be read.
)";
}

}  // namespace dhcp::replay
