#include "dhcpcore/lease_checks4.hpp"

#include <utility>

#include "config/extended_info_check4.hpp"
#include "config/snapshot4.hpp"

namespace dhcp {

namespace {

constexpr std::uint64_t complaints_shown = 100;

constexpr LogMessage sanity_fail{"DHCPSRV_LEASE_SANITY_FAIL", LogComponent::dhcpsrv, log_warn,
                                 "the lease of {} is of subnet {}: {}"};
constexpr LogMessage sanity_discard{"DHCPSRV_LEASE_SANITY_FAIL_DISCARD", LogComponent::dhcpsrv, log_warn,
                                    "the lease of {} is of subnet {}: {}; it is left out"};
constexpr LogMessage sanity_fixed{
    "DHCPSRV_LEASE_SANITY_FIXED", LogComponent::dhcpsrv, log_info,
    "the lease of {} is of subnet {}, where it does not belong; it is of {} now"};
constexpr LogMessage not_shown{"DHCPSRV_LEASE_SANITY_NOT_SHOWN", LogComponent::dhcpsrv, log_warn,
                               "{} more leases did not pass the checks, which is not shown"};
constexpr LogMessage extended_info_fail{"DHCPSRV_LEASE4_EXTENDED_INFO_SANITY_FAIL", LogComponent::dhcpsrv,
                                        log_error,
                                        "the lease of {} remembers its relay in a form that is not readable "
                                        "({}); that is removed from it"};
constexpr LogMessage extended_info_upgraded{
    "DHCPSRV_LEASE4_EXTENDED_INFO_UPGRADED", LogComponent::dhcpsrv, log_debug(40),
    "what the lease of {} remembers of its relay was brought to the present form"};

}  // namespace

struct LeaseChecks4::Parts {
  std::shared_ptr<const Config4> config;
  Log& log;
  SanityChecks wanted;
  const Subnet4* last = nullptr;  ///< neighbours in a file are often of one subnet
  SubnetList candidates;
  std::uint64_t complaints = 0;

  const SubnetIndex4& subnets() const { return config->snapshot().subnet_index; }

  template <class... Arguments>
  void complain(const LogMessage& message, const Arguments&... arguments) {
    if (++complaints <= complaints_shown) log(message, arguments...);
  }

  /// Why a lease does not belong where it says; empty when it does.
  std::string_view misplaced(const Lease4& lease) {
    if (!last || last->id != lease.subnet_id) last = subnets().find(lease.subnet_id);
    if (!last) return "there is no such subnet";
    return last->prefix.contains(lease.address) ? "" : "its address is not in that subnet";
  }
  /// The lease is moved to the subnet that its address is in.
  bool move(Lease4& lease) {
    subnets().containing(lease.address, candidates);
    if (candidates.empty()) return false;
    const Subnet4& subnet = *candidates.front();
    complain(sanity_fixed, lease.address.to_string(), lease.subnet_id, subnet.id);
    const Pool4* const pool = subnet.pool_of(lease.address);
    lease.subnet_id = subnet.id;
    lease.pool_id = pool ? pool->id : 0;
    return true;
  }
  LeaseVerdict check_subnet(Lease4& lease) {
    using Wanted = SanityChecks::Lease;
    if (wanted.lease == Wanted::none) return LeaseVerdict::keep;
    const std::string_view problem = misplaced(lease);
    if (problem.empty()) return LeaseVerdict::keep;
    const bool repairs = wanted.lease == Wanted::fix || wanted.lease == Wanted::fix_del;
    if (repairs && move(lease)) return LeaseVerdict::corrected;
    const bool rejects = wanted.lease == Wanted::fix_del || wanted.lease == Wanted::del;
    complain(rejects ? sanity_discard : sanity_fail, lease.address.to_string(), lease.subnet_id, problem);
    return rejects ? LeaseVerdict::reject : LeaseVerdict::keep;
  }
  LeaseVerdict check_extended_info(Lease4& lease) {
    std::string_view problem;
    switch (check_extended_info4(wanted.extended_info, lease.user_context, problem)) {
      case ExtendedInfo4::good:
        return LeaseVerdict::keep;
      case ExtendedInfo4::upgraded:
        log(extended_info_upgraded, lease.address.to_string());
        break;
      case ExtendedInfo4::removed:
        complain(extended_info_fail, lease.address.to_string(), problem);
        break;
    }
    return LeaseVerdict::corrected;
  }
};

LeaseChecks4::LeaseChecks4(std::shared_ptr<const Config4> config, Log& log) {
  const SanityChecks wanted = config->server().sanity_checks;
  parts_ = std::make_unique<Parts>(Parts{std::move(config), log, wanted, nullptr, {}, 0});
}

LeaseChecks4::~LeaseChecks4() = default;

bool LeaseChecks4::needed() const {
  return parts_->wanted.lease != SanityChecks::Lease::none ||
         parts_->wanted.extended_info != SanityChecks::ExtendedInfo::none;
}

LeaseVerdict LeaseChecks4::check(Lease4& lease) {
  const LeaseVerdict of_subnet = parts_->check_subnet(lease);
  if (of_subnet == LeaseVerdict::reject) return of_subnet;
  const LeaseVerdict of_info = parts_->check_extended_info(lease);
  return of_info == LeaseVerdict::keep ? of_subnet : of_info;
}

void LeaseChecks4::finish() {
  if (parts_->complaints > complaints_shown) parts_->log(not_shown, parts_->complaints - complaints_shown);
  parts_->complaints = 0;
}

}  // namespace dhcp
