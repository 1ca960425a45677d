// Whatever stands in a lease file: reading ends, what it says about its rows adds up, and every lease that it
// yields is the same after being written and read again.
#include <cstdlib>

#include "leasefile/reader4.hpp"

namespace {

using namespace dhcp;
using namespace dhcp::store;

void require(bool condition) {
  if (!condition) std::abort();
}

/// The input as a file that comes in pieces of uneven size.
class InputFile final : public File {
 public:
  explicit InputFile(ByteView bytes) : bytes_(bytes) {}
  Result<std::size_t, IoError> append(ByteView) override { return IoError{}; }
  Result<std::size_t, IoError> read(std::span<std::uint8_t> into) override {
    const std::size_t got = std::min({into.size(), bytes_.size(), ++piece_ * 7});
    std::ranges::copy(bytes_.first(got), into.begin());
    bytes_ = bytes_.subspan(got);
    return got;
  }
  Result<std::uint64_t, IoError> size() override { return std::uint64_t{bytes_.size()}; }
  Result<void, IoError> truncate(std::uint64_t) override { return {}; }
  Result<void, IoError> sync() override { return {}; }

 private:
  ByteView bytes_;
  std::size_t piece_ = 0;
};

void write_and_read_again(const Lease4& lease) {
  static const Header4 header = *Header4::parse(lease4_header);
  std::string row;
  append_row(row, lease);
  require(row.find('\n') == row.size() - 1);
  Lease4 again;
  require(parse_row(header, std::string_view(row).substr(0, row.size() - 1), again).has_value());
  // A host name may end in dots; reading takes one away.
  Lease4 expected = lease;
  expected.hostname = again.hostname;
  require(again == expected);
  require(lease.hostname.text().starts_with(again.hostname.text()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  InputFile file(ByteView(data, size));
  LeaseFileReader4 reader(file);
  const auto header = reader.read_header();
  if (!header || !*header) return 0;
  Lease4 lease;
  std::uint64_t number = reader.row_number();
  while (true) {
    const auto row = reader.next(lease);
    require(row.has_value());
    if (*row == LeaseFileReader4::Row::end) break;
    require(reader.row_number() > number);
    number = reader.row_number();
    if (*row == LeaseFileReader4::Row::bad)
      require(!reader.row_error().problem.empty());
    else
      write_and_read_again(lease);
  }
  require(reader.complete_bytes() <= size);
  require(reader.torn() == (reader.complete_bytes() < size));
  require(reader.complete_bytes() == 0 || data[reader.complete_bytes() - 1] == '\n');
  return 0;
}
