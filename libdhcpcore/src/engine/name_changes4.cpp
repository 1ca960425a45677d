#include "engine/name_changes4.hpp"

#include <fmt/format.h>

namespace dhcp {

namespace {

/// Whether the DNS has, or is to have, entries of a lease because of us. Those of a lease that was given back
/// went with it.
bool has_entries(const Lease4& lease) {
  return lease.state == LeaseState::assigned && (lease.fqdn_forward || lease.fqdn_reverse) &&
         !lease.hostname.empty();
}

/// Whether two leases of one address have the same entries.
bool same_entries(const Lease4& a, const Lease4& b) {
  return has_entries(a) == has_entries(b) && a.hostname == b.hostname && a.fqdn_forward == b.fqdn_forward &&
         a.fqdn_reverse == b.fqdn_reverse && a.client_id == b.client_id &&
         (!a.client_id.empty() || a.hardware_address == b.hardware_address);
}

/// What was at the address of a stored change, and what is there now; null: nothing.
struct Transition {
  const Lease4* before = nullptr;
  const Lease4* after = nullptr;
};

Transition transition(const Context4& q, const LeaseChange4& change) {
  if (change.outcome != ChangeOutcome::stored) return {};
  if (change.kind == ChangeKind::erase) return {&change.lease, nullptr};
  return {q.occupied ? &q.current : nullptr, &change.lease};
}

/// Whether the DNS says already what it should. Entries of a lease that has ended may be gone. Only a
/// DHCPREQUEST is sure to have a subnet.
bool is_renewal(const Context4& q, const Transition& of) {
  if (!of.before || !of.after || !of.before->active(q.now.wall)) return false;
  if (!same_entries(*of.before, *of.after)) return false;
  return q.query.type() != MessageType4::request || !q.subnet->ddns->update_on_renew;
}

}  // namespace

NameChanges4::NameChanges4(const Shared4& shared, const Setup4& setup)
    : shared_(shared),
      setup_(setup),
      sink_(setup.config()->server().dhcp_ddns.enable_updates ? shared.parts.name_changes : nullptr) {}

/// The subnet may be gone.
const DdnsParameters& NameChanges4::ddns_of(const Lease4& lease) const {
  const Subnet4* subnet = setup_.snapshot().subnet_index.find(lease.subnet_id);
  return subnet ? *subnet->ddns : *setup_.snapshot().ddns;
}

std::uint32_t NameChanges4::ttl(const Lease4& lease, const DdnsParameters& ddns) const {
  if (const auto part = ddns_ttl(lease.valid_lifetime, ddns.ttl_percent)) return *part;
  shared_.parts.log(messages4::ttl_percent_too_small, fmt::format("{}", *ddns.ttl_percent),
                    lease.valid_lifetime);
  return *ddns_ttl(lease.valid_lifetime, std::nullopt);
}

void NameChanges4::submit(NameChangeRequest::Kind kind, const Lease4& lease) const {
  const LeaseLabel client{lease};
  if (!sink_ || !has_entries(lease)) {
    shared_.parts.log(messages4::name_change_skipped, client, lease.address);
    return;
  }
  std::array<std::uint8_t, max_dns_name_size> room;
  ByteWriter labels(room);
  if (const auto encoded = encode_dns_name(lease.hostname.text(), labels); !encoded) {
    shared_.parts.log(messages4::name_change_failed, client, dns_name_error_text(encoded.error()));
    return;
  }
  const DdnsParameters& ddns = ddns_of(lease);
  NameChangeRequest request;
  request.kind = kind;
  request.forward = lease.fqdn_forward;
  request.reverse = lease.fqdn_reverse;
  request.fqdn = std::string(lease.hostname.text()) + '.';
  request.address = lease.address.to_string();
  request.dhcid = make_dhcid(lease, labels.written());
  request.lease_expires = lease.expires();
  request.lease_length = ttl(lease, ddns);
  request.conflict_resolution = ddns.conflict_resolution;
  shared_.parts.log(messages4::name_change_queued, client,
                    kind == NameChangeRequest::Kind::add ? "add" : "remove", request);
  sink_->submit(std::move(request));
}

void submit_name_changes(const Context4& q) {
  const NameChanges4 names(*q.shared, *q.setup);
  if (!names) return;
  const std::span changes(q.changes.data(), q.change_count);
  // A name may move from one lease of the client to another: what goes, goes first.
  for (const LeaseChange4& change : changes) {
    const Transition of = transition(q, change);
    if (of.before && has_entries(*of.before) && !is_renewal(q, of)) names.remove(*of.before);
  }
  for (const LeaseChange4& change : changes) {
    const Transition of = transition(q, change);
    if (of.after && !is_renewal(q, of)) names.add(*of.after);
  }
}

}  // namespace dhcp
