/// @file
/// In what two answers to one query differ, field by field and option by option.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dhcpcore/datagram.hpp"

namespace dhcp::replay {

/// An answer that has been kept.
struct Answer {
  std::vector<std::uint8_t> payload;
  Ipv4Address destination;
  std::uint16_t destination_port = 0;
};

/// One thing that is not the same, as text; nullopt on the side that does not have it.
struct Difference {
  std::string what;  ///< "yiaddr", "option 3 (routers)"
  std::optional<std::string> before;
  std::optional<std::string> after;

  friend bool operator==(const Difference&, const Difference&) = default;
};

/// Empty when they are equal in what a client or relay can tell; the order of options does not count. An
/// answer that one side lacks is a single difference.
std::vector<Difference> compare(const std::optional<Answer>& before, const std::optional<Answer>& after);

}  // namespace dhcp::replay
