// Whatever file is said to be a capture: reading ends, and what it finds lies inside of the file.
#include <cstdlib>

#include "replay/capture.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const dhcp::ByteView file(data, size);
  const auto queries = dhcp::replay::read_capture(file);
  if (!queries) return 0;
  for (const dhcp::replay::CapturedQuery& query : *queries) {
    const dhcp::ByteView payload = query.datagram.payload;
    if (payload.empty() || payload.data() < data || payload.data() + payload.size() > data + size)
      std::abort();
  }
  return 0;
}
