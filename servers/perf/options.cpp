#include "perf/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <limits>

#include "dhcpcore/bytes.hpp"

namespace dhcp::perf {
namespace {

using Outcome = Result<void>;

template <class Number>
Outcome number(std::string_view text, Number& out, std::uint64_t least,
               std::uint64_t most = std::numeric_limits<Number>::max()) {
  std::uint64_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size() || value < least || value > most)
    return Error{fmt::format("'{}' is not a whole number from {} to {}", text, least, most)};
  out = static_cast<Number>(value);
  return {};
}

Outcome seconds(std::string_view text, std::chrono::nanoseconds& out) {
  constexpr double a_century = 3.2e9;
  double value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size() || !(value > 0 && value < a_century))
    return Error{fmt::format("'{}' is not a positive number of seconds", text)};
  out = std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(value));
  return {};
}

/// `-b mac=00:0c:01:02:03:04`, octets separated by one colon or two.
Outcome base(std::string_view text, Options& options) {
  const std::size_t equals = text.find('=');
  const std::string_view kind = text.substr(0, equals);
  if (kind == "duid") return Error{"a DUID base needs DHCPv6, which is not supported yet"};
  if (equals == std::string_view::npos || (kind != "mac" && kind != "ether"))
    return Error{fmt::format("'{}' is neither mac=<address> nor duid=<hexadecimal>", text)};
  std::string octets(text.substr(equals + 1));
  for (std::size_t at; (at = octets.find("::")) != std::string::npos;) octets.erase(at, 1);
  const auto bytes = from_hex(octets);
  if (!bytes || bytes->size() != 6 || std::ranges::count(octets, ':') != 5)
    return Error{fmt::format("'{}' is not six octets separated by colons", text.substr(equals + 1))};
  options.mac_base = 0;
  for (const std::uint8_t octet : *bytes) options.mac_base = options.mac_base << 8 | octet;
  return {};
}

/// `-o 60,646f63736973`: appended as it is.
Outcome extra_option(std::string_view text, Options& options) {
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos) return Error{fmt::format("'{}' is not <code>,<hexadecimal>", text)};
  std::uint8_t code = 0;
  if (auto outcome = number(text.substr(0, comma), code, 1, 254); !outcome) return outcome;
  const auto value = from_hex(text.substr(comma + 1));
  if (!value || value->size() > 255)
    return Error{fmt::format("'{}' is not at most 255 bytes in hexadecimal", text.substr(comma + 1))};
  options.extra_options.push_back(code);
  options.extra_options.push_back(static_cast<std::uint8_t>(value->size()));
  options.extra_options.insert(options.extra_options.end(), value->begin(), value->end());
  constexpr std::size_t room = 512;
  if (options.extra_options.size() > room)
    return Error{fmt::format("extra options take more than {} bytes", room)};
  return {};
}

Outcome drop_limit(std::string_view text, Options& options) {
  DropLimit limit;
  limit.percent = text.ends_with('%');
  if (limit.percent) text.remove_suffix(1);
  if (auto outcome =
          number(text, limit.value, 1, limit.percent ? 100 : std::numeric_limits<std::uint64_t>::max());
      !outcome)
    return outcome;
  options.drop_limit = limit;
  return {};
}

Outcome exchange_rate(std::string_view text, Options& options) {
  std::uint64_t value = 0;
  if (auto outcome = number(text, value, 1, 100'000'000); !outcome) return outcome;
  options.rate = value;
  return {};
}

Outcome exchange_count(std::string_view text, Options& options) {
  std::uint64_t value = 0;
  if (auto outcome = number(text, value, 1); !outcome) return outcome;
  options.exchanges = value;
  return {};
}

Outcome exit_wait(std::string_view text, Options& options) {
  std::uint64_t microseconds = 0;
  if (auto outcome = number(text, microseconds, 0, 1'000'000'000'000); !outcome) return outcome;
  options.exit_wait = std::chrono::microseconds(microseconds);
  return {};
}

