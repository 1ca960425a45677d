// Prints docs/reference/configuration.md; `./dev docs` writes it.
#include <cstdio>

#include "config/reference.hpp"
#include "config/settings4.hpp"

int main() {
  const std::string page = dhcp::configuration_reference(dhcp::dhcp4_scope);
  return std::fwrite(page.data(), 1, page.size(), stdout) == page.size() ? 0 : 1;
}
