#include "replay/scene.hpp"

#include <algorithm>
#include <cctype>

#include "dhcpcore/packet4.hpp"

namespace dhcp::replay {

namespace {

/// A capture begins with neither.
bool is_text(ByteView file) {
  return !file.empty() && (file[0] == '#' || std::isxdigit(file[0]));
}

/// Hexadecimal digits without comments, and the bytes they mean.
std::optional<std::vector<std::uint8_t>> bytes_of(std::string_view text) {
  std::string digits;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    if (!line.starts_with('#')) digits += line;
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  std::erase_if(digits, [](char c) { return c == ' ' || c == ':' || c == '\r' || c == '\t'; });
  return digits.empty() ? std::nullopt : from_hex(digits);
}

/// How a query in hexadecimal came: its relay sent it to us, or the client to everybody.
Datagram4 typed_query(ByteView bytes) {
  Datagram4 datagram;
  datagram.payload = bytes;
  datagram.source_port = 68;
  datagram.destination = Ipv4Address::broadcast();
  datagram.destination_port = 67;
  Packet4 packet;
  if (packet.parse(bytes) && packet.relayed()) {
    datagram.source = packet.giaddr();
    datagram.source_port = 67;
    datagram.destination = {};
  }
  return datagram;
}

const Value* in(const Value* map, std::string_view key) {
  return map ? map->find(key) : nullptr;
}

/// Calls `visit` with each subnet of a configuration, those of shared networks first.
template <class Visit>
void each_subnet(const Value& config, Visit visit) {
  const Value* server = config.find("Dhcp4");
  const auto each = [&](const Value* list) {
    if (!list || !list->is_list()) return;
    for (const Value& subnet : list->as_list()) visit(subnet);
  };
  if (const Value* networks = in(server, "shared-networks"); networks && networks->is_list())
    for (const Value& network : networks->as_list()) each(network.find("subnet4"));
  each(in(server, "subnet4"));
}

std::string interface_name(const Value& value, const Config4& config) {
  std::string name;
  each_subnet(value, [&](const Value& subnet) {
    const Value* interface = subnet.find("interface");
    if (name.empty() && interface && interface->is_string()) name = interface->as_string();
  });
  if (!name.empty()) return name;
  for (const std::string& entry : config.interfaces().interfaces)
    if (entry != "*") return entry.substr(0, entry.find('/'));
  return "eth0";
}

std::vector<Ipv4Prefix> addresses_in(const std::vector<CapturedQuery>& queries) {
  std::vector<Ipv4Prefix> found;
  const auto add = [&](Ipv4Address address) {
    const Ipv4Prefix prefix{address, 32};
    if (address.is_any() || address.is_broadcast()) return;
    if (std::ranges::find(found, prefix) == found.end()) found.push_back(prefix);
  };
  Packet4 packet;
  for (const CapturedQuery& query : queries) {
    add(query.datagram.destination);
    if (!packet.parse(query.datagram.payload)) continue;
    if (const auto server = packet.option_address(option4::server_identifier)) add(*server);
  }
  return found;
}

std::vector<Ipv4Prefix> address_in_first_subnet(const Value& value) {
  std::vector<Ipv4Prefix> found;
  each_subnet(value, [&](const Value& subnet) {
    const Value* text = subnet.find("subnet");
    const auto prefix = text && text->is_string() ? Ipv4Prefix::parse(text->as_string()) : std::nullopt;
    if (found.empty() && prefix)
      found.push_back({Ipv4Address(prefix->network().value() + 1), prefix->length});
  });
  return found;
}

}  // namespace

Result<Scene> read_scene(ByteView file, WallTime time) {
  Scene scene;
  if (is_text(file)) {
    auto bytes = bytes_of(as_text(file));
    if (!bytes) return Error{"this is neither a pcap file nor a query in hexadecimal"};
    scene.bytes = *std::move(bytes);
    scene.queries.push_back({std::chrono::seconds(time), typed_query(scene.bytes)});
  } else {
    scene.bytes.assign(file.begin(), file.end());
    auto captured = read_capture(scene.bytes);
    if (!captured) return captured.error();
    scene.queries = *std::move(captured);
  }
  for (CapturedQuery& query : scene.queries) query.datagram.interface_index = interface_index;
  return scene;
}

std::shared_ptr<const InterfaceTable> interfaces_of(const Options& options, const Config4& config,
                                                    const std::vector<CapturedQuery>& queries) {
  const Value value = config.to_value();
  auto table = std::make_shared<InterfaceTable>();
  Interface& interface = table->interfaces.emplace_back();
  interface.index = interface_index;
  interface.name = options.interface.empty() ? interface_name(value, config) : options.interface;
  interface.addresses4 = options.addresses;
  if (interface.addresses4.empty()) interface.addresses4 = addresses_in(queries);
  if (interface.addresses4.empty()) interface.addresses4 = address_in_first_subnet(value);
  return table;
}

}  // namespace dhcp::replay
