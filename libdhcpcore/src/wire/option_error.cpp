#include "dhcpcore/option_error.hpp"

#include <fmt/format.h>

namespace dhcp {

std::string OptionError::to_string() const {
  const auto place = fmt::format("option {}, offset {} of its value", option, offset);
  const auto bytes = [](unsigned count) { return fmt::format("{} byte{}", count, count == 1 ? "" : "s"); };
  switch (reason) {
    case Reason::too_short:
    case Reason::too_long:
      return fmt::format("{}: {} expected, {} found", place, bytes(expected), actual);
    case Reason::bad_value:
      return fmt::format("{}: value {} is over {}", place, actual, expected);
    case Reason::bad_name:
      return fmt::format("{}: the domain name of {} {}", place, bytes(actual), dns_name_error_text(name));
  }
  return "malformed";
}

}  // namespace dhcp
