/// @file
/// One row of a DHCPv4 lease file: text to lease and back.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dhcpcore/lease.hpp"
#include "dhcpcore/result.hpp"

namespace dhcp::store {

enum class Column4 : std::uint8_t {
  address,
  hwaddr,
  client_id,
  valid_lifetime,
  expire,
  subnet_id,
  fqdn_fwd,
  fqdn_rev,
  hostname,
  state,
  user_context,
  pool_id,
  count_,
};
inline constexpr std::size_t column4_count = static_cast<std::size_t>(Column4::count_);
std::string_view column4_name(Column4 column);

/// The header that is written, without the line's end.
inline constexpr std::string_view lease4_header =
    "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context,"
    "pool_id";

/// Which value of a row is which: the columns as a file's header names them, in whatever order. Columns that
/// are missing get defaults, columns nobody knows are passed over.
class Header4 {
 public:
  /// An error says why the line is not the header of a DHCPv4 lease file.
  static Result<Header4> parse(std::string_view line);

  /// Whether rows can be appended under it.
  bool is_current() const { return current_; }
  /// The columns of `lease4_header` that it lacks, and those it has beyond.
  std::size_t missing() const { return missing_; }
  std::size_t unknown() const { return unknown_; }
  std::size_t size() const { return columns_.size(); }
  /// What stands at a position; `count_` for an unknown column.
  Column4 column(std::size_t position) const { return columns_[position]; }

 private:
  std::vector<Column4> columns_;
  std::size_t missing_ = 0;
  std::size_t unknown_ = 0;
  bool current_ = false;
};

/// Why a row is bad. Both point to constants; `column` is empty when the row as a whole is meant.
struct RowError {
  std::string_view column;
  std::string_view problem;
};

/// Reads a row (without its line end) into `lease`, all of which it sets. A row with a lifetime of 0 says
/// that the address has no lease.
Result<void, RowError> parse_row(const Header4& header, std::string_view row, Lease4& lease);

/// Appends the row of a lease, with its line end. In a value `,` and `&`, and what would end the line, are
/// written as `&#xNN`.
void append_row(std::string& text, const Lease4& lease);
/// Appends the row that takes the lease of the address away: lifetime 0, ended when it began.
void append_erasure(std::string& text, const Lease4& lease);

}  // namespace dhcp::store
