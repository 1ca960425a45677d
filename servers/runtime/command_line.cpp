#include "runtime/command_line.hpp"

#include <fmt/format.h>

#include <charconv>

namespace dhcp::server {
namespace {

struct FlagHelp {
  char flag;
  std::string_view value;
  std::string_view text;
};
constexpr FlagHelp flag_help[] = {
    {'c', "file", "serve with this configuration"},
    {'d', "", "log everything, whatever the configuration says"},
    {'t', "file", "check this configuration and exit"},
    {'T', "file", "check this configuration, its databases and modules, and exit"},
    {'v', "", "print the version and exit"},
    {'V', "", "print the version, with those of the libraries, and exit"},
    {'W', "", "print how the program was built and exit"},
    {'p', "port", "listen on this UDP port (for tests)"},
    {'P', "port", "send all responses to this UDP port (for tests)"},
};

Result<std::uint16_t> parse_port(std::string_view what, std::string_view text) {
  unsigned port = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (failure != std::errc() || end != text.data() + text.size() || port < 1 || port > 65535)
    return Error{fmt::format("Failed to parse {} port number: [{}], 1-65535 allowed.", what, text)};
  return static_cast<std::uint16_t>(port);
}

Result<void> apply(CommandLine& line, char flag, std::string_view value) {
  using Action = CommandLine::Action;
  const auto with_file = [&](Action action) {
    // A check asked for stays a check, wherever -c stands.
    if (action != Action::run || line.action == Action::run) {
      line.action = action;
      line.config_file = value;
    }
    return Result<void>();
  };
  switch (flag) {
    case 'c':
      return with_file(Action::run);
    case 't':
      return with_file(Action::check);
    case 'T':
      return with_file(Action::check_thoroughly);
    case 'd':
      line.debug = true;
      return {};
    case 'v':
      line.action = Action::print_version;
      return {};
    case 'V':
      line.action = Action::print_extended_version;
      return {};
    case 'W':
      line.action = Action::print_build_report;
      return {};
    default: {
      const Result<std::uint16_t> port = parse_port(flag == 'p' ? "server" : "client", value);
      if (!port) return port.error();
      (flag == 'p' ? line.server_port : line.client_port) = *port;
      return {};
    }
  }
}

bool prints_only(CommandLine::Action action) {
  return action >= CommandLine::Action::print_version;
}

}  // namespace

Result<CommandLine> parse_command_line(std::span<const char* const> arguments, std::string_view flags) {
  CommandLine line;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    std::string_view rest = arguments[i];
    if (rest.size() < 2 || rest[0] != '-') return Error{fmt::format("unexpected argument: {}", rest)};
    rest.remove_prefix(1);
    while (!rest.empty()) {
      const char flag = rest[0];
      rest.remove_prefix(1);
      const auto known = flags.find(flag);
      if (flag == ':' || known == std::string_view::npos)
        return Error{fmt::format("unknown flag: -{}", flag)};
      std::string_view value;
      if (known + 1 < flags.size() && flags[known + 1] == ':') {
        if (rest.empty() && ++i == arguments.size())
          return Error{fmt::format("flag -{} needs a value", flag)};
        value = rest.empty() ? std::string_view(arguments[i]) : rest;
        rest = {};
        if (value.empty()) return Error{fmt::format("flag -{} needs a value", flag)};
      }
      if (Result<void> applied = apply(line, flag, value); !applied) return applied.error();
      // As with other daemons, a question about the program itself is answered at once.
      if (prints_only(line.action)) return line;
    }
  }
  if (line.config_file.empty()) return Error{"the configuration file is missing: -c file"};
  return line;
}

std::string usage(std::string_view program, std::string_view flags) {
  std::string text = fmt::format("usage: {} -c file [flags]\n", program);
  for (const FlagHelp& help : flag_help) {
    if (flags.find(help.flag) == std::string_view::npos) continue;
    text += fmt::format("  -{} {:<5} {}\n", help.flag, help.value, help.text);
  }
  return text;
}

}  // namespace dhcp::server
