// Prints a file of docs/reference that is made from the tables of the configuration, or of statistics;
// `./dev docs` writes them.
//
//   config-reference page|schema Dhcp4|Dhcp6
//   config-reference statistics Dhcp4
#include <cstdio>
#include <string_view>

#include "config/reference.hpp"
#include "config/schema.hpp"
#include "config/settings4.hpp"
#include "config/settings6.hpp"
#include "dhcpcore/statistics.hpp"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const std::string_view what = argv[1];
  const dhcp::Scope& root = argv[2] == dhcp::dhcp4_scope.name ? dhcp::dhcp4_scope : dhcp::dhcp6_scope;
  const std::string text =
      what == "schema"       ? to_json(dhcp::configuration_schema(root), 2) + "\n"
      : what == "statistics" ? dhcp::statistics_reference(dhcp::statistic_table(dhcp::Statistic4{}), argv[2])
                             : dhcp::configuration_reference(root);
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() ? 0 : 1;
}
