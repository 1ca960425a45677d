/// @file
/// What a replay is about: queries, when and where they came, and the server's interface as far as it can be
/// told.
#pragma once

#include <memory>
#include <vector>

#include "dhcpcore/config4.hpp"
#include "replay/capture.hpp"
#include "replay/options.hpp"

namespace dhcp::replay {

/// The one interface of a replayed server.
constexpr std::uint32_t interface_index = 1;

struct Scene {
  std::vector<std::uint8_t> bytes;     ///< what the queries are views of
  std::vector<CapturedQuery> queries;  ///< each came in on `interface_index`
};

/// Reads a capture, or a query in hexadecimal, which comes at `time`, from its relay or by broadcast.
/// Errors: it is neither.
Result<Scene> read_scene(ByteView file, WallTime time);

/// The interface is, where `options` do not say: the first that a subnet names; else the first that
/// `interfaces-config` names; else "eth0". Its addresses are those that queries were sent to or named in
/// option 54, in that order; when there are none, the first address of the first subnet.
std::shared_ptr<const InterfaceTable> interfaces_of(const Options& options, const Config4& config,
                                                    const std::vector<CapturedQuery>& queries);

}  // namespace dhcp::replay
