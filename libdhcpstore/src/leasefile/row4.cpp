#include "leasefile/row4.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <limits>
#include <optional>

#include "dhcpcore/bytes.hpp"

namespace dhcp::store {

namespace {

constexpr std::array<std::string_view, column4_count> names{
    "address",  "hwaddr",   "client_id", "valid_lifetime", "expire",       "subnet_id",
    "fqdn_fwd", "fqdn_rev", "hostname",  "state",          "user_context", "pool_id"};

constexpr bool is_required(Column4 column) {
  return column == Column4::address || column == Column4::valid_lifetime || column == Column4::expire ||
         column == Column4::subnet_id;
}

constexpr std::uint8_t no_digit = 0xff;
constexpr std::array<std::uint8_t, 256> make_hex_digits() {
  std::array<std::uint8_t, 256> digits{};
  digits.fill(no_digit);
  for (unsigned i = 0; i < 10; ++i) digits['0' + i] = static_cast<std::uint8_t>(i);
  for (unsigned i = 0; i < 6; ++i) digits['a' + i] = digits['A' + i] = static_cast<std::uint8_t>(10 + i);
  return digits;
}
constexpr auto hex_digits = make_hex_digits();
std::uint8_t hex_digit(char c) {
  return hex_digits[static_cast<std::uint8_t>(c)];
}

/// Digits only, at least one, up to `limit`.
bool parse_number(std::string_view text, std::uint64_t limit, std::uint64_t& number) {
  if (text.empty() || text.size() > 19) return false;
  number = 0;
  for (const char c : text) {
    const unsigned digit = static_cast<unsigned char>(c) - unsigned{'0'};
    if (digit > 9) return false;
    number = number * 10 + digit;
  }
  return number <= limit;
}
bool parse_number(std::string_view text, std::uint32_t& number) {
  std::uint64_t wide;
  if (!parse_number(text, std::numeric_limits<std::uint32_t>::max(), wide)) return false;
  number = static_cast<std::uint32_t>(wide);
  return true;
}

bool parse_flag(std::string_view text, bool& flag) {
  if (text.size() != 1 || (text[0] != '0' && text[0] != '1')) return false;
  flag = text[0] == '1';
  return true;
}

bool parse_address(std::string_view text, Ipv4Address& address) {
  std::uint32_t value = 0;
  unsigned part = 0;
  unsigned digits = 0;
  unsigned dots = 0;
  for (const char c : text) {
    const unsigned digit = static_cast<unsigned char>(c) - unsigned{'0'};
    if (digit <= 9) {
      if (digits == 3 || (digits > 0 && part == 0)) return false;
      part = part * 10 + digit;
      ++digits;
    } else {
      if (c != '.' || digits == 0 || part > 255 || dots == 3) return false;
      value = value << 8 | part;
      part = digits = 0;
      ++dots;
    }
  }
  if (dots != 3 || digits == 0 || part > 255) return false;
  address = Ipv4Address(value << 8 | part);
  return true;
}

/// "0a:1b", as written here; other ways of writing bytes are left to `from_hex`.
template <std::size_t Capacity>
bool parse_hex(std::string_view text, BoundedBytes<Capacity>& bytes) {
  std::array<std::uint8_t, Capacity> out;
  std::size_t size = 0;
  std::size_t at = 0;
  bool plain = text.size() % 3 == 2 && text.size() / 3 < Capacity;
  for (; plain && at < text.size(); at += 3) {
    const unsigned high = hex_digit(text[at]);
    const unsigned low = hex_digit(text[at + 1]);
    plain = (high | low) != no_digit && (at + 2 == text.size() || text[at + 2] == ':');
    out[size++] = static_cast<std::uint8_t>(high << 4 | low);
  }
  if (plain || text.empty()) {
    bytes.assign({out.data(), size});
    return true;
  }
  const auto other = from_hex(text);
  if (!other || other->size() > Capacity) return false;
  bytes.assign(*other);
  return true;
}

/// The byte that "&#xNN" at `at` stands for; nullopt when it is not one, and then stands for itself.
std::optional<char> escaped(std::string_view text, std::size_t at) {
  if (text.size() - at < 5 || text.substr(at, 3) != "&#x") return std::nullopt;
  const unsigned high = hex_digit(text[at + 3]);
  const unsigned low = hex_digit(text[at + 4]);
  if ((high | low) == no_digit) return std::nullopt;
  return static_cast<char>(high << 4 | low);
}

template <class Put>
void unescape(std::string_view text, const Put& put) {
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = text[at] == '&' ? escaped(text, at) : std::nullopt;
    put(byte ? *byte : text[at]);
    at += byte ? std::size_t{5} : std::size_t{1};
  }
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool parse_hostname(std::string_view text, Hostname& hostname) {
  std::array<std::uint8_t, Hostname::capacity + 1> out;  // and a final dot
  std::size_t size = 0;
  unescape(text, [&](char c) {
    if (size < out.size()) out[size] = static_cast<std::uint8_t>(lower(c));
    ++size;
  });
  if (size > 0 && size <= out.size() && out[size - 1] == '.') --size;
  if (size > Hostname::capacity) return false;
  hostname.assign({out.data(), size});
  return true;
}

bool parse_context(std::string_view text, std::string& context) {
  context.clear();
  unescape(text, [&](char c) { context.push_back(c); });
  return context.empty() || (context.front() == '{' && context.back() == '}');
}

bool parse_state(std::string_view text, LeaseState& state) {
  if (text.size() != 1 || text[0] < '0' || text[0] > '3') return false;
  state = static_cast<LeaseState>(text[0] - '0');
  return true;
}

/// Reads one value. `expire` is kept apart: it means something only together with the lifetime.
const char* parse_value(Column4 column, std::string_view text, Lease4& lease, std::uint64_t& expire) {
  constexpr const char* number = "not a number from 0 to 4294967295";
  constexpr const char* flag = "neither 0 nor 1";
  switch (column) {
    case Column4::address:
      return parse_address(text, lease.address) ? nullptr : "not an IPv4 address";
    case Column4::hwaddr:
      return parse_hex(text, lease.hardware_address.bytes) ? nullptr
                                                           : "not up to 20 bytes in hexadecimal digits";
    case Column4::client_id:
      return parse_hex(text, lease.client_id) ? nullptr : "not up to 255 bytes in hexadecimal digits";
    case Column4::valid_lifetime:
      return parse_number(text, lease.valid_lifetime) ? nullptr : number;
    case Column4::expire:
      return parse_number(text, std::uint64_t{1} << 62, expire) ? nullptr : "not a time in seconds";
    case Column4::subnet_id:
      return parse_number(text, lease.subnet_id) ? nullptr : number;
    case Column4::fqdn_fwd:
      return parse_flag(text, lease.fqdn_forward) ? nullptr : flag;
    case Column4::fqdn_rev:
      return parse_flag(text, lease.fqdn_reverse) ? nullptr : flag;
    case Column4::hostname:
      return parse_hostname(text, lease.hostname) ? nullptr : "longer than 255 characters";
    case Column4::state:
      return parse_state(text, lease.state) ? nullptr : "not a state from 0 to 3";
    case Column4::user_context:
      return parse_context(text, lease.user_context) ? nullptr : "not a map";
    case Column4::pool_id:
      return parse_number(text, lease.pool_id) ? nullptr : number;
    case Column4::count_:
      break;
  }
  return nullptr;
}

void set_defaults(Lease4& lease) {
  lease.hardware_address.type = HardwareAddress::ethernet;
  lease.hardware_address.bytes.clear();
  lease.client_id.clear();
  lease.pool_id = 0;
  lease.state = LeaseState::assigned;
  lease.fqdn_forward = lease.fqdn_reverse = false;
  lease.hostname.clear();
  lease.user_context.clear();
}

char* write_number(char* out, std::int64_t number) {
  return std::to_chars(out, out + 20, number).ptr;
}

char* write_hex(char* out, ByteView bytes) {
  constexpr char digits[] = "0123456789abcdef";
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i != 0) *out++ = ':';
    *out++ = digits[bytes[i] >> 4];
    *out++ = digits[bytes[i] & 0xf];
  }
  return out;
}