Outcome only(std::string_view accepted, std::string_view text) {
  if (text == accepted) return {};
  return Error{fmt::format("'{}' is not supported yet", text)};
}

enum class Argument : std::uint8_t { none, required, optional };

struct Flag {
  std::string_view name;  // "-r" or "--json"
  Argument argument;
  std::string_view metavariable;
  std::string_view help;
  Outcome (*apply)(std::string_view, Options&);  // nullptr: perfdhcp has it, we do not yet
};

template <bool Options::*Member>
Outcome set(std::string_view, Options& options) {
  options.*Member = true;
  return {};
}
template <std::string Options::*Member>
Outcome text(std::string_view value, Options& options) {
  options.*Member = value;
  return {};
}
template <auto Member, std::uint64_t Least>
Outcome count(std::string_view value, Options& options) {
  return number(value, options.*Member, Least);
}
template <std::chrono::nanoseconds Options::*Member>
Outcome duration(std::string_view value, Options& options) {
  return seconds(value, options.*Member);
}
Outcome accept(std::string_view, Options&) {
  return {};
}

constexpr Flag flags[] = {
    {"-4", Argument::none, "", "DHCPv4 (the default)", accept},
    {"-6", Argument::none, "", "DHCPv6", nullptr},
    {"-l", Argument::required, "interface|address",
     "where to send from; an interface without a server: directly, as clients", text<&Options::local>},
    {"-L", Argument::required, "port", "local port, 0: 67 as a relay, 68 as clients",
     count<&Options::local_port, 0>},
    {"-N", Argument::required, "port", "port of the server, 0: 67", count<&Options::remote_port, 0>},
    {"-J", Argument::required, "file", "relay addresses, one a line; one is drawn for each exchange",
     text<&Options::relay_file>},
    {"-r", Argument::required, "rate", "exchanges started a second; without it: flat out", exchange_rate},
    {"-f", Argument::required, "rate", "renewals a second, beside -r", count<&Options::renew_rate, 1>},
    {"-F", Argument::required, "rate", "releases a second, beside -r", count<&Options::release_rate, 1>},
    {"-P", Argument::required, "count", "exchanges started back to back at the start",
     count<&Options::preload, 0>},
    {"-R", Argument::required, "clients", "clients to simulate, default 1; each has one exchange at a time",
     count<&Options::clients, 1>},
    {"-n", Argument::required, "count", "stop after so many exchanges, once they are finished",
     exchange_count},
    {"-p", Argument::required, "seconds", "stop after this time", duration<&Options::period>},
    {"-D", Argument::required, "count[%]", "stop when so many requests were dropped", drop_limit},
    {"-d", Argument::required, "seconds", "a request not answered in this time is dropped, default 1",
     duration<&Options::drop_time>},
    {"-W", Argument::required, "microseconds", "keep receiving for so long at the end", exit_wait},
    {"-t", Argument::required, "seconds", "time between two progress lines",
     duration<&Options::report_interval>},
    {"-b", Argument::required, "mac=address", "hardware address of the first client", base},
    {"-o", Argument::required, "code,hex", "option to append to each message, repeatable", extra_option},
    {"-i", Argument::none, "", "only DISCOVER and OFFER", set<&Options::discover_only>},
    {"-B", Argument::none, "", "ask for broadcast replies", set<&Options::broadcast>},
    {"-1", Argument::none, "", "use the server identifier of the first reply in all requests",
     set<&Options::first_server_id>},
    {"-u", Argument::none, "", "count addresses given to two clients at once", set<&Options::unique>},
    {"-s", Argument::required, "seed", "seed of random choices, 0: none", count<&Options::seed, 0>},
    {"-g", Argument::required, "single", "one thread sends and receives",
     [](std::string_view value, Options&) { return only("single", value); }},
    {"-e", Argument::required, "address-only", "kind of lease",
     [](std::string_view value, Options&) { return only("address-only", value); }},
    {"--scenario", Argument::required, "basic", "course of the test",
     [](std::string_view value, Options&) { return only("basic", value); }},
    {"--flat-out", Argument::optional, "window", "keep so many exchanges in flight, default 512",
     count<&Options::window, 1>},
    {"--drain", Argument::none, "", "at the end finish the exchanges in flight", set<&Options::drain>},
    {"--json", Argument::none, "", "print the results as JSON", set<&Options::json>},
    {"--leases-out", Argument::required, "file", "append a line for each acknowledgement as it arrives",
     text<&Options::leases_file>},
    {"-h", Argument::none, "", "this text", set<&Options::help>},
    {"-v", Argument::none, "", "the version", set<&Options::version>},
    {"-V", Argument::none, "", "the version", set<&Options::version>},
    {"-A", Argument::required, "", "", nullptr},
    {"-c", Argument::none, "", "", nullptr},
    {"-C", Argument::required, "", "", nullptr},
    {"-E", Argument::required, "", "", nullptr},
    {"-I", Argument::required, "", "", nullptr},
    {"-M", Argument::required, "", "", nullptr},
    {"-O", Argument::required, "", "", nullptr},
    {"-S", Argument::required, "", "", nullptr},
    {"-T", Argument::required, "", "", nullptr},
    {"-w", Argument::required, "", "", nullptr},
    {"-x", Argument::required, "", "", nullptr},
    {"-X", Argument::required, "", "", nullptr},
    {"-y", Argument::required, "", "", nullptr},
    {"-Y", Argument::required, "", "", nullptr},
    {"--or", Argument::required, "", "", nullptr},
};

