/// @file
/// Marks what libdhcpcore exports; everything else is hidden.
/// @floor util
#pragma once

#if defined(DHCPCORE_BUILDING)
#define DHCPCORE_API __attribute__((visibility("default")))
#else
#define DHCPCORE_API
#endif
