#include "dhcpcore/packet4.hpp"

#include <bitset>
#include <utility>

#include "dhcpcore/option_run.hpp"

namespace dhcp {

namespace {

constexpr std::size_t cookie_size = 4;
constexpr std::size_t options_begin = Packet4::header_size + cookie_size;
constexpr std::uint8_t magic_cookie[cookie_size] = {99, 130, 83, 99};
constexpr std::size_t sname_begin = 44, file_begin = 108;
constexpr std::uint8_t file_overloaded = 1, sname_overloaded = 2;
constexpr std::size_t longest_datagram = 65535;

// What an empty message reads as, so that no getter needs to ask.
constexpr std::uint8_t empty_message[options_begin] = {};

ByteView until_nul(ByteView field) {
  return field.first(static_cast<std::size_t>(std::ranges::find(field, 0) - field.begin()));
}

}  // namespace

// Values that a module has set keep their place: a view of one outlives the setting of the next.
struct Packet4::Changes {
  std::array<std::uint8_t, header_size> header;
  std::vector<std::vector<std::uint8_t>> values;
  std::vector<std::vector<std::uint8_t>> former_fused;
};

Packet4::Packet4() : bytes_(empty_message), header_(empty_message) {
  index_.fill(absent);
  codes_.reserve(64);
  entries_.reserve(64);
}

Packet4::Packet4(Packet4&&) noexcept = default;
Packet4& Packet4::operator=(Packet4&&) noexcept = default;
Packet4::~Packet4() = default;

// Undoes what the last message did: the index is cleaned where it was used, not as a whole.
void Packet4::clear() {
  for (const std::uint8_t code : codes_) index_[code] = absent;
  codes_.clear();
  entries_.clear();
  relay_.clear();
  fused_.clear();
  skipped_.reset();
  bytes_ = empty_message;
  header_ = empty_message;
  if (changes_) {
    changes_->values.clear();
    changes_->former_fused.clear();
  }
  type_ = MessageType4::none;
  overload_ = 0;
  repeated_ = false;
  has_options_field_ = false;
}

Result<void, ParseError4> Packet4::parse(ByteView bytes) {
  using Reason = ParseError4::Reason;
  clear();
  if (bytes.size() < header_size) return error(Reason::too_short, 0, header_size, bytes.size());
  if (bytes[0] != boot_request && bytes[0] != boot_reply) return error(Reason::bad_op, 0, 1, bytes[0]);
  if (bytes[2] > 16) return error(Reason::bad_hardware_length, 0, 16, bytes[2]);
  const ByteView cookie = bytes.subspan(header_size, std::min(bytes.size() - header_size, cookie_size));
  has_options_field_ = std::ranges::equal(cookie, magic_cookie);
  if (!has_options_field_ && std::ranges::any_of(cookie, [](std::uint8_t octet) { return octet != 0; }))
    return error(Reason::bad_cookie, 0, cookie_size, 0);

  bytes_ = bytes.first(std::min(bytes.size(), longest_datagram));
  header_ = bytes_.data();
  if (!has_options_field_) return {};
  read_all_fields();
  if (repeated_) {
    fuse(entries_);
    for (std::size_t i = 0; i < entries_.size(); ++i)
      index_[entries_[i].code] = static_cast<std::uint16_t>(i);
  }
  if (const auto wrong = check_trusted_options()) {
    clear();
    return *wrong;
  }
  if (const auto type = option(option4::message_type)) type_ = static_cast<MessageType4>(type->front());
  if (has(option4::relay_agent_information)) read_relay_options();
  return {};
}

// The options field, then `file`, then `sname`: the order in which fragments join (RFC 3396 section 5).
void Packet4::read_all_fields() {
  const bool whole = read_field(options_begin, bytes_.size());
  if (const auto value = option(option4::overload); value && value->size() == 1) overload_ = value->front();
  if (whole && (overload_ & file_overloaded) != 0 && !read_field(file_begin, file_begin + 128)) return;
  if (whole && (overload_ & sname_overloaded) != 0) read_field(sname_begin, sname_begin + 64);
}

// Notes the options of one field; false when one runs past its end. A missing END is no error.
bool Packet4::read_field(std::size_t begin, std::size_t end) {
  const std::uint8_t* const data = bytes_.data();
  for (std::size_t at = begin; at < end;) {
    const std::uint8_t code = data[at];
    if (code == option4::pad) {
      ++at;
      continue;
    }
    if (code == option4::end) return true;
    const std::size_t left = end - at - 1;
    const std::size_t length = left > 0 ? data[at + 1] : 0;
    if (left < 1 + length) {
      skipped_ = ParseError4{ParseError4::Reason::truncated_option,
                             code,
                             {},
                             static_cast<std::uint16_t>(at),
                             static_cast<std::uint16_t>(length),
                             static_cast<std::uint16_t>(left > 0 ? left - 1 : 0)};
      return false;
    }
    if (index_[code] == absent) {
      index_[code] = static_cast<std::uint16_t>(entries_.size());
      codes_.push_back(code);
    } else {
      repeated_ = true;
    }
    entries_.push_back(
        {static_cast<std::uint32_t>(at + 2), static_cast<std::uint16_t>(length), code, in_message});
    at += 2 + length;
  }
  return true;
}

// Joins the entries of each repeated code, in order, and leaves one entry a code in order of first
// appearance. The time is linear in their number, whatever a sender repeats.
void Packet4::fuse(std::vector<Entry>& entries) {
  struct Run {
    std::uint32_t count = 0, length = 0, cursor = 0;
  };
  std::array<Run, 256> runs{};
  for (const Entry& e : entries) {
    ++runs[e.code].count;
    runs[e.code].length += e.length;
  }
  auto size = static_cast<std::uint32_t>(fused_.size());
  for (Run& run : runs) {
    if (run.count < 2) continue;
    run.cursor = size;
    size += run.length;
  }
  fused_.resize(size);

  std::bitset<256> seen;
  auto kept = entries.begin();
  for (const Entry e : entries) {
    Run& run = runs[e.code];
    Entry joined = e;
    if (run.count > 1) {
      joined = {run.cursor, static_cast<std::uint16_t>(run.length), e.code, in_fused};
      if (const ByteView part = value(e); !part.empty())
        std::memcpy(fused_.data() + run.cursor, part.data(), part.size());
      run.cursor += e.length;
    }
    if (seen.test(e.code)) continue;
    seen.set(e.code);
    *kept++ = joined;
  }
  entries.erase(kept, entries.end());
}

void Packet4::read_relay_options() {
  const Entry whole = entries_[index_[option4::relay_agent_information]];
  const ByteView data = value(whole);
  const SubOptions4 run(data);
  std::bitset<256> seen;
  bool repeated = false;
  for (const auto& [code, content] : run) {
    repeated |= seen.test(code);
    seen.set(code);
    const auto at = static_cast<std::uint32_t>(content.data() - data.data());
    relay_.push_back({whole.offset + at, static_cast<std::uint16_t>(content.size()), code, whole.where});
  }
  if (const auto misfit = run.misfit(); misfit && !skipped_) {
    const bool has_length = data.size() - misfit->offset >= SubOptions4::header_size;
    skipped_ = error(ParseError4::Reason::truncated_option, option4::relay_agent_information,
                     has_length ? misfit->expected : 0, has_length ? misfit->actual : 0);
    skipped_->sub_option = misfit->code;
    if (whole.where == in_message)
      skipped_->offset = static_cast<std::uint16_t>(whole.offset + misfit->offset);
  }
  if (repeated) fuse(relay_);  // may move what `data` points to
}

void Packet4::supply_relay_information(ByteView information) {
  constexpr std::uint8_t code = option4::relay_agent_information;
  if (has(code)) return;
  const std::size_t offset = fused_.size();
  fused_.insert(fused_.end(), information.begin(), information.end());
  index_[code] = static_cast<std::uint16_t>(entries_.size());
  codes_.push_back(code);
  entries_.push_back(
      {static_cast<std::uint32_t>(offset), static_cast<std::uint16_t>(information.size()), code, true});
  read_relay_options();
}

// The lengths of the options that engines read without looking (RFC 2132 section 9).
std::optional<ParseError4> Packet4::check_trusted_options() const {
  using Reason = ParseError4::Reason;
  struct Trusted {
    std::uint8_t code, length;
  };
  static constexpr Trusted trusted[] = {
      {option4::message_type, 1}, {option4::requested_address, 4}, {option4::lease_time, 4},
      {option4::overload, 1},     {option4::server_identifier, 4}, {option4::max_message_size, 2},
  };
  for (const auto [code, length] : trusted) {
    if (!has(code)) continue;
    const std::size_t actual = entries_[index_[code]].length;
    if (actual != length) return error(Reason::bad_option_length, code, length, actual);
  }
  if (has(option4::overload) && (overload_ < 1 || overload_ > 3))
    return error(Reason::bad_option_value, option4::overload, 3, overload_);
  if (has(option4::message_type) && option(option4::message_type)->front() == 0)
    return error(Reason::bad_option_value, option4::message_type, 255, 0);
  return std::nullopt;
}

ParseError4 Packet4::error(ParseError4::Reason reason, std::uint8_t code, std::size_t expected,
                           std::size_t actual) const {
  const Entry* entry = has(code) ? &entries_[index_[code]] : nullptr;
  // A joined option has no place in the message of its own.
  const std::size_t offset = entry != nullptr && entry->where == in_message ? entry->offset - 2 : 0;
  return {reason,
          code,
          {},
          static_cast<std::uint16_t>(offset),
          static_cast<std::uint16_t>(expected),
          static_cast<std::uint16_t>(actual)};
}

Packet4::Changes& Packet4::changes() {
  if (!changes_) changes_ = std::make_unique<Changes>();
  return *changes_;
}

ByteView Packet4::changed_value(const Entry& e) const {
  return ByteView(changes_->values[e.where - first_change]).subspan(e.offset, e.length);
}

// What is kept of some options besides their value.
void Packet4::note_change(std::uint8_t code) {
  if (code == option4::message_type) {
    const auto type = option(code);
    type_ = type ? static_cast<MessageType4>(type->front()) : MessageType4::none;
  } else if (code == option4::relay_agent_information) {
    relay_.clear();
    // Joining sub-options may move what was joined before, which somebody may look at.
    std::vector<std::uint8_t> copy = fused_;
    changes().former_fused.push_back(std::exchange(fused_, std::move(copy)));
    if (has(code)) read_relay_options();
  }
}

bool Packet4::set_option(std::uint8_t code, ByteView value) {
  constexpr std::size_t most_changes = 250, longest_value = 65535;
  if (code == option4::pad || code == option4::overload || code == option4::end) return false;
  if (code == option4::message_type && (value.size() != 1 || value.front() == 0)) return false;
  auto& values = changes().values;
  if (values.size() == most_changes || value.size() > longest_value) return false;
  const Entry entry{0, static_cast<std::uint16_t>(value.size()), code,
                    static_cast<std::uint8_t>(first_change + values.size())};
  values.emplace_back(value.begin(), value.end());
  if (has(code)) {
    entries_[index_[code]] = entry;
  } else {
    index_[code] = static_cast<std::uint16_t>(entries_.size());
    codes_.push_back(code);
    entries_.push_back(entry);
  }
  has_options_field_ = true;
  note_change(code);
  return true;
}

bool Packet4::remove_option(std::uint8_t code) {
  if (!has(code)) return false;
  index_[code] = absent;
  std::erase(codes_, code);
  note_change(code);
  return true;
}

bool Packet4::set_header(const Header4& header) {
  if (header.hlen > header.chaddr.size()) return false;
  // Read from what it may point to before that is written.
  std::array<std::uint8_t, header_size> bytes{};
  ByteWriter out(bytes);
  for (const std::uint8_t octet : {header.op, header.htype, header.hlen, header.hops}) out.u8(octet);
  out.u32(header.xid);
  out.u16(header.secs);
  out.u16(header.flags);
  for (const Ipv4Address address : {header.ciaddr, header.yiaddr, header.siaddr, header.giaddr})
    out.ipv4(address);
  out.bytes(header.chaddr);
  out.bytes(header.sname.first(std::min<std::size_t>(header.sname.size(), file_begin - sname_begin)));
  out.zeros(file_begin - out.size());
  out.bytes(header.file.first(std::min(header.file.size(), header_size - file_begin)));
  changes().header = bytes;
  header_ = changes_->header.data();
  overload_ = 0;
  return true;
}

HardwareAddress Packet4::hardware_address() const {
  HardwareAddress address;
  address.type = htype();
  address.bytes.assign(chaddr().first(hlen()));
  return address;
}

ByteView Packet4::sname() const {
  if ((overload_ & sname_overloaded) != 0) return {};
  return until_nul(ByteView(header_ + sname_begin, 64));
}

ByteView Packet4::file() const {
  if ((overload_ & file_overloaded) != 0) return {};
  return until_nul(ByteView(header_ + file_begin, 128));
}

std::optional<std::uint32_t> Packet4::option_u32(std::uint8_t code) const {
  const auto value = option(code);
  if (!value || value->size() != 4) return std::nullopt;
  return Ipv4Address::from_bytes(value->data()).value();
}

std::optional<Ipv4Address> Packet4::option_address(std::uint8_t code) const {
  const auto value = option_u32(code);
  if (!value) return std::nullopt;
  return Ipv4Address(*value);
}

ClientId Packet4::client_id() const {
  return ClientId(option(option4::client_identifier).value_or(ByteView()));
}

std::optional<ByteView> Packet4::relay_option(std::uint8_t sub_code) const {
  for (const Entry& e : relay_)
    if (e.code == sub_code) return value(e);
  return std::nullopt;
}

}  // namespace dhcp
