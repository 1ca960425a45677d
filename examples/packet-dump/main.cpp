// Prints DHCPv4 messages: packet-dump FILE... | HEX | -
// A file is a capture, or hexadecimal text in which lines that begin with `#` are comments; `-` is standard
// input. The exit code is 0 when there was a message and every one could be read.
#include <fmt/format.h>

#include <dhcpcore/option_definition.hpp>
#include <dhcpcore/packet4.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>

#include "capture.hpp"

namespace {

std::string read_input(const std::string& argument) {
  const auto all_of = [](std::istream& in) { return std::string(std::istreambuf_iterator<char>(in), {}); };
  if (argument == "-") return all_of(std::cin);
  std::ifstream file(argument, std::ios::binary);
  return file ? all_of(file) : argument;
}

std::optional<std::vector<std::uint8_t>> read_hex(const std::string& text) {
  std::istringstream lines(text);
  std::string digits;
  for (std::string line; std::getline(lines, line);)
    if (!line.starts_with('#')) digits += line;
  std::erase_if(digits, [](char c) { return c == ' ' || c == ':' || c == '\r'; });
  return dhcp::from_hex(digits);
}

// Messages are from strangers: nothing of theirs reaches a terminal unless it is printable.
std::string printable(std::string text) {
  const bool safe = std::ranges::all_of(text, [](unsigned char c) { return c >= 0x20 && c != 0x7f; });
  return safe ? text : dhcp::to_hex(dhcp::as_bytes(text));
}

void print_option(std::string_view indent, std::string_view space, std::uint8_t code, dhcp::ByteView value) {
  const dhcp::OptionDefinition* definition = dhcp::find_definition(space, code);
  const std::string_view name = definition != nullptr ? definition->name : "unknown";
  std::cout << fmt::format("{}{} ({}): {}\n", indent, name, code,
                           printable(dhcp::option_text(definition, value)));
}

void print_fields(const dhcp::Packet4& packet) {
  std::cout << fmt::format("type: {}\n", dhcp::message_type_name(packet.type()))
            << fmt::format("op {}, hops {}, xid {:#010x}, secs {}, flags {:#06x}\n", packet.op(),
                           packet.hops(), packet.xid(), packet.secs(), packet.flags())
            << fmt::format("ciaddr {}, yiaddr {}, siaddr {}, giaddr {}\n", packet.ciaddr().to_string(),
                           packet.yiaddr().to_string(), packet.siaddr().to_string(),
                           packet.giaddr().to_string())
            << fmt::format("hardware address {} of type {}\n",
                           dhcp::to_hex(packet.hardware_address().bytes.view(), ':'), packet.htype());
  if (!packet.sname().empty())
    std::cout << fmt::format("sname {}\n", printable(std::string(dhcp::as_text(packet.sname()))));
  if (!packet.file().empty())
    std::cout << fmt::format("file {}\n", printable(std::string(dhcp::as_text(packet.file()))));
}

void print_options(const dhcp::Packet4& packet) {
  for (const std::uint8_t code : packet.option_codes()) {
    if (code != dhcp::option4::relay_agent_information) {
      print_option("  ", "dhcp4", code, *packet.option(code));
      continue;
    }
    std::cout << "  relay agent information (82):\n";
    for (unsigned sub = 1; sub < 255; ++sub)
      if (const auto value = packet.relay_option(static_cast<std::uint8_t>(sub)))
        print_option("    ", "dhcp-agent-options-space", static_cast<std::uint8_t>(sub), *value);
  }
  if (packet.skipped()) std::cout << "  skipped: " << packet.skipped()->to_string() << '\n';
}

bool print(const std::string& title, dhcp::ByteView bytes) {
  dhcp::Packet4 packet;
  std::cout << fmt::format("{} ({} bytes)\n", title, bytes.size());
  const auto parsed = packet.parse(bytes);
  if (parsed) {
    print_fields(packet);
    print_options(packet);
  } else {
    std::cout << parsed.error().to_string() << '\n';
  }
  std::cout << '\n';
  return parsed.has_value();
}

// What one argument names; false when some of it could not be read.
bool dump(const std::string& argument) {
  const std::string input = read_input(argument);
  if (const auto messages = read_capture(dhcp::as_bytes(input))) {
    bool good = !messages->empty();
    for (const CapturedMessage& message : *messages) good &= print(message.path, message.payload);
    if (messages->empty()) std::cerr << fmt::format("{}: no DHCPv4 message in the capture\n", argument);
    return good;
  }
  const auto bytes = read_hex(input);
  if (bytes) return print("message", *bytes);
  std::cerr << fmt::format("{}: neither a file nor hexadecimal\n", argument);
  return false;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) {
    std::cerr << "usage: packet-dump FILE... | HEX | -\n";
    return 2;
  }
  bool good = true;
  for (int i = 1; i < count; ++i) good &= dump(arguments[i]);
  return good ? 0 : 1;
}