char* write_escaped(char* out, std::string_view text) {
  constexpr char digits[] = "0123456789abcdef";
  for (const char c : text) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (c != ',' && c != '&' && byte >= 0x20 && byte != 0x7f) {
      *out++ = c;
      continue;
    }
    std::memcpy(out, "&#x", 3);
    out[3] = digits[byte >> 4];
    out[4] = digits[byte & 0xf];
    out += 5;
  }
  return out;
}

void append(std::string& text, const Lease4& lease, std::uint32_t valid_lifetime) {
  const std::size_t before = text.size();
  const std::size_t longest = 128 + 3 * (lease.hardware_address.bytes.size() + lease.client_id.size()) +
                              5 * (lease.hostname.size() + lease.user_context.size());
  text.resize(before + longest);
  char* out = text.data() + before;
  const auto comma = [&out] { *out++ = ','; };
  out = lease.address.format_to(out);
  comma();
  out = write_hex(out, lease.hardware_address.bytes.view());
  comma();
  out = write_hex(out, lease.client_id.view());
  comma();
  out = write_number(out, valid_lifetime);
  comma();
  out = write_number(out, lease.client_last_transaction + valid_lifetime);
  comma();
  out = write_number(out, lease.subnet_id);
  comma();
  *out++ = lease.fqdn_forward ? '1' : '0';
  comma();
  *out++ = lease.fqdn_reverse ? '1' : '0';
  comma();
  out = write_escaped(out, lease.hostname.text());
  comma();
  *out++ = static_cast<char>('0' + static_cast<int>(lease.state));
  comma();
  out = write_escaped(out, lease.user_context);
  comma();
  out = write_number(out, lease.pool_id);
  *out++ = '\n';
  text.resize(static_cast<std::size_t>(out - text.data()));
}

}  // namespace

