#include "replay/report.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "dhcpcore/packet4.hpp"

namespace dhcp::replay {

namespace {

std::string time_text(std::chrono::nanoseconds time) {
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(time).count();
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:06}Z", fmt::gmtime(static_cast<std::time_t>(micros / 1'000'000)),
                     micros % 1'000'000);
}

/// What a query says of itself; all empty when it cannot be read.
struct Label {
  explicit Label(const CapturedQuery& query) {
    Packet4 packet;
    if (!packet.parse(query.datagram.payload)) return;
    type = message_type_name(packet.type());
    client = to_hex(packet.hardware_address().bytes.view(), ':');
    transaction = packet.xid();
  }
  std::string type = "unreadable query";
  std::string client;
  std::uint32_t transaction = 0;
};

Value head(std::size_t number, const CapturedQuery& query) {
  const Label label(query);
  Value value;
  value.set("query", number);
  value.set("time", time_text(query.time));
  value.set("type", label.type);
  value.set("client", label.client);
  value.set("transaction", label.transaction);
  return value;
}

Value side(const std::optional<std::string>& text) {
  return text ? Value(*text) : Value();
}

}  // namespace

std::string title(std::size_t number, const CapturedQuery& query) {
  const Label label(query);
  return fmt::format("#{} {} {} of {}, transaction {:#010x}", number, time_text(query.time), label.type,
                     label.client.empty() ? "nobody" : label.client, label.transaction);
}

std::string text(std::size_t number, const CapturedQuery& query, const Explanation& explanation) {
  std::string lines = title(number, query) + '\n';
  const std::string events = explanation.to_text();
  for (std::string_view left = events; !left.empty();) {
    const std::size_t end = left.find('\n');
    lines += fmt::format("  {}\n", left.substr(0, end));
    left.remove_prefix(end == std::string_view::npos ? left.size() : end + 1);
  }
  return lines;
}

std::string text(std::size_t number, const CapturedQuery& query, const std::vector<Difference>& differences) {
  std::string lines = title(number, query) + '\n';
  for (const Difference& difference : differences)
    lines += fmt::format("  {}: {} -> {}\n", difference.what, difference.before.value_or("none"),
                         difference.after.value_or("none"));
  return lines;
}

Value json(std::size_t number, const CapturedQuery& query, const Explanation& explanation) {
  Value value = head(number, query);
  value.set("events", explanation.to_value());
  value.set("reply", explanation.reply.empty() ? Value() : Value(to_hex(explanation.reply)));
  return value;
}

Value json(std::size_t number, const CapturedQuery& query, const std::vector<Difference>& differences) {
  Value value = head(number, query);
  Value::List list;
  for (const Difference& difference : differences) {
    Value& entry = list.emplace_back();
    entry.set("what", difference.what);
    entry.set("before", side(difference.before));
    entry.set("after", side(difference.after));
  }
  value.set("differences", std::move(list));
  return value;
}

}  // namespace dhcp::replay
