#include "dhcp4/overload.hpp"

#include <algorithm>

#include "dhcpcore/packet4.hpp"

namespace dhcp::server {

bool is_discover(ByteView message) {
  constexpr std::uint8_t cookie[] = {99, 130, 83, 99};
  constexpr std::uint8_t pad = 0, end = 255, message_type = 53;
  constexpr int most_options = 16;  // the type comes first or nearly so
  if (message.size() < Packet4::header_size + sizeof cookie || message[0] != Packet4::boot_request)
    return false;
  ByteView left = message.subspan(Packet4::header_size);
  if (!std::ranges::equal(left.first(sizeof cookie), cookie)) return false;
  left = left.subspan(sizeof cookie);
  for (int i = 0; i < most_options && left.size() > 2 && left[0] != end; ++i) {
    if (left[0] == message_type)
      return left[1] == 1 && left[2] == static_cast<std::uint8_t>(MessageType4::discover);
    const std::size_t size = left[0] == pad ? 1 : std::size_t{2} + left[1];
    if (size > left.size()) return false;
    left = left.subspan(size);
  }
  return false;
}

void Overload::begin_round() {
  batches_ = 0;
  admitted_ = 0;
  discovers_ = 0;
}

bool Overload::admits(ByteView message) {
  if (!lasts_) return true;
  if (is_discover(message) && ++discovers_ > discovers_a_round) return false;
  ++admitted_;
  return true;
}

bool Overload::goes_on(unsigned quarters_full) {
  const bool lasted = lasts_;
  lasts_ = quarters_full >= (lasted ? lasts_at : begins_at);
  return lasted && lasts_ && admitted_ < queries_a_round && ++batches_ < batches_a_round;
}

}  // namespace dhcp::server
