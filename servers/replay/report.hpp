/// @file
/// What dhcp-replay prints.
#pragma once

#include <string>
#include <vector>

#include "dhcpcore/explanation.hpp"
#include "dhcpcore/value.hpp"
#include "replay/capture.hpp"
#include "replay/difference.hpp"

namespace dhcp::replay {

/// Names a query: "#3 2026-01-31T08:00:00.250000Z DHCPDISCOVER of 02:00:00:00:00:01, transaction 0x12345678".
std::string title(std::size_t number, const CapturedQuery& query);

/// For a person; each ends with a newline.
std::string text(std::size_t number, const CapturedQuery& query, const Explanation& explanation);
std::string text(std::size_t number, const CapturedQuery& query, const std::vector<Difference>& differences);

/// `{"query": 3, "time": "…", "type": "…", "client": "…", "transaction": 305419896, …}` with `events` and
/// `reply` (hexadecimal, or null) …
Value json(std::size_t number, const CapturedQuery& query, const Explanation& explanation);
/// … or with `differences`, a list of `{"what": "yiaddr", "before": "…", "after": "…"}`.
Value json(std::size_t number, const CapturedQuery& query, const std::vector<Difference>& differences);

}  // namespace dhcp::replay
