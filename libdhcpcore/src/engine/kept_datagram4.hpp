/// @file
/// A received query with its own copy of the bytes, kept while it waits.
/// @floor engine
#pragma once

#include <cstdint>
#include <vector>

#include "dhcpcore/datagram.hpp"

namespace dhcp {

/// Reused for query after query without allocating. Does not move: `datagram()` points into it.
class KeptDatagram4 {
 public:
  KeptDatagram4() { bytes_.reserve(usual_size); }
  KeptDatagram4(const KeptDatagram4&) = delete;
  KeptDatagram4& operator=(const KeptDatagram4&) = delete;

  void keep(const Datagram4& received) {
    const ByteView whole = received.carrier ? received.carrier->message : received.payload;
    bytes_.assign(whole.begin(), whole.end());
    const auto moved = [&](auto view) {
      if (view.empty()) return view;
      const auto* const begin = bytes_.data() + (as_octets(view) - whole.data());
      return decltype(view)(reinterpret_cast<decltype(view.data())>(begin), view.size());
    };
    datagram_ = received;
    datagram_.payload = moved(received.payload);
    if (!received.carrier) return;
    carrier_ = *received.carrier;
    carrier_.message = bytes_;
    carrier_.interface = moved(carrier_.interface);
    carrier_.interface_id = moved(carrier_.interface_id);
    datagram_.carrier = &carrier_;
  }
  const Datagram4& datagram() const { return datagram_; }

 private:
  static constexpr std::size_t usual_size = 1500;
  template <class View>
  static const std::uint8_t* as_octets(View view) {
    return reinterpret_cast<const std::uint8_t*>(view.data());
  }

  std::vector<std::uint8_t> bytes_;
  Datagram4 datagram_;
  Carrier6 carrier_;
};

}  // namespace dhcp
