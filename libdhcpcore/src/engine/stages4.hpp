/// @file
/// The path of a DHCPv4 query, stage by stage, in order. A stage that answers false has dropped the query,
/// said why and counted it. Only tasks may suspend; a stage that is no task may use `Context4::scratch`.
/// @floor engine
#pragma once

#include "dhcpcore/task.hpp"
#include "engine/context4.hpp"

namespace dhcp::stage4 {

/// Bytes to message, counters by type, the client's identifiers.
bool decode(Context4& q);
/// Whether the message is of a type that clients send and that is answered here.
bool accept_type(Context4& q);
/// Finds the relay's information for a renewal that comes without, where the configuration wants that.
Task<void> recover_relay_information(Context4& q);
/// The classes that the message alone puts its sender into.
bool classify(Context4& q);
/// Finds the client's global reservation before there is a subnet, where the configuration wants that.
Task<bool> find_global_host(Context4& q);
/// The classes that come with a global reservation, for those that depend on them to select a subnet.
bool classify_by_global_host(Context4& q);
/// Finds the subnet, and the address of ours that the client deals with. Finding no subnet is no failure
/// here.
void select_subnet(Context4& q);
/// Whether the sender has business with us: a subnet, if it is on our link, and no other server in mind.
bool accept_sender(Context4& q);
/// One query a client at a time.
bool admit(Context4& q);
/// Finds the client's reservation.
Task<bool> find_host(Context4& q);
/// The classes that come with a reservation, or with having none, and those that depend on them.
bool classify_by_host(Context4& q);

// One of these, by message type. Each leaves `reply` at none, or at what is to be sent.
Task<void> discover(Context4& q);
Task<void> request(Context4& q);
Task<void> release(Context4& q);
Task<void> decline(Context4& q);
void inform(Context4& q);

/// The classes that the reservation still has to give, and those that network, subnet and pool of the reply
/// require to be looked at. The last ones.
void require_classes(Context4& q);
/// Builds the reply and sends it.
void answer(Context4& q);

}  // namespace dhcp::stage4

namespace dhcp {

// --- parts that several stages use ---

/// How a commit ended for the client's own lease (`changes[0]`).
enum class Committed { stored, conflict, failed };

/// Makes `changes` durable. `failed` also when the wait was given up or the configuration no longer allows
/// the lease; what went wrong has been logged. The only place where a query waits for a store to write.
Task<Committed> commit(Context4& q);

/// Takes the address of `granted()` out of use for the probation period (RFC 2131 section 4.3.3). False when
/// that could not be stored.
Task<bool> commit_declined(Context4& q);

/// Whether a lease leaves its address to others at `now`.
inline bool is_free(const Lease4& lease, WallTime now) {
  return lease.state == LeaseState::expired_reclaimed || lease.state == LeaseState::released ||
         lease.expired(now);
}

/// Looks for the client's lease in its network: `holds`, `held`.
Task<void> find_held_lease(Context4& q);
/// Looks at an address: `occupied`, `current`. True when the client may have it as far as leases go.
Task<bool> available(Context4& q, const Subnet4& subnet, Ipv4Address address);
/// The address reserved for the client in `subnet`, if it is to be honoured there.
std::optional<Ipv4Address> reserved_address(const Context4& q, const Subnet4& subnet);
/// Whether somebody else has a reservation for `address`; it counts as reserved when that cannot be known.
Task<bool> reserved_for_other(Context4& q, const Subnet4& subnet, Ipv4Address address);
/// Takes the next free address of the network's pools; nullopt and all counters when there is none.
/// `current` and `occupied` tell of it. With `claim` set the address is claimed for this query.
struct Picked {
  const Subnet4* subnet = nullptr;
  Ipv4Address address;
};
Task<std::optional<Picked>> pick_address(Context4& q, bool claim);

/// RFC 8925 section 3.3: a client that asks for option 108 (IPv6-only preferred) where subnet or shared
/// network have it is answered with that option and no address. False when the client is to be served as
/// usual.
bool answer_v6_only(Context4& q);

/// Makes a subnet, or none, the one that was selected.
void use_subnet(Context4& q, const Subnet4* subnet);
/// Makes a subnet of the network the one that the client is served from.
void serve_from(Context4& q, const Subnet4& subnet);
/// Reads option 81. False: it makes the message invalid, which has been dropped.
bool read_client_fqdn(Context4& q);
/// Finds the name of a client that is to be leased `address`: the reserved one, its own, or one made for it.
void settle_name(Context4& q, const Subnet4& subnet, Ipv4Address address);
/// The options of a reply that tell the client its name.
void add_name_options(const Context4& q, ReplyOptions4& options);

/// Fills `granted()` with the lease of `address` as it would begin now.
void write_lease(Context4& q, const Subnet4& subnet, Ipv4Address address);
/// Adds the removal of the client's former lease, if that is of another address: a client has one lease in
/// its network.
void remove_former_lease(Context4& q);
/// Whether the client has the lease of `granted()` already.
bool renews(const Context4& q);
/// Puts option 82 of the query into the lease, where the configuration wants that (`store-extended-info`).
void store_relay_information(Context4& q);
/// How long offers are kept for their clients, seconds; 0: they are not.
std::uint32_t offer_lifetime(const Context4& q);
/// Whether a lease is young enough to be left as it is (`cache-threshold`, `cache-max-age`).
bool is_fresh(const Context4& q, const Lease4& lease);
/// Whether the lease that is there does as well as `granted()`, being fresh and saying the same: then nothing
/// is to be stored, and the client is told what is left of it.
bool reuse_lease(Context4& q);
/// Stores the offered lease where the configuration wants that (`offer-lifetime`). False: there is to be no
/// offer.
Task<bool> keep_offer(Context4& q);
/// The lifetime the client gets: what it asks for within the bounds, or the preferred one.
std::uint32_t lifetime_for(const Context4& q, const Subnet4& subnet);

/// Options 58 and 59, each as far as it is to be sent.
struct TeeTimes {
  std::optional<std::uint32_t> t1;
  std::optional<std::uint32_t> t2;
};
TeeTimes tee_times(const Subnet4& subnet, std::uint32_t lifetime);

/// Option 54 and its kin: who we are for this query.
Ipv4Address server_identifier(const Context4& q);

/// Fills `q.scratch->options` with what the reply carries. The views in it live as long as the query.
void assemble_options(Context4& q);

/// Where the reply goes, and whether the client is to be told that it was broadcast.
void address_reply(const Context4& q, Reply4& reply);

}  // namespace dhcp
