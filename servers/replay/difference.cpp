#include "replay/difference.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "dhcpcore/option_definition.hpp"
#include "dhcpcore/packet4.hpp"

namespace dhcp::replay {

namespace {

/// An answer, read.
struct ReadAnswer {
  explicit ReadAnswer(const Answer& a) : answer(a) { static_cast<void>(packet.parse(a.payload)); }
  const Answer& answer;
  Packet4 packet;
};

/// A field of every answer, and how it reads.
struct Field {
  const char* name;
  std::string (*of)(const ReadAnswer&);
};
constexpr Field fields[] = {
    {"type", [](const ReadAnswer& a) { return std::string(message_type_name(a.packet.type())); }},
    {"destination",
     [](const ReadAnswer& a) {
       return fmt::format("{}:{}", a.answer.destination.to_string(), a.answer.destination_port);
     }},
    {"flags", [](const ReadAnswer& a) { return fmt::format("{:#06x}", a.packet.flags()); }},
    {"ciaddr", [](const ReadAnswer& a) { return a.packet.ciaddr().to_string(); }},
    {"yiaddr", [](const ReadAnswer& a) { return a.packet.yiaddr().to_string(); }},
    {"siaddr", [](const ReadAnswer& a) { return a.packet.siaddr().to_string(); }},
    {"giaddr", [](const ReadAnswer& a) { return a.packet.giaddr().to_string(); }},
    {"sname", [](const ReadAnswer& a) { return std::string(as_text(a.packet.sname())); }},
    {"file", [](const ReadAnswer& a) { return std::string(as_text(a.packet.file())); }},
};

std::optional<std::string> option_of(const Packet4& packet, std::uint8_t code) {
  const auto value = packet.option(code);
  if (!value) return std::nullopt;
  return option_text(find_definition("dhcp4", code), *value);
}

std::string option_name(std::uint8_t code) {
  const OptionDefinition* definition = find_definition("dhcp4", code);
  return definition ? fmt::format("option {} ({})", code, definition->name) : fmt::format("option {}", code);
}

std::optional<std::string> type_of(const std::optional<Answer>& answer) {
  if (!answer) return std::nullopt;
  return fields[0].of(ReadAnswer(*answer));
}

}  // namespace

std::vector<Difference> compare(const std::optional<Answer>& before, const std::optional<Answer>& after) {
  std::vector<Difference> differences;
  const auto add = [&](std::string what, std::optional<std::string> old, std::optional<std::string> now) {
    if (old != now) differences.push_back({std::move(what), std::move(old), std::move(now)});
  };
  if (!before || !after) {
    add("answer", type_of(before), type_of(after));
    return differences;
  }
  const ReadAnswer old(*before);
  const ReadAnswer now(*after);
  for (const Field& field : fields) add(field.name, field.of(old), field.of(now));
  for (unsigned code = 1; code < option4::end; ++code)
    if (code != option4::message_type && code != option4::overload)
      add(option_name(static_cast<std::uint8_t>(code)),
          option_of(old.packet, static_cast<std::uint8_t>(code)),
          option_of(now.packet, static_cast<std::uint8_t>(code)));
  return differences;
}

}  // namespace dhcp::replay
