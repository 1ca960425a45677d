/// @file
/// Why a query was answered as it was: every decision in the order in which it was made. Printed for a person
/// and as JSON, both from one table of kinds.
/// @floor engine
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "dhcpcore/address.hpp"
#include "dhcpcore/bytes.hpp"
#include "dhcpcore/export.hpp"
#include "dhcpcore/host.hpp"
#include "dhcpcore/identifier.hpp"
#include "dhcpcore/packet4.hpp"
#include "dhcpcore/value.hpp"

namespace dhcp {

/// The kinds of decisions. `explained_name` and the fields of each stand in one table, in explanation.cpp.
enum class Explained : std::uint8_t {
  received,
  class_step,
  class_evaluated,
  class_failed,
  class_given,
  module_not_asked,
  subnet_sought,
  subnet_refused,
  subnet_selected,
  subnet_changed,
  subnet_none,
  reservation_sought,
  reservation_found,
  lease_held,
  lease_none,
  address_refused,
  address_outside,
  pool_refused,
  pool_searched,
  address_chosen,
  lease_committed,
  noted,
  option_sent,
  option_left_out,
  sent,
  dropped,
  unanswered,
  count_,
};
/// "address-refused".
DHCPCORE_API std::string_view explained_name(Explained kind);
/// The sentence for a person. Its placeholders, "{address}", are the names of the fields, in their order.
DHCPCORE_API std::string_view explained_sentence(Explained kind);

/// One value that an event carries, made from what stages have at hand.
struct DHCPCORE_API ExplainedField {
  ExplainedField(std::string_view text) : value(text) {}
  ExplainedField(const char* text) : value(text) {}
  ExplainedField(const std::string& text) : value(text) {}
  ExplainedField(bool truth) : value(truth) {}
  template <std::integral Number>
  ExplainedField(Number number) : value(number) {}
  ExplainedField(Value v) : value(std::move(v)) {}
  ExplainedField(Ipv4Address address);  ///< null for 0.0.0.0
  ExplainedField(const Ipv4Prefix& prefix);
  ExplainedField(const Ipv4Range& range);  ///< "192.0.2.10-192.0.2.20"
  ExplainedField(ByteView bytes);          ///< "0a:1b:2c", null when there are none
  ExplainedField(HostIdentifierType type);
  ExplainedField(const HardwareAddress& address) : ExplainedField(address.bytes.view()) {}
  ExplainedField(MessageType4 type) : value(message_type_name(type)) {}

  Value value;
};

/// What was told of one query. A value; not thread-safe.
class DHCPCORE_API Explanation {
 public:
  struct Event {
    Explained kind;
    std::vector<Value> fields;  ///< as many as the kind has, in its order
  };

  void add(Explained kind, std::initializer_list<ExplainedField> fields);
  /// In the order in which they happened.
  const std::vector<Event>& events() const { return events_; }

  /// One line an event.
  std::string to_text() const;
  /// A list of maps: `{"event": "address-refused", "address": "192.0.2.1", "reason": "…"}`.
  Value to_value() const;

  /// The message that would have been sent; empty when there is none.
  std::vector<std::uint8_t> reply;

 private:
  std::vector<Event> events_;
};

}  // namespace dhcp
