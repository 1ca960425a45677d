#include "dhcpcore/dhcid.hpp"

#include <openssl/evp.h>

#include <stdexcept>

#include "dhcpcore/client_identifier.hpp"
#include "dhcpcore/dns_name.hpp"

namespace dhcp {

namespace {

constexpr std::uint8_t sha256 = 1;  // digest type
constexpr std::size_t digest_at = 3;

/// RFC 4701 section 3.5: upper case letters become lower case. No length octet looks like one.
std::uint8_t canonical(std::uint8_t octet) {
  return octet >= 'A' && octet <= 'Z' ? static_cast<std::uint8_t>(octet + ('a' - 'A')) : octet;
}

}  // namespace

Dhcid make_dhcid(DhcidType type, ByteView identifier, ByteView name) {
  std::array<std::uint8_t, ClientId::capacity + max_dns_name_size> room;
  ByteWriter input(room);
  input.bytes(identifier);
  for (const std::uint8_t octet : name) input.u8(canonical(octet));
  Dhcid dhcid{0, static_cast<std::uint8_t>(type), sha256};
  const ByteView bytes = input.written();
  if (EVP_Digest(bytes.data(), bytes.size(), dhcid.data() + digest_at, nullptr, EVP_sha256(), nullptr) != 1)
    throw std::runtime_error("OpenSSL has no SHA-256");
  return dhcid;
}

Dhcid make_dhcid(const Lease4& lease, ByteView name) {
  if (lease.client_id.empty()) {
    std::array<std::uint8_t, 1 + decltype(lease.hardware_address.bytes)::capacity> room;
    ByteWriter address(room);
    address.u8(lease.hardware_address.type);
    address.bytes(lease.hardware_address.bytes.view());
    return make_dhcid(DhcidType::hardware_address, address.written(), name);
  }
  const auto read = ClientIdentifier::read(lease.client_id.view());
  if (read && read->kind == ClientIdentifier::Kind::duid)
    return make_dhcid(DhcidType::duid, read->identifier, name);
  return make_dhcid(DhcidType::client_id, lease.client_id.view(), name);
}

}  // namespace dhcp
