/// @file
/// Reads a lease file row by row.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dhcpcore/file.hpp"
#include "leasefile/row4.hpp"

namespace dhcp::store {

/// Walks through one file in large pieces. A last line without its end was cut off in the middle of a write:
/// it is not a row, only reported. Lines may end in CR LF; empty lines are passed over.
class LeaseFileReader4 {
 public:
  /// The file is the caller's and outlives the reader.
  explicit LeaseFileReader4(File& file);

  /// Reads the header. nullopt when the file has no complete first line, that is, nothing to read; an error
  /// when it cannot be read or is not a lease file.
  Result<std::optional<Header4>> read_header();

  enum class Row { lease, erasure, bad, end };
  /// The next row, into `lease`. `bad` leaves `row_error`, `text` and `row_number` to say what is wrong.
  /// An error when the file cannot be read.
  Result<Row, IoError> next(Lease4& lease);

  const RowError& row_error() const { return error_; }
  /// The last row's text without its end (of a row that is too long, the last part); valid until the next
  /// call.
  std::string_view text() const { return line_; }
  /// The last row's line, the header being 1.
  std::uint64_t row_number() const { return row_number_; }

  /// After the end: where the last complete line ends, and whether anything stands behind it.
  std::uint64_t complete_bytes() const { return complete_; }
  bool torn() const { return complete_ < consumed_; }

 private:
  enum class Line { complete, too_long, end };
  Result<Line, IoError> next_line();
  Result<bool, IoError> fill();

  static constexpr std::size_t piece = std::size_t{1} << 18;
  static constexpr std::size_t longest_line = std::size_t{1} << 20;

  File& file_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;  // of what is not consumed yet
  std::size_t end_ = 0;
  std::uint64_t consumed_ = 0;  // bytes of the file before `begin_`
  std::uint64_t complete_ = 0;
  std::uint64_t row_number_ = 0;
  std::optional<Header4> header_;
  std::string_view line_;
  RowError error_;
};

}  // namespace dhcp::store
