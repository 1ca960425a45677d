#include "lfc/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace dhcp::lfc {
namespace {

struct FileFlag {
  char flag;
  std::string_view value;
  std::string_view text;
  std::string& (*member)(Options& options);
};
constexpr FileFlag file_flags[] = {
    {'c', "config", "a configuration file; not used, but asked for",
     [](Options& o) -> std::string& { return o.config_file; }},
    {'p', "pid", "names this process; if it names another that lives, nothing is done",
     [](Options& o) -> std::string& { return o.pid_file; }},
    {'x', "previous", "what the cleanup before made; in the end, what this one made",
     [](Options& o) -> std::string& { return o.files.previous; }},
    {'i', "input", "the lease file that was moved aside",
     [](Options& o) -> std::string& { return o.files.input; }},
    {'o', "output", "is written to", [](Options& o) -> std::string& { return o.files.output; }},
    {'f', "finish", "the output when it is complete",
     [](Options& o) -> std::string& { return o.files.finish; }},
};

using Action = Options::Action;
struct PlainFlag {
  char flag;
  std::string_view text;
  void (*apply)(Options& options);
};
constexpr PlainFlag plain_flags[] = {
    {'4', "the lease files are of DHCPv4", [](Options& o) { o.protocol = 4; }},
    {'6', "the lease files are of DHCPv6", [](Options& o) { o.protocol = 6; }},
    {'d', "log what is done, to the standard output", [](Options& o) { o.debug = true; }},
    {'v', "print the version and exit", [](Options& o) { o.action = Action::print_version; }},
    {'V', "print the version, with those of the libraries, and exit",
     [](Options& o) { o.action = Action::print_extended_version; }},
    {'W', "print how the program was built and exit",
     [](Options& o) { o.action = Action::print_build_report; }},
    {'h', "print this and exit", [](Options& o) { o.action = Action::print_help; }},
};

Result<void> check_complete(Options& options) {
  if (options.protocol == 0) return Error{"which protocol? one of -4 and -6 is needed"};
  for (const FileFlag& of : file_flags)
    if (of.member(options).empty()) return Error{fmt::format("-{} {} is missing", of.flag, of.value)};
  return {};
}

}  // namespace

Result<Options> parse_options(std::span<const char* const> arguments) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    std::string_view rest = arguments[i];
    if (rest.size() < 2 || rest[0] != '-') return Error{fmt::format("unexpected argument: {}", rest)};
    for (rest.remove_prefix(1); !rest.empty();) {
      const char flag = rest[0];
      rest.remove_prefix(1);
      if (const auto plain = std::ranges::find(plain_flags, flag, &PlainFlag::flag);
          plain != std::end(plain_flags)) {
        const int protocol = options.protocol;
        plain->apply(options);
        if (protocol != 0 && protocol != options.protocol) return Error{"-4 and -6 do not go together"};
        if (options.action != Action::clean) return options;
        continue;
      }
      const auto file = std::ranges::find(file_flags, flag, &FileFlag::flag);
      if (file == std::end(file_flags)) return Error{fmt::format("unknown flag: -{}", flag)};
      if (rest.empty() && ++i < arguments.size()) rest = arguments[i];
      if (rest.empty()) return Error{fmt::format("flag -{} needs a file", flag)};
      file->member(options) = std::exchange(rest, {});
    }
  }
  if (auto complete = check_complete(options); !complete) return complete.error();
  return options;
}

std::string usage() {
  std::string text = "usage: dhcp-lfc -4|-6";
  for (const FileFlag& of : file_flags) text += fmt::format(" -{} {}", of.flag, of.value);
  text += " [-d]\nmakes one file with one row a lease of two lease files\n";
  for (const PlainFlag& of : plain_flags) text += fmt::format("  -{} {:<9} {}\n", of.flag, "", of.text);
  for (const FileFlag& of : file_flags) text += fmt::format("  -{} {:<9} {}\n", of.flag, of.value, of.text);
  return text;
}

}  // namespace dhcp::lfc
