#include "leasefile/reader4.hpp"

#include <algorithm>
#include <cstring>

namespace dhcp::store {

LeaseFileReader4::LeaseFileReader4(File& file) : file_(file), buffer_(piece) {}

Result<std::optional<Header4>> LeaseFileReader4::read_header() {
  auto line = next_line();
  if (!line) return Error{line.error().message()};
  if (*line == Line::end) return std::optional<Header4>();
  if (*line == Line::too_long) return Error{"not a DHCPv4 lease file: the first line is no header"};
  auto header = Header4::parse(line_);
  if (!header) return Error{header.error()};
  header_ = std::move(header).value();
  return header_;
}

Result<LeaseFileReader4::Row, IoError> LeaseFileReader4::next(Lease4& lease) {
  while (true) {
    auto line = next_line();
    if (!line) return line.error();
    if (*line == Line::end) return Row::end;
    if (*line == Line::too_long) {
      error_ = {{}, "longer than a mebibyte"};
      return Row::bad;
    }
    if (line_.empty()) continue;
    const auto parsed = parse_row(*header_, line_, lease);
    if (!parsed) {
      error_ = parsed.error();
      return Row::bad;
    }
    return lease.valid_lifetime == 0 ? Row::erasure : Row::lease;
  }
}

Result<LeaseFileReader4::Line, IoError> LeaseFileReader4::next_line() {
  bool too_long = false;
  std::size_t searched = 0;
  while (true) {
    const char* start = buffer_.data() + begin_;
    const void* found = std::memchr(start + searched, '\n', end_ - begin_ - searched);
    if (found != nullptr) {
      const auto length = static_cast<std::size_t>(static_cast<const char*>(found) - start);
      begin_ += length + 1;
      consumed_ += length + 1;
      complete_ = consumed_;
      ++row_number_;
      line_ = {start, length};
      if (line_.ends_with('\r')) line_.remove_suffix(1);
      return too_long ? Line::too_long : Line::complete;
    }
    searched = end_ - begin_;
    if (searched > longest_line) {  // keeps the beginning of nothing: only its end is still of interest
      too_long = true;
      consumed_ += searched;
      begin_ = end_;
      searched = 0;
    }
    const auto more = fill();
    if (!more) return more.error();
    if (*more) continue;
    consumed_ += end_ - begin_;
    begin_ = end_;
    return Line::end;
  }
}

/// Brings more of the file behind what is not consumed yet. False at the end.
Result<bool, IoError> LeaseFileReader4::fill() {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (buffer_.size() - end_ < piece) buffer_.resize(end_ + piece);
  const auto got =
      file_.read({reinterpret_cast<std::uint8_t*>(buffer_.data() + end_), buffer_.size() - end_});
  if (!got) return got.error();
  end_ += *got;
  return *got > 0;
}

}  // namespace dhcp::store
