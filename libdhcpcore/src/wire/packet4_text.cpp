#include <fmt/format.h>

#include <iterator>

#include "dhcpcore/client_identifier.hpp"
#include "dhcpcore/fqdn_option.hpp"
#include "dhcpcore/option_run.hpp"
#include "dhcpcore/packet4.hpp"

namespace dhcp {

namespace {

// How the values of an option read to a person. This floor has no option tables: what is not here is text
// when it is printable and hexadecimal otherwise.
enum class Look : std::uint8_t {
  plain,
  addresses,
  number,
  codes,
  message_type,
  client_id,
  fqdn,
  vendor_data,
  status,
  relay,
};

Look look_of(std::uint8_t code) {
  switch (code) {
    case option4::subnet_mask:
    case option4::routers:
    case option4::domain_name_servers:
    case 28:  // broadcast address
    case 42:  // NTP servers
    case option4::requested_address:
    case option4::server_identifier:
    case option4::subnet_selection:
    case option4::associated_ip:
      return Look::addresses;
    case option4::lease_time:
    case option4::overload:
    case option4::max_message_size:
    case option4::renewal_time:
    case option4::rebinding_time:
    case option4::client_last_transaction_time:
    case option4::base_time:
    case option4::start_time_of_state:
    case option4::query_start_time:
    case option4::query_end_time:
    case option4::dhcp_state:
    case option4::data_source:
      return Look::number;
    case option4::parameter_request_list:
      return Look::codes;
    case option4::message_type:
      return Look::message_type;
    case option4::client_identifier:
      return Look::client_id;
    case option4::client_fqdn:
      return Look::fqdn;
    case option4::vendor_identifying_class:
    case option4::vendor_identifying_options:
      return Look::vendor_data;
    case option4::status_code:
      return Look::status;
    case option4::relay_agent_information:
      return Look::relay;
    default:
      return Look::plain;
  }
}

std::string_view relay_name(std::uint8_t code) {
  switch (code) {
    case relay4::circuit_id:
      return "circuit-id";
    case relay4::remote_id:
      return "remote-id";
    case relay4::docsis_device_class:
      return "docsis-device-class";
    case relay4::link_selection:
      return "link-selection";
    case relay4::subscriber_id:
      return "subscriber-id";
    case relay4::vendor_specific:
      return "vendor-specific";
    case relay4::relay_flags:
      return "relay-flags";
    case relay4::server_id_override:
      return "server-id-override";
    case relay4::relay_id:
      return "relay-id";
    case relay4::relay_port:
      return "relay-port";
    case relay4::virtual_subnet_selection:
      return "virtual-subnet-selection";
    default:
      return "unknown";
  }
}

bool is_printable(ByteView value) {
  return std::ranges::all_of(value, [](std::uint8_t c) { return c >= 0x20 && c < 0x7f; });
}

std::string plain(ByteView value) {
  if (value.empty()) return "(empty)";
  return is_printable(value) ? fmt::format("\"{}\"", as_text(value)) : to_hex(value, ':');
}

std::string addresses(ByteView value) {
  if (value.empty() || value.size() % 4 != 0) return plain(value);
  std::string text;
  for (; !value.empty(); value = value.subspan(4)) {
    if (!text.empty()) text += ", ";
    text += Ipv4Address::from_bytes(value.data()).to_string();
  }
  return text;
}

std::string number(ByteView value) {
  if (value.empty() || value.size() > 4) return plain(value);
  std::uint32_t n = 0;
  for (const std::uint8_t byte : value) n = n << 8 | byte;
  return std::to_string(n);
}

std::string client_id(ByteView value) {
  const auto id = ClientIdentifier::read(value);
  if (id && id->kind == ClientIdentifier::Kind::duid)
    return fmt::format("{} (IAID {}, DUID {})", to_hex(value, ':'), id->iaid, to_hex(id->identifier, ':'));
  return to_hex(value, ':');
}

std::string fqdn(ByteView value) {
  const auto option = FqdnOption::read4(value);
  return option ? option->to_string() : option.error().to_string();
}

std::string vendor_data(ByteView value) {
  const VendorData4 data(value);
  std::string text;
  for (const auto& [enterprise, content] : data)
    text += fmt::format("{}{} {}", text.empty() ? "" : "; ", enterprise, plain(content));
  return data.whole() ? text : plain(value);
}

std::string option_value(std::uint8_t code, ByteView value) {
  switch (look_of(code)) {
    case Look::addresses:
      return addresses(value);
    case Look::number:
      return number(value);
    case Look::codes:
      return fmt::format("{}", fmt::join(value, ", "));
    case Look::message_type:
      return std::string(message_type_name(static_cast<MessageType4>(value[0])));
    case Look::client_id:
      return client_id(value);
    case Look::fqdn:
      return fqdn(value);
    case Look::vendor_data:
      return vendor_data(value);
    case Look::status:
      if (value.empty()) break;
      return fmt::format("{} {}", value[0], plain(value.subspan(1)));
    case Look::relay:
    case Look::plain:
      break;
  }
  return plain(value);
}

std::string relay_value(std::uint8_t code, ByteView value) {
  if (code == relay4::link_selection || code == relay4::server_id_override) return addresses(value);
  if (code == relay4::vendor_specific) return vendor_data(value);
  return plain(value);
}

}  // namespace

std::string_view message_type_name(MessageType4 type) {
  switch (type) {
    case MessageType4::none:
      return "BOOTP";
    case MessageType4::discover:
      return "DHCPDISCOVER";
    case MessageType4::offer:
      return "DHCPOFFER";
    case MessageType4::request:
      return "DHCPREQUEST";
    case MessageType4::decline:
      return "DHCPDECLINE";
    case MessageType4::ack:
      return "DHCPACK";
    case MessageType4::nak:
      return "DHCPNAK";
    case MessageType4::release:
      return "DHCPRELEASE";
    case MessageType4::inform:
      return "DHCPINFORM";
    case MessageType4::lease_query:
      return "DHCPLEASEQUERY";
    case MessageType4::lease_unassigned:
      return "DHCPLEASEUNASSIGNED";
    case MessageType4::lease_unknown:
      return "DHCPLEASEUNKNOWN";
    case MessageType4::lease_active:
      return "DHCPLEASEACTIVE";
    case MessageType4::bulk_lease_query:
      return "DHCPBULKLEASEQUERY";
    case MessageType4::lease_query_done:
      return "DHCPLEASEQUERYDONE";
    case MessageType4::active_lease_query:
      return "DHCPACTIVELEASEQUERY";
    case MessageType4::lease_query_status:
      return "DHCPLEASEQUERYSTATUS";
    case MessageType4::tls:
      return "DHCPTLS";
  }
  return "UNKNOWN";
}

std::string ParseError4::to_string() const {
  // A joined option has no single place.
  auto option_place = fmt::format("option {}", option);
  if (sub_option) option_place += fmt::format(", sub-option {}", *sub_option);
  if (offset != 0) option_place += fmt::format(" at offset {}", offset);
  const auto bytes = [](unsigned count) { return fmt::format("{} byte{}", count, count == 1 ? "" : "s"); };
  switch (reason) {
    case Reason::too_short:
      return fmt::format("message too short: {} expected, {} found", bytes(expected), actual);
    case Reason::bad_op:
      return fmt::format("op is {}, neither BOOTREQUEST (1) nor BOOTREPLY (2)", actual);
    case Reason::bad_hardware_length:
      return fmt::format("hardware address length {} is over {}", actual, expected);
    case Reason::bad_cookie:
      return fmt::format("no magic cookie at offset {}", Packet4::header_size);
    case Reason::truncated_option:
      if (expected == 0) return fmt::format("{}: no length", option_place);
      [[fallthrough]];
    case Reason::bad_option_length:
      return fmt::format("{}: {} expected, {} found", option_place, bytes(expected), actual);
    case Reason::bad_option_value:
      return fmt::format("{}: value {} is not 1 to {}", option_place, actual, expected);
  }
  return "unknown error";
}

std::string Packet4::summary() const {
  std::string text;
  const auto line = [&text](std::string_view name, const auto& value) {
    fmt::format_to(std::back_inserter(text), "{}: {}\n", name, value);
  };
  line("type", message_type_name(type_));
  line("op", op());
  line("htype", htype());
  line("hlen", hlen());
  line("hops", hops());
  line("xid", fmt::format("{:#010x}", xid()));
  line("secs", secs());
  line("flags", fmt::format("{:#06x}{}", flags(), broadcast() ? " (broadcast)" : ""));
  line("ciaddr", ciaddr().to_string());
  line("yiaddr", yiaddr().to_string());
  line("siaddr", siaddr().to_string());
  line("giaddr", giaddr().to_string());
  line("chaddr", to_hex(chaddr().first(hlen()), ':'));
  if (!sname().empty()) line("sname", plain(sname()));
  if (!file().empty()) line("file", plain(file()));
  for (const std::uint8_t code : codes_) {
    const ByteView bytes = *option(code);
    if (look_of(code) != Look::relay) {
      line(fmt::format("option {}", code), option_value(code, bytes));
      continue;
    }
    line(fmt::format("option {}", code), fmt::format("{} bytes", bytes.size()));
    for (const Entry& e : relay_)
      line(fmt::format("  {} ({})", relay_name(e.code), e.code), relay_value(e.code, value(e)));
  }
  if (skipped_) line("skipped", skipped_->to_string());
  return text;
}

}  // namespace dhcp
