#include "dhcpcore/packet4.hpp"

namespace dhcp {

namespace {

constexpr std::size_t options_begin = Packet4::header_size + 4;
constexpr std::uint32_t magic_cookie = 0x63825363;
constexpr std::size_t sname_begin = 44, sname_size = 64;
constexpr std::size_t file_begin = 108, file_size = 128;
constexpr std::size_t shortest_message = 300;  // RFC 1542 section 2.1
constexpr std::size_t smallest_maximum = 548;  // RFC 2131 section 2: 576 less IP and UDP headers
constexpr std::size_t longest_fragment = 255;

bool belongs_to_encoder(std::uint8_t code) {
  return code == option4::pad || code == option4::end || code == option4::overload;
}

// The bytes of an option with the code and length octets of each of its fragments.
std::size_t encoded_size(ByteView value) {
  const std::size_t fragments = value.empty() ? 1 : (value.size() + longest_fragment - 1) / longest_fragment;
  return value.size() + 2 * fragments;
}

void write_fragment(ByteWriter& out, std::uint8_t code, ByteView value) {
  out.u8(code);
  out.u8(static_cast<std::uint8_t>(value.size()));
  out.bytes(value);
}

void write_option(ByteWriter& out, const OptionRef& option) {
  ByteView rest = option.value;
  do {
    const ByteView part = rest.first(std::min(rest.size(), longest_fragment));
    write_fragment(out, option.code, part);
    rest = rest.subspan(part.size());
  } while (!rest.empty());
}

/// The same where it is known to fit. Most values have four bytes; for others a call costs less than the
/// string instructions that compilers put where a length has a bound.
std::uint8_t* put_option(std::uint8_t* at, const OptionRef& option) {
  ByteView rest = option.value;
  do {
    const std::size_t length = std::min(rest.size(), longest_fragment);
    *at++ = option.code;
    *at++ = static_cast<std::uint8_t>(length);
    if (length == 4)
      std::memcpy(at, rest.data(), 4);
    else if (length != 0)
      std::memmove(at, rest.data(), length);
    at += length;
    rest = rest.subspan(length);
  } while (!rest.empty());
  return at;
}

void put_text(std::span<std::uint8_t> field, ByteView text) {
  if (!text.empty()) std::memmove(field.data(), text.data(), std::min(text.size(), field.size()));
}

void write_header(std::span<std::uint8_t> message, const Header4& h) {
  std::memset(message.data(), 0, shortest_message);
  ByteWriter out(message);
  out.u8(h.op);
  out.u8(h.htype);
  out.u8(h.hlen);
  out.u8(h.hops);
  out.u32(h.xid);
  out.u16(h.secs);
  out.u16(h.flags);
  for (const Ipv4Address address : {h.ciaddr, h.yiaddr, h.siaddr, h.giaddr}) out.ipv4(address);
  out.bytes(h.chaddr);
  put_text(message.subspan(sname_begin, sname_size), h.sname);
  put_text(message.subspan(file_begin, file_size), h.file);
  ByteWriter(message.subspan(Packet4::header_size)).u32(magic_cookie);
}

// A message whose options field is full: spreads options over it, `file` and `sname`, in this order.
class Overload {
 public:
  Overload(const Header4& header, std::span<std::uint8_t> message) {
    fields_[0] = ByteWriter(message.subspan(options_begin, message.size() - options_begin - 1));
    fields_[0].u8(option4::overload);
    fields_[0].u8(1);
    overload_value_ = &message[options_begin + 2];
    fields_[0].u8(0);
    if (header.file.empty()) fields_[1] = ByteWriter(message.subspan(file_begin, file_size - 1));
    if (header.sname.empty()) fields_[2] = ByteWriter(message.subspan(sname_begin, sname_size - 1));
    message_ = message;
  }

  // Keeps `size` bytes of the options field for what is placed at its end.
  bool reserve(std::size_t size) {
    if (size > fields_[0].room()) return false;
    reserved_ = size;
    return true;
  }
  void release() { reserved_ = 0; }

