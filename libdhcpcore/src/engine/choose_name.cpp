#include <algorithm>

#include "engine/stages4.hpp"

namespace dhcp::stage4 {

namespace {

/// Whether a client that has a reserved name is to be told. One that lists no parameters leaves it to us.
bool expects_name(const Packet4& query) {
  if (query.has(option4::host_name)) return true;
  const auto requested = query.option(option4::parameter_request_list);
  return !requested || std::ranges::find(*requested, option4::host_name) != requested->end();
}

constexpr std::uint8_t lower(std::uint8_t c) {
  return c >= 'A' && c <= 'Z' ? static_cast<std::uint8_t>(c + ('a' - 'A')) : c;
}
constexpr bool valid_in_name(std::uint8_t c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
}

/// A name as leases keep it: lower case, without what no host name may hold, without the final dot.
void assign_name(Hostname& name, ByteView text) {
  std::array<std::uint8_t, Hostname::capacity> kept;
  std::size_t size = 0;
  for (const std::uint8_t c : text)
    if (valid_in_name(lower(c)) && size < kept.size()) kept[size++] = lower(c);
  if (size != 0 && kept[size - 1] == '.') --size;
  name.assign(ByteView(kept).first(size));
}

}  // namespace

void choose_name(Context4& q) {
  if (q.host && !q.host->hostname.empty()) {
    assign_name(q.hostname, as_bytes(q.host->hostname));
    q.log(messages4::reserved_hostname, q.label(), q.hostname.text());
    q.send_hostname = expects_name(q.query);
    return;
  }
  const auto stated = q.query.option(option4::host_name);
  if (!stated) return;
  assign_name(q.hostname, *stated);
  if (q.hostname.empty()) q.log(messages4::empty_hostname, q.label());
  q.send_hostname = !q.hostname.empty();
}

}  // namespace dhcp::stage4
