#include "runtime/read_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstring>

#include "runtime/descriptor.hpp"

namespace dhcp::server {

Result<std::string> read_file(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::string text;
  char buffer[65536];
  ssize_t length = file ? 1 : -1;
  while (length > 0) {
    length = ::read(file.get(), buffer, sizeof buffer);
    if (length > 0) text.append(buffer, static_cast<std::size_t>(length));
    if (length < 0 && errno == EINTR) length = 1;
  }
  if (length < 0) return Error{fmt::format("cannot read {}: {}", path, std::strerror(errno))};
  return text;
}

}  // namespace dhcp::server
