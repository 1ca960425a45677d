#include <algorithm>

#include "engine/stages4.hpp"

namespace dhcp::stage4 {

namespace {

bool asks_for_name(const Packet4& query) {
  if (query.has(option4::host_name)) return true;
  const auto requested = query.option(option4::parameter_request_list);
  return requested && std::ranges::find(*requested, option4::host_name) != requested->end();
}

/// A name as leases keep it: lower case, without final NULs (RFC 2132 section 2 allows them) and dot.
void assign_name(Hostname& name, ByteView text) {
  while (!text.empty() && text.back() == 0) text = text.first(text.size() - 1);
  if (!text.empty() && text.back() == '.') text = text.first(text.size() - 1);
  std::array<std::uint8_t, Hostname::capacity> lower;
  const std::size_t size = std::min(text.size(), lower.size());
  for (std::size_t i = 0; i < size; ++i) {
    const std::uint8_t c = text[i];
    lower[i] = c >= 'A' && c <= 'Z' ? static_cast<std::uint8_t>(c + ('a' - 'A')) : c;
  }
  name.assign(ByteView(lower).first(size));
}

}  // namespace

void choose_name(Context4& q) {
  if (q.host && !q.host->hostname.empty()) {
    assign_name(q.hostname, as_bytes(q.host->hostname));
    q.log(messages4::reserved_hostname, q.label(), q.hostname.text());
    q.send_hostname = asks_for_name(q.query);
    return;
  }
  const auto stated = q.query.option(option4::host_name);
  if (!stated) return;
  assign_name(q.hostname, *stated);
  if (q.hostname.empty()) q.log(messages4::empty_hostname, q.label());
  q.send_hostname = !q.hostname.empty();
}

}  // namespace dhcp::stage4
