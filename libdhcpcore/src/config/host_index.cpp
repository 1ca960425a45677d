#include "config/host_index.hpp"

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <cstdint>
#include <utility>

namespace dhcp {

namespace {

using Handle = std::uint32_t;  // position of a host in the index's vector

template <class Visit>
void each_reserved(const Host4& host, const Visit& visit) {
  if (host.address) visit(*host.address);
}

template <class Visit>
void each_reserved(const Host6& host, const Visit& visit) {
  for (const Ipv6Address& address : host.addresses) visit(Ipv6Prefix{address, Ipv6Address::bits});
  for (const ReservedPrefix& of : host.prefixes) visit(Ipv6Prefix{of.prefix.network(), of.prefix.length});
}

struct ReservedHash {
  using is_avalanching = void;
  std::size_t operator()(Ipv4Address address) const { return hash_bytes(address.bytes()); }
  std::size_t operator()(const Ipv6Prefix& prefix) const {
    return hash_bytes(prefix.address.bytes(), prefix.length);
  }
};

template <class Host>
HostIdentifier identifier_of(const Host& host) {
  return {host.identifier_type, host.identifier};
}

// Of handles that are searched by identifier: four bytes an entry, the identifiers stay where the hosts are.
template <class Host>
struct IdentifierHash {
  using is_transparent = void;
  using is_avalanching = void;
  const std::vector<Host>* hosts;
  std::size_t operator()(const HostIdentifier& of) const {
    return hash_bytes(of.value, static_cast<std::uint8_t>(of.type));
  }
  std::size_t operator()(Handle handle) const { return (*this)(identifier_of((*hosts)[handle])); }
};

template <class Host>
struct IdentifierEqual {
  using is_transparent = void;
  const std::vector<Host>* hosts;
  bool operator()(const HostIdentifier& a, const HostIdentifier& b) const {
    return a.type == b.type && std::ranges::equal(a.value, b.value);
  }
  bool operator()(Handle a, Handle b) const { return (*this)(identifier_of((*hosts)[a]), b); }
  bool operator()(const HostIdentifier& a, Handle b) const { return (*this)(a, identifier_of((*hosts)[b])); }
  bool operator()(Handle a, const HostIdentifier& b) const { return (*this)(b, a); }
};

}  // namespace

template <class Host, class Reserved>
struct HostIndex<Host, Reserved>::Table {
  explicit Table(std::vector<Host> of)
      : hosts(std::move(of)), by_identifier(0, IdentifierHash<Host>{&hosts}, IdentifierEqual<Host>{&hosts}) {
    by_identifier.reserve(hosts.size());
    for (Handle handle = 0; handle < hosts.size(); ++handle) {
      by_identifier.insert(handle);  // keeps the earlier of two
      each_reserved(hosts[handle], [&](const Reserved& reserved) { by_reserved.emplace(reserved, handle); });
    }
  }
  // The set points into `hosts`.
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;

  std::vector<Host> hosts;
  boost::unordered_flat_set<Handle, IdentifierHash<Host>, IdentifierEqual<Host>> by_identifier;
  boost::unordered_flat_map<Reserved, Handle, ReservedHash> by_reserved;
};

template <class Host, class Reserved>
HostIndex<Host, Reserved>::HostIndex(std::vector<Host> hosts)
    : table_(hosts.empty() ? nullptr : std::make_shared<const Table>(std::move(hosts))) {}

template <class Host, class Reserved>
const Host* HostIndex<Host, Reserved>::find(const HostIdentifier& identifier) const {
  if (!table_) return nullptr;
  const auto found = table_->by_identifier.find(identifier);
  return found == table_->by_identifier.end() ? nullptr : &table_->hosts[*found];
}

template <class Host, class Reserved>
const Host* HostIndex<Host, Reserved>::find(const Reserved& reserved) const {
  if (!table_) return nullptr;
  const auto found = table_->by_reserved.find(reserved);
  return found == table_->by_reserved.end() ? nullptr : &table_->hosts[found->second];
}

template <class Host, class Reserved>
std::span<const Host> HostIndex<Host, Reserved>::all() const {
  return table_ ? std::span<const Host>(table_->hosts) : std::span<const Host>();
}

template class HostIndex<Host4, Ipv4Address>;
template class HostIndex<Host6, Ipv6Prefix>;

}  // namespace dhcp
