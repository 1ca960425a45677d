/// @file
/// Options 124 and 125 (RFC 3925) of a reply, an instance for each enterprise.
/// @floor engine
#pragma once

#include "engine/configured_options.hpp"

namespace dhcp {

/// Adds what is configured and wanted of each enterprise:
///  - option 124 as any other option, each enterprise by itself;
///  - option 125 when the client requests it, or it is always sent; and when the client speaks of the
///    enterprise in its own option 124 or 125 and there is a sub-option to send.
/// Of the sub-options go those that are always sent and, of the only enterprise that has a way to ask, those
/// asked for. Writes to the query's scratch memory.
void add_vendor_options(const Context4& q, const ConfiguredOptions& configured, ReplyOptions4& reply);

}  // namespace dhcp