const Flag* find_flag(std::string_view name) {
  const auto found = std::ranges::find(flags, name, &Flag::name);
  return found == std::end(flags) ? nullptr : found;
}

/// Walks the arguments as getopt_long would: `-r 10`, `-r10`, `-iu`, `--name value`, `--name=value`, `--`.
class Parser {
 public:
  explicit Parser(std::span<const std::string_view> arguments) : arguments_(arguments) {}

  Result<Options> run() {
    bool flags_allowed = true;
    while (next_ < arguments_.size()) {
      const std::string_view argument = arguments_[next_++];
      Outcome outcome;
      if (flags_allowed && argument == "--") {
        flags_allowed = false;
      } else if (flags_allowed && argument.starts_with("--")) {
        outcome = long_flag(argument);
      } else if (flags_allowed && argument.size() > 1 && argument[0] == '-') {
        outcome = short_flags(argument.substr(1));
      } else {
        outcome = positional(argument);
      }
      if (!outcome) return Error{outcome.error()};
    }
    return std::move(options_);
  }

  bool given(std::string_view name) const { return std::ranges::find(given_, name) != given_.end(); }

 private:
  Outcome long_flag(std::string_view argument) {
    const std::size_t equals = argument.find('=');
    const Flag* flag = find_flag(argument.substr(0, equals));
    if (flag == nullptr) return Error{fmt::format("unknown option '{}'", argument.substr(0, equals))};
    if (equals != std::string_view::npos) {
      if (flag->argument == Argument::none) return Error{fmt::format("{} takes no value", flag->name)};
      return apply(*flag, argument.substr(equals + 1));
    }
    if (flag->argument == Argument::optional)
      return next_is_number() ? apply(*flag, arguments_[next_++]) : mark(*flag);
    return with_next(*flag);
  }

  Outcome short_flags(std::string_view letters) {
    while (!letters.empty()) {
      const char name[] = {'-', letters[0]};
      const Flag* flag = find_flag({name, 2});
      if (flag == nullptr) return Error{fmt::format("unknown option '-{}'", letters[0])};
      letters.remove_prefix(1);
      if (flag->argument == Argument::none) {
        if (auto outcome = apply(*flag, {}); !outcome) return outcome;
        continue;
      }
      return letters.empty() ? with_next(*flag) : apply(*flag, letters);
    }
    return {};
  }

