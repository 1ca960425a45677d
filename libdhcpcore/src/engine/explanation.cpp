#include "dhcpcore/explanation.hpp"

#include <fmt/format.h>

#include <array>
#include <span>
#include <utility>

namespace dhcp {

namespace {

struct Kind {
  Explained kind;
  std::string_view name;
  std::string_view sentence;
};

// clang-format off
constexpr std::array kinds{
    Kind{Explained::received, "received",
         "{type} from {source} to {destination} on interface {interface}; hardware address {hardware-address}, "
         "client identifier {client-id}"},
    Kind{Explained::class_step, "class-step", "  {class}: {step} of {operands} gives {result}"},
    Kind{Explained::class_evaluated, "class-evaluated", "class {class} evaluates to {result}"},
    Kind{Explained::class_failed, "class-failed", "class {class} has no value: {reason}"},
    Kind{Explained::class_given, "class-given", "in class {class}: {reason}"},
    Kind{Explained::module_not_asked, "module-not-asked",
         "module {module} would be asked at {point}, but not without effect: not evaluated"},
    Kind{Explained::subnet_sought, "subnet-sought", "looking for a subnet by {by}: {key}"},
    Kind{Explained::subnet_refused, "subnet-refused",
         "subnet {subnet-id} ({subnet}) is not for the client's classes"},
    Kind{Explained::subnet_selected, "subnet-selected", "subnet {subnet-id} ({subnet}) selected"},
    Kind{Explained::subnet_changed, "subnet-changed",
         "subnet {subnet-id} ({subnet}) of shared network {shared-network} serves the client instead"},
    Kind{Explained::subnet_none, "subnet-none", "no subnet fits"},
    Kind{Explained::reservation_sought, "reservation-sought",
         "looking for a reservation in subnet {subnet-id} by {identifier-type} {identifier}"},
    Kind{Explained::reservation_found, "reservation-found",
         "reservation found in subnet {subnet-id}: address {address}, host name {hostname}"},
    Kind{Explained::lease_held, "lease-held",
         "the client has a lease of {address} in subnet {subnet-id}, state {state}, {seconds-left} seconds left"},
    Kind{Explained::lease_none, "lease-none", "the client has no lease"},
    Kind{Explained::address_refused, "address-refused", "{address} refused: {reason}"},
    Kind{Explained::address_outside, "address-outside",
         "{address} is in no pool of subnet {subnet-id} that the client may use"},
    Kind{Explained::pool_refused, "pool-refused",
         "pool {pool} of subnet {subnet-id} is not for the client's classes"},
    Kind{Explained::pool_searched, "pool-searched",
         "pool {pool} of subnet {subnet-id} searched by allocator {allocator}, found: {address}"},
    Kind{Explained::address_chosen, "address-chosen",
         "{address} in subnet {subnet-id} chosen, for {valid-lifetime} seconds"},
    Kind{Explained::lease_committed, "lease-committed", "{change} of the lease of {address}: {outcome}"},
    Kind{Explained::noted, "noted", "{text} ({message})"},
    Kind{Explained::option_sent, "option-sent", "option {code} ({name}) from {scope}: {value}"},
    Kind{Explained::option_left_out, "option-left-out",
         "option {code} ({name}) is requested, but not sent: {reason}"},
    Kind{Explained::sent, "sent", "{type} sent to {destination}:{port}, yiaddr {yiaddr}"},
    Kind{Explained::dropped, "dropped", "{text} ({message})"},
    Kind{Explained::unanswered, "unanswered", "no answer"},
};
// clang-format on

constexpr bool in_order() {
  for (std::size_t i = 0; i < kinds.size(); ++i)
    if (kinds[i].kind != static_cast<Explained>(i)) return false;
  return kinds.size() == static_cast<std::size_t>(Explained::count_);
}
static_assert(in_order(), "a row for each kind, in their order");

const Kind& row(Explained kind) {
  return kinds[static_cast<std::size_t>(kind)];
}

/// Calls `literal` with the words of a sentence and `field` with the names between them.
template <class Literal, class Field>
void walk(std::string_view sentence, Literal literal, Field field) {
  while (!sentence.empty()) {
    const std::size_t open = sentence.find('{');
    literal(sentence.substr(0, open));
    if (open == std::string_view::npos) return;
    const std::size_t close = sentence.find('}', open);
    field(sentence.substr(open + 1, close - open - 1));
    sentence.remove_prefix(close + 1);
  }
}

std::string shown(const Value& value) {
  if (value.is_null()) return "none";
  if (value.is_string()) return value.as_string();
  if (!value.is_list()) return to_json(value);
  if (value.as_list().empty()) return "nothing";
  std::string joined;
  for (const Value& item : value.as_list()) joined += (joined.empty() ? "" : ", ") + shown(item);
  return joined;
}

/// The fields of an event one after the other; null after the last.
class FieldReader {
 public:
  explicit FieldReader(const Explanation::Event& event) : left_(event.fields) {}
  Value next() {
    if (left_.empty()) return {};
    const Value& first = left_.front();
    left_ = left_.subspan(1);
    return first;
  }

 private:
  std::span<const Value> left_;
};

Value text_or_none(std::string text) {
  return text.empty() ? Value() : Value(std::move(text));
}

}  // namespace

std::string_view explained_name(Explained kind) {
  return row(kind).name;
}
std::string_view explained_sentence(Explained kind) {
  return row(kind).sentence;
}

ExplainedField::ExplainedField(Ipv4Address address)
    : value(text_or_none(address.is_any() ? "" : address.to_string())) {}
ExplainedField::ExplainedField(const Ipv4Prefix& prefix) : value(prefix.to_string()) {}
ExplainedField::ExplainedField(const Ipv4Range& range)
    : value(range.first.to_string() + "-" + range.last.to_string()) {}
ExplainedField::ExplainedField(ByteView bytes)
    : value(text_or_none(fmt::format("{:02x}", fmt::join(bytes, ":")))) {}

ExplainedField::ExplainedField(HostIdentifierType type)
    : value(std::array{"hw-address", "duid", "circuit-id", "client-id",
                       "flex-id"}[static_cast<std::size_t>(type)]) {}

void Explanation::add(Explained kind, std::initializer_list<ExplainedField> fields) {
  Event& event = events_.emplace_back(Event{kind, {}});
  for (const ExplainedField& field : fields) event.fields.push_back(field.value);
}

std::string Explanation::to_text() const {
  std::string text;
  for (const Event& event : events_) {
    FieldReader fields(event);
    walk(
        explained_sentence(event.kind), [&](std::string_view words) { text += words; },
        [&](std::string_view) { text += shown(fields.next()); });
    text += '\n';
  }
  return text;
}

Value Explanation::to_value() const {
  Value::List list;
  for (const Event& event : events_) {
    Value& map = list.emplace_back();
    map.set("event", explained_name(event.kind));
    FieldReader fields(event);
    walk(
        explained_sentence(event.kind), [](std::string_view) {},
        [&](std::string_view name) { map.set(name, fields.next()); });
  }
  return list;
}

}  // namespace dhcp