  // Into the first field that takes the option whole; else in pieces into whatever room is left. The pieces
  // of a code must be in the order of the fields, so a code that went to one field never goes back before it.
  bool place(const OptionRef& option) {
    const std::size_t size = encoded_size(option.value);
    for (std::size_t f = first_field_[option.code]; f < fields_.size(); ++f) {
      if (size > room(f)) continue;
      write_option(fields_[f], option);
      first_field_[option.code] = static_cast<std::uint8_t>(f);
      return true;
    }
    return place_in_pieces(option);
  }

  // Ends the fields and returns the length of the message.
  std::size_t finish() {
    std::uint8_t used = 0;
    for (std::size_t f = 1; f < fields_.size(); ++f) {
      if (fields_[f].size() == 0) continue;
      used = static_cast<std::uint8_t>(used | f);
      message_[(f == 1 ? file_begin : sname_begin) + fields_[f].size()] = option4::end;
    }
    *overload_value_ = used;
    const std::size_t end = options_begin + fields_[0].size();
    message_[end] = option4::end;
    return end + 1;
  }

 private:
  std::size_t room(std::size_t field) const { return fields_[field].room() - (field == 0 ? reserved_ : 0); }

  bool place_in_pieces(const OptionRef& option) {
    ByteView rest = option.value;
    for (std::size_t f = first_field_[option.code]; f < fields_.size() && !rest.empty(); ++f) {
      while (room(f) > 2 && !rest.empty()) {
        const ByteView part = rest.first(std::min({rest.size(), room(f) - 2, longest_fragment}));
        write_fragment(fields_[f], option.code, part);
        first_field_[option.code] = static_cast<std::uint8_t>(f);
        rest = rest.subspan(part.size());
      }
    }
    return rest.empty() && !option.value.empty();
  }

  std::array<ByteWriter, 3> fields_{ByteWriter({}), ByteWriter({}), ByteWriter({})};
  std::array<std::uint8_t, 256> first_field_{};
  std::span<std::uint8_t> message_;
  std::uint8_t* overload_value_ = nullptr;
  std::size_t reserved_ = 0;
};

// The length of the message, 0 when even overloading does not make it fit.
std::size_t write_overloaded(const Header4& header, std::span<const OptionRef> options,
                             std::span<std::uint8_t> message) {
  if (!header.file.empty() && !header.sname.empty()) return 0;
  Overload overload(header, message);
  std::size_t relay_size = 0;
  for (const OptionRef& option : options)
    if (option.code == option4::relay_agent_information) relay_size += encoded_size(option.value);
  const bool relay_last = overload.reserve(relay_size);
  for (const OptionRef& option : options) {
    if (belongs_to_encoder(option.code)) continue;
    if (relay_last && option.code == option4::relay_agent_information) continue;
    if (!overload.place(option)) return 0;
  }
  overload.release();
  for (const OptionRef& option : options)
    if (relay_last && option.code == option4::relay_agent_information && !overload.place(option)) return 0;
  return overload.finish();
}

}  // namespace

std::size_t encode4(const Header4& header, std::span<const OptionRef> options, std::span<std::uint8_t> out,
                    std::size_t max_size) {
  if (out.size() < shortest_message) return 0;
  const std::size_t limit = std::min(out.size(), std::max(max_size, smallest_maximum));
  std::size_t size = options_begin + 1;
  for (const OptionRef& option : options)
    if (!belongs_to_encoder(option.code)) size += encoded_size(option.value);

  write_header(out, header);
  if (size <= limit) {
    std::uint8_t* at = out.data() + options_begin;
    for (const OptionRef& option : options)
      if (!belongs_to_encoder(option.code)) at = put_option(at, option);
    *at = option4::end;
  } else {
    size = write_overloaded(header, options, out.first(limit));
    if (size == 0) return 0;
  }
  return std::max(size, shortest_message);
}

}  // namespace dhcp
