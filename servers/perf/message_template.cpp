#include "perf/message_template.hpp"

#include <cstring>

namespace dhcp::perf {
namespace {

constexpr std::size_t xid_at = 4;
constexpr std::size_t ciaddr_at = 12;
constexpr std::size_t giaddr_at = 24;
constexpr std::size_t chaddr_at = 28;
constexpr std::uint32_t magic_cookie = 0x63825363;
constexpr std::size_t least_size = 300;

MessageType4 type_of(MessageKind kind) {
  switch (kind) {
    case MessageKind::discover:
      return MessageType4::discover;
    case MessageKind::request:
    case MessageKind::renew:
      return MessageType4::request;
    case MessageKind::release:
      return MessageType4::release;
  }
  return MessageType4::none;
}

void put_u32(std::uint8_t* at, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) *at++ = static_cast<std::uint8_t>(value >> shift);
}

void put_mac(std::uint8_t* at, std::uint64_t mac) {
  for (int shift = 40; shift >= 0; shift -= 8) *at++ = static_cast<std::uint8_t>(mac >> shift);
}

/// Starts an option of `length` bytes, writes zeros as its value and returns where that begins.
std::size_t placeholder(ByteWriter& out, std::uint8_t code, std::uint8_t length) {
  out.u8(code);
  out.u8(length);
  const std::size_t at = out.size();
  out.zeros(length);
  return at;
}

}  // namespace

MessageTemplate::MessageTemplate(MessageKind kind, const TemplateStyle& style) : bytes_(1024) {
  ByteWriter out(bytes_);
  out.u8(Packet4::boot_request);
  out.u8(HardwareAddress::ethernet);
  out.u8(6);
  out.u8(style.relayed ? 1 : 0);
  out.zeros(4 + 2);  // xid, secs
  out.u16(style.broadcast ? Packet4::broadcast_flag : std::uint16_t{0});
  out.zeros(Packet4::header_size - out.size());
  out.u32(magic_cookie);
  out.u8(option4::message_type);
  out.u8(1);
  out.u8(static_cast<std::uint8_t>(type_of(kind)));
  client_identifier_at_ = placeholder(out, option4::client_identifier, 7) + 1;
  bytes_[client_identifier_at_ - 1] = HardwareAddress::ethernet;
  if (kind == MessageKind::request) requested_address_at_ = placeholder(out, option4::requested_address, 4);
  if (kind == MessageKind::request || kind == MessageKind::release)
    server_identifier_at_ = placeholder(out, option4::server_identifier, 4);
  if (kind != MessageKind::release) {
    constexpr std::uint8_t wanted[] = {option4::subnet_mask, option4::routers, option4::domain_name_servers,
                                       option4::domain_name};
    out.u8(option4::parameter_request_list);
    out.u8(sizeof wanted);
    out.bytes(wanted);
  }
  out.bytes(style.extra_options);
  out.u8(option4::end);
  if (out.size() < least_size) out.zeros(least_size - out.size());
  bytes_.resize(out.size());
}

std::size_t MessageTemplate::render(const Fields& fields, std::span<std::uint8_t> out) const {
  std::uint8_t* const to = out.data();
  std::memcpy(to, bytes_.data(), bytes_.size());
  put_u32(to + xid_at, fields.xid);
  put_u32(to + ciaddr_at, fields.ciaddr.value());
  put_u32(to + giaddr_at, fields.giaddr.value());
  put_mac(to + chaddr_at, fields.mac);
  put_mac(to + client_identifier_at_, fields.mac);
  if (requested_address_at_ != 0) put_u32(to + requested_address_at_, fields.requested_address.value());
  if (server_identifier_at_ != 0) put_u32(to + server_identifier_at_, fields.server_identifier.value());
  return bytes_.size();
}

}  // namespace dhcp::perf
