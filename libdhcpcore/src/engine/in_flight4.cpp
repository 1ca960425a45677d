#include "engine/in_flight4.hpp"

#include "util/mark_set.hpp"

namespace dhcp {

struct InFlight4::Marks : MarkSet {};

InFlight4::InFlight4(std::uint64_t seed) : seed_(seed), marks_(std::make_unique<Marks>()) {}
InFlight4::~InFlight4() = default;

InFlightMark4 InFlight4::mark(const ClientId& client_id) {
  return mark(hash_bytes(client_id.view(), seed_));
}

InFlightMark4 InFlight4::mark(const HardwareAddress& hardware_address) {
  return mark(hash_bytes(hardware_address.bytes.view(), ~seed_ ^ hardware_address.type));
}

InFlightMark4 InFlight4::mark(std::uint64_t key) {
  if (!marks_->mark(key)) return {};
  return {*this, key};
}

void InFlight4::release(std::uint64_t key) noexcept {
  marks_->unmark(key);
}

void InFlightMark4::release() noexcept {
  if (table_) std::exchange(table_, nullptr)->release(key_);
}

}  // namespace dhcp
