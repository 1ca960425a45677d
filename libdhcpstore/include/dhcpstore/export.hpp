/// @file
/// Marks what libdhcpstore exports; everything else is hidden.
#pragma once

#if defined(DHCPSTORE_BUILDING)
#define DHCPSTORE_API __attribute__((visibility("default")))
#else
#define DHCPSTORE_API
#endif
