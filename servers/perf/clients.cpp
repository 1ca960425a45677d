#include "perf/clients.hpp"

#include <algorithm>

namespace dhcp::perf {

Clients::Clients(std::uint32_t count, std::uint64_t mac_base, bool keep_order, bool check_unique)
    : mac_base_(mac_base), clients_(count), holders_(keep_order ? count : 0), check_unique_(check_unique) {
  if (check_unique) owner_.reserve(count);
}

std::optional<std::uint32_t> Clients::next_idle() {
  if (busy_ == clients_.size()) return std::nullopt;
  for (;;) {
    const std::uint32_t client = cursor_;
    cursor_ = client + 1 == clients_.size() ? 0 : client + 1;
    if (clients_[client].busy) continue;
    clients_[client].busy = true;
    ++busy_;
    return client;
  }
}

std::optional<std::uint32_t> Clients::next_holder() {
  constexpr std::size_t patience = 64;
  for (std::size_t tries = std::min(holders_count_, patience); tries > 0; --tries) {
    const std::uint32_t client = holders_[holders_first_];
    holders_first_ = (holders_first_ + 1) % holders_.size();
    --holders_count_;
    Client& holder = clients_[client];
    holder.queued = false;
    if (holder.address.is_any()) continue;
    queue(client);
    if (holder.busy) continue;
    holder.busy = true;
    ++busy_;
    return client;
  }
  return std::nullopt;
}

void Clients::idle(std::uint32_t client) {
  clients_[client].busy = false;
  --busy_;
}

bool Clients::acquired(std::uint32_t client, Ipv4Address address, Ipv4Address server, Ipv4Address giaddr) {
  Client& holder = clients_[client];
  if (holder.address != address) lost(client);
  holder.address = address;
  holder.server = server;
  holder.giaddr = giaddr;
  if (!holders_.empty()) queue(client);
  return !check_unique_ || owner_.try_emplace(address.value(), client).first->second == client;
}

void Clients::lost(std::uint32_t client) {
  Client& holder = clients_[client];
  if (check_unique_) {
    const auto owned = owner_.find(holder.address.value());
    if (owned != owner_.end() && owned->second == client) owner_.erase(owned);
  }
  holder.address = Ipv4Address::any();
}

void Clients::queue(std::uint32_t client) {
  if (clients_[client].queued) return;
  clients_[client].queued = true;
  holders_[(holders_first_ + holders_count_) % holders_.size()] = client;
  ++holders_count_;
}

}  // namespace dhcp::perf
