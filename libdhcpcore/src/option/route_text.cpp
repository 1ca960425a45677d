#include "option/route_text.hpp"

#include <fmt/format.h>

#include "option/field_list.hpp"

namespace dhcp {

namespace {

std::size_t significant_octets(std::size_t prefix_length) {
  return (prefix_length + 7) / 8;
}

Result<void> append_route(std::string_view text, Bytes& out) {
  const auto dash = text.find('-');
  const auto destination = Ipv4Prefix::parse(trim(text.substr(0, dash)));
  const auto router = dash == text.npos ? std::nullopt : Ipv4Address::parse(trim(text.substr(dash + 1)));
  if (!destination || !router)
    return Error{fmt::format("\"{}\" is not a route (as 10.0.0.0/8 - 192.0.2.1)", text)};
  const auto network = destination->network().bytes();
  const auto gateway = router->bytes();
  out.push_back(destination->length);
  out.insert(out.end(), network.begin(),
             network.begin() + static_cast<std::ptrdiff_t>(significant_octets(destination->length)));
  out.insert(out.end(), gateway.begin(), gateway.end());
  return {};
}

}  // namespace

Result<Bytes> encode_routes(std::string_view text) {
  Bytes out;
  std::size_t number = 0;
  for (const std::string& route : split_fields(text, ',')) {
    ++number;
    if (const auto appended = append_route(route, out); !appended)
      return Error{fmt::format("field {}: {}", number, appended.error().message)};
  }
  if (number == 0) return Error{"field 1: a route is missing (as 10.0.0.0/8 - 192.0.2.1)"};
  return out;
}

Result<std::optional<std::string>> read_routes(ByteView value) {
  std::string text;
  bool writable = true;
  ByteReader reader(value);
  std::size_t number = 0;
  do {
    ++number;
    const std::uint8_t length = reader.u8();
    if (length > Ipv4Address::bits)
      return Error{fmt::format("route {}: {} is not a prefix length (0 to 32)", number, length)};
    std::uint8_t octets[Ipv4Address::size] = {};
    std::ranges::copy(reader.take(significant_octets(length)), octets);
    const Ipv4Prefix destination{Ipv4Address::from_bytes(octets), length};
    const Ipv4Address router = reader.ipv4();
    if (!reader.ok()) return Error{fmt::format("route {}: the bytes end within it", number)};
    writable = writable && destination.network() == destination.address;
    join_field(text, destination.to_string() + " - " + router.to_string(), ',');
  } while (reader.remaining() > 0);
  if (!writable) return std::optional<std::string>();
  return std::optional(std::move(text));
}

}  // namespace dhcp
