#include "dhcpcore/address_claim.hpp"

#include "util/mark_set.hpp"

namespace dhcp {

struct AddressClaims4::Marks : MarkSet {};

AddressClaims4::AddressClaims4() : marks_(std::make_unique<Marks>()) {}
AddressClaims4::~AddressClaims4() = default;

AddressClaim4 AddressClaims4::claim(Ipv4Address address) {
  if (!marks_->mark(address.value())) return {};
  return {*this, address};
}

bool AddressClaims4::claimed(Ipv4Address address) const {
  return marks_->marked(address.value());
}

void AddressClaims4::release(Ipv4Address address) noexcept {
  marks_->unmark(address.value());
}

}  // namespace dhcp
