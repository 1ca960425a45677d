// Prints DHCPv4 messages: packet-dump FILE... | HEX | -
// A file is a capture, or hexadecimal text in which lines that begin with `#` are comments; `-` is standard
// input. The exit code is 0 when there was a message and every one could be read.
#include <fmt/format.h>

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

bool print(const std::string& title, dhcp::ByteView bytes) {
  dhcp::Packet4 packet;
  std::cout << fmt::format("{} ({} bytes)\n", title, bytes.size());
  const auto parsed = packet.parse(bytes);
  std::cout << (parsed ? packet.summary() : parsed.error().to_string() + '\n') << '\n';
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
