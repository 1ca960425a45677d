#include "dhcpcore/lease_query.hpp"

#include "dhcpcore/packet4.hpp"
#include "dhcpcore/packet6.hpp"

namespace dhcp {

namespace {

OptionError too_short(std::uint16_t option, std::size_t expected, ByteView value) {
  return {OptionError::Reason::too_short,           option, 0, static_cast<std::uint32_t>(expected),
          static_cast<std::uint32_t>(value.size()), {}};
}

}  // namespace

Result<LeaseQueryStatus4, OptionError> LeaseQueryStatus4::read(ByteView value) {
  if (value.empty()) return too_short(option4::status_code, 1, value);
  return LeaseQueryStatus4{value[0], as_text(value.subspan(1))};
}

Result<LeaseQuery6, OptionError> LeaseQuery6::read(ByteView value) {
  constexpr std::size_t fixed = 1 + Ipv6Address::size;
  if (value.size() < fixed) return too_short(option6::lease_query, fixed, value);
  ByteReader reader(value);
  LeaseQuery6 query;
  query.type = reader.u8();
  query.link_address = reader.ipv6();
  query.options = Options6(reader.rest());
  if (const auto misfit = query.options.misfit())
    return OptionError{OptionError::Reason::too_short,
                       misfit->code,
                       static_cast<std::uint32_t>(fixed + misfit->offset),
                       static_cast<std::uint32_t>(misfit->expected),
                       static_cast<std::uint32_t>(misfit->actual),
                       {}};
  return query;
}

Result<RelayData6, OptionError> RelayData6::read(ByteView value) {
  if (value.size() < Ipv6Address::size) return too_short(option6::relay_data, Ipv6Address::size, value);
  ByteReader reader(value);
  RelayData6 data;
  data.peer_address = reader.ipv6();
  data.message = reader.rest();
  return data;
}

}  // namespace dhcp
