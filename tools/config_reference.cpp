// Prints pages of docs/reference that are made from the tables of the configuration; `./dev docs` writes
// them.
#include <cstdio>
#include <string_view>

#include "config/reference.hpp"
#include "config/schema.hpp"
#include "config/settings4.hpp"

int main(int argc, char** argv) {
  const bool schema = argc > 1 && std::string_view(argv[1]) == "schema";
  const std::string page = schema ? to_json(dhcp::configuration_schema(dhcp::dhcp4_scope), 2) + "\n"
                                  : dhcp::configuration_reference(dhcp::dhcp4_scope);
  return std::fwrite(page.data(), 1, page.size(), stdout) == page.size() ? 0 : 1;
}