std::string_view column4_name(Column4 column) {
  return names[static_cast<std::size_t>(column)];
}

Result<Header4> Header4::parse(std::string_view line) {
  Header4 header;
  std::array<bool, column4_count> seen{};
  for (std::size_t at = 0; at <= line.size();) {
    const std::size_t end = std::min(line.find(',', at), line.size());
    const std::string_view name = line.substr(at, end - at);
    const auto found = static_cast<std::size_t>(std::ranges::find(names, name) - names.begin());
    if (found == column4_count) {
      ++header.unknown_;
    } else {
      if (seen[found]) return Error{"column \"" + std::string(name) + "\" appears twice in the header"};
      seen[found] = true;
    }
    header.columns_.push_back(static_cast<Column4>(found));
    at = end + 1;
  }
  for (std::size_t i = 0; i < column4_count; ++i) {
    if (seen[i]) continue;
    if (is_required(static_cast<Column4>(i)))
      return Error{"not a DHCPv4 lease file: the header has no column \"" + std::string(names[i]) + "\""};
    ++header.missing_;
  }
  header.current_ = line == lease4_header;
  return header;
}

Result<void, RowError> parse_row(const Header4& header, std::string_view row, Lease4& lease) {
  set_defaults(lease);
  std::uint64_t expire = 0;
  std::size_t at = 0;
  for (std::size_t i = 0; i < header.size(); ++i) {
    if (at > row.size()) return RowError{{}, "fewer values than the header has columns"};
    const void* comma = std::memchr(row.data() + at, ',', row.size() - at);
    const std::size_t end = comma == nullptr
                                ? row.size()
                                : static_cast<std::size_t>(static_cast<const char*>(comma) - row.data());
    const Column4 column = header.column(i);
    if (const char* problem = parse_value(column, row.substr(at, end - at), lease, expire))
      return RowError{column4_name(column), problem};
    at = end + 1;
  }
  if (at <= row.size()) return RowError{{}, "more values than the header has columns"};
  if (expire < lease.valid_lifetime) return RowError{"expire", "earlier than the lifetime allows"};
  lease.client_last_transaction = static_cast<WallTime>(expire - lease.valid_lifetime);
  return {};
}

void append_row(std::string& text, const Lease4& lease) {
  append(text, lease, lease.valid_lifetime);
}

void append_erasure(std::string& text, const Lease4& lease) {
  append(text, lease, 0);
}

}  // namespace dhcp::store
