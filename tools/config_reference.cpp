// Prints a file of docs/reference that is made from the tables of the configuration; `./dev docs` writes
// them.
//
//   config-reference page|schema Dhcp4|Dhcp6
#include <cstdio>
#include <string_view>

#include "config/reference.hpp"
#include "config/schema.hpp"
#include "config/settings4.hpp"
#include "config/settings6.hpp"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const dhcp::Scope& root = argv[2] == dhcp::dhcp4_scope.name ? dhcp::dhcp4_scope : dhcp::dhcp6_scope;
  const std::string text = argv[1] == std::string_view("schema")
                               ? to_json(dhcp::configuration_schema(root), 2) + "\n"
                               : dhcp::configuration_reference(root);
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() ? 0 : 1;
}