  Outcome with_next(const Flag& flag) {
    if (flag.argument == Argument::none) return apply(flag, {});
    if (next_ == arguments_.size()) return Error{fmt::format("{} needs a value", flag.name)};
    return apply(flag, arguments_[next_++]);
  }

  Outcome apply(const Flag& flag, std::string_view value) {
    given_.push_back(flag.name);
    if (flag.apply == nullptr) return Error{fmt::format("{} is not supported yet", flag.name)};
    if (auto outcome = flag.apply(value, options_); !outcome)
      return Error{fmt::format("{}: {}", flag.name, outcome.error().message)};
    return {};
  }

  Outcome mark(const Flag& flag) {
    given_.push_back(flag.name);
    return {};
  }

  bool next_is_number() const {
    return next_ < arguments_.size() &&
           std::ranges::all_of(arguments_[next_], [](char c) { return c >= '0' && c <= '9'; });
  }

  Outcome positional(std::string_view argument) {
    if (!options_.server.empty())
      return Error{fmt::format("one server only, but there is also '{}'", argument)};
    options_.server = argument;
    return {};
  }

  std::span<const std::string_view> arguments_;
  std::size_t next_ = 0;
  Options options_;
  std::vector<std::string_view> given_;
};

struct Conflict {
  std::string_view one;
  std::string_view other;
};
constexpr Conflict conflicts[] = {
    {"-i", "-1"}, {"-i", "-d"}, {"-i", "-D"},         {"-i", "-F"},
    {"-i", "-f"}, {"-i", "-u"}, {"-r", "--flat-out"}, {"-4", "-6"},
};

Outcome check(const Parser& parser, const Options& options) {
  for (const Conflict& conflict : conflicts)
    if (parser.given(conflict.one) && parser.given(conflict.other))
      return Error{fmt::format("{} and {} exclude each other", conflict.one, conflict.other)};
  for (const std::string_view needs_rate : {"-f", "-F"})
    if (parser.given(needs_rate) && !options.rate) return Error{fmt::format("{} needs -r", needs_rate)};
  if (options.rate &&
      (options.renew_rate > *options.rate || options.release_rate > *options.rate - options.renew_rate))
    return Error{"renewals (-f) and releases (-F) together exceed the exchange rate (-r)"};
  if (options.server.empty() && options.local.empty()) return Error{"name a server, or an interface with -l"};
  return {};
}

}  // namespace

Result<Options> parse_options(std::span<const std::string_view> arguments) {
  Parser parser(arguments);
  Result<Options> options = parser.run();
  if (!options || options->help || options->version) return options;
  if (auto outcome = check(parser, *options); !outcome) return Error{outcome.error()};
  return options;
}

std::string usage() {
  std::string text =
      "usage: dhcp-perf [options] [server]\n"
      "Measures a DHCPv4 server with exchanges from simulated clients: through a relay when a server is\n"
      "named, directly from an interface (-l) when none is.\n\n";
  std::string unsupported;
  for (const Flag& flag : flags) {
    if (flag.apply == nullptr) {
      fmt::format_to(std::back_inserter(unsupported), " {}", flag.name);
      continue;
    }
    std::string left(flag.name);
    if (flag.argument == Argument::required) left += fmt::format(" <{}>", flag.metavariable);
    if (flag.argument == Argument::optional) left += fmt::format(" [{}]", flag.metavariable);
    fmt::format_to(std::back_inserter(text), "  {:<24} {}\n", left, flag.help);
  }
  text += "\nnot supported yet:" + unsupported + "\n";
  text += "exit status: 0 success, 1 error, 2 wrong command line, 3 some exchanges failed\n";
  return text;
}

}  // namespace dhcp::perf
