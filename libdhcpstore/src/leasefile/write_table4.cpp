#include "leasefile/write_table4.hpp"

#include <cerrno>

#include "leasefile/row4.hpp"

namespace dhcp::store {

namespace {
constexpr std::size_t write_size = std::size_t{1} << 20;
constexpr std::size_t page_size = 1000;
}  // namespace

Written write_all(File& file, ByteView bytes) {
  Written done;
  while (done.bytes < bytes.size()) {
    const auto written = file.append(bytes.subspan(done.bytes));
    if (!written || *written == 0) {
      done.error = written ? IoError{ENOSPC, "write to the lease file"} : written.error();
      break;
    }
    done.bytes += *written;
  }
  return done;
}

Result<void, IoError> write_table4(File& file, const LeaseTable4& table) {
  std::string text(lease4_header);
  text += '\n';
  LeasePage4 page{0, Ipv4Address(), page_size};
  while (true) {
    const std::vector<Lease4> leases = table.list_page(page);
    for (const Lease4& lease : leases) append_row(text, lease);
    if (!leases.empty() && text.size() < write_size) {
      page.after = leases.back().address;
      continue;
    }
    if (Written written = write_all(file, as_bytes(text)); written.error) return *std::move(written.error);
    if (leases.empty()) return {};
    text.clear();
    page.after = leases.back().address;
  }
}

}  // namespace dhcp::store
