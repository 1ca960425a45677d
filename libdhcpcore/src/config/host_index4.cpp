#include "config/host_index4.hpp"

#include <algorithm>
#include <boost/unordered/unordered_flat_set.hpp>
#include <cstdint>
#include <utility>

namespace dhcp {

namespace {

using Handle = std::uint32_t;  // position of a host in the index's vector

struct IdentifierKey {
  SubnetId subnet_id;
  HostIdentifierType type;
  ByteView value;

  explicit IdentifierKey(const Host4& host)
      : subnet_id(host.subnet_id), type(host.identifier_type), value(host.identifier) {}
  IdentifierKey(SubnetId subnet, const HostIdentifier& identifier)
      : subnet_id(subnet), type(identifier.type), value(identifier.value) {}

  std::uint64_t hash() const {
    return hash_bytes(value, std::uint64_t{subnet_id} << 8 | static_cast<std::uint8_t>(type));
  }
  friend bool operator==(const IdentifierKey& a, const IdentifierKey& b) {
    return a.subnet_id == b.subnet_id && a.type == b.type && std::ranges::equal(a.value, b.value);
  }
};

struct AddressKey {
  SubnetId subnet_id;
  Ipv4Address address;

  explicit AddressKey(const Host4& host) : subnet_id(host.subnet_id), address(*host.address) {}
  AddressKey(SubnetId subnet, Ipv4Address wanted) : subnet_id(subnet), address(wanted) {}

  std::uint64_t hash() const { return hash_bytes(address.bytes(), subnet_id); }
  friend bool operator==(const AddressKey&, const AddressKey&) = default;
};

// A set of handles that is searched by key: four bytes an entry, the keys stay where the hosts are.
template <class Key>
class HandleSet {
 public:
  explicit HandleSet(const std::vector<Host4>& hosts) : handles_(0, Hash{&hosts}, Equal{&hosts}) {}

  void reserve(std::size_t count) { handles_.reserve(count); }
  /// Keeps the earlier of two handles with one key.
  void insert(Handle handle) { handles_.insert(handle); }
  const Handle* find(const Key& key) const {
    const auto found = handles_.find(key);
    return found == handles_.end() ? nullptr : &*found;
  }

 private:
  struct Hash {
    using is_transparent = void;
    using is_avalanching = void;
    const std::vector<Host4>* hosts;
    std::size_t operator()(const Key& key) const { return key.hash(); }
    std::size_t operator()(Handle handle) const { return Key((*hosts)[handle]).hash(); }
  };
  struct Equal {
    using is_transparent = void;
    const std::vector<Host4>* hosts;
    bool operator()(Handle a, Handle b) const { return Key((*hosts)[a]) == Key((*hosts)[b]); }
    bool operator()(const Key& a, Handle b) const { return a == Key((*hosts)[b]); }
    bool operator()(Handle a, const Key& b) const { return Key((*hosts)[a]) == b; }
  };

  boost::unordered_flat_set<Handle, Hash, Equal> handles_;
};

class IndexedHosts4 final : public HostIndex4 {
 public:
  explicit IndexedHosts4(std::vector<Host4> hosts)
      : hosts_(std::move(hosts)), by_identifier_(hosts_), by_address_(hosts_) {
    by_identifier_.reserve(hosts_.size());
    by_address_.reserve(static_cast<std::size_t>(
        std::ranges::count_if(hosts_, [](const Host4& host) { return host.address.has_value(); })));
    for (Handle handle = 0; handle < hosts_.size(); ++handle) {
      by_identifier_.insert(handle);
      if (hosts_[handle].address) by_address_.insert(handle);
    }
  }
  // The sets point into `hosts_`.
  IndexedHosts4(const IndexedHosts4&) = delete;
  IndexedHosts4& operator=(const IndexedHosts4&) = delete;

  const Host4* find(SubnetId subnet_id, HostIdentifier identifier) const override {
    return host(by_identifier_.find({subnet_id, identifier}));
  }
  const Host4* find(SubnetId subnet_id, Ipv4Address address) const override {
    return host(by_address_.find({subnet_id, address}));
  }
  std::size_t size() const override { return hosts_.size(); }

 private:
  const Host4* host(const Handle* handle) const { return handle ? &hosts_[*handle] : nullptr; }

  std::vector<Host4> hosts_;
  HandleSet<IdentifierKey> by_identifier_;
  HandleSet<AddressKey> by_address_;
};

}  // namespace

std::unique_ptr<const HostIndex4> make_host_index4(std::vector<Host4> hosts) {
  return std::make_unique<IndexedHosts4>(std::move(hosts));
}

}  // namespace dhcp
