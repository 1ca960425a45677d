#include "engine/hooks4.hpp"

namespace dhcp::hook4 {

// Nothing attaches to these points yet.
void context_create(Context4&) {}
bool buffer4_receive(Context4&) {
  return true;
}
bool pkt4_receive(Context4&) {
  return true;
}
HostIdentifier host4_identifier(Context4&) {
  return {HostIdentifierType::flex_id, {}};
}
Task<bool> subnet4_select(Context4&) {
  co_return true;
}
void ddns4_update(Context4&) {}
bool lease4_select(Context4&, bool) {
  return true;
}
bool lease4_renew(Context4&) {
  return true;
}
bool lease4_release(Context4&) {
  return true;
}
bool lease4_decline(Context4&) {
  return true;
}
Task<bool> lease4_offer(Context4&) {
  co_return true;
}
Task<bool> leases4_committed(Context4&) {
  co_return true;
}
bool pkt4_send(Context4&, Header4&, Reply4&) {
  return true;
}
bool buffer4_send(Context4&, Reply4&) {
  return true;
}
void context_destroy(Context4&) {}
bool lease4_expire(Shared4&, const Setup4&, LeaseChange4&) {
  return true;
}
bool lease4_recover(Shared4&, const Setup4&, const Lease4&) {
  return true;
}

}  // namespace dhcp::hook4
