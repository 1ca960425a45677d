/// @file
/// The configuration of a DHCPv6 server: read from JSON, checked, compiled to an immutable snapshot. There is
/// no DHCPv6 engine in this library yet that would read the snapshot.
/// @floor config
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dhcpcore/config.hpp"
#include "dhcpcore/export.hpp"
#include "dhcpcore/result.hpp"
#include "dhcpcore/value.hpp"

namespace dhcp {

struct Snapshot6;  // what an engine reads: libdhcpcore/src/config/snapshot6.hpp

/// `server-id`: the DUID of the server (RFC 8415 section 11). What is zero or empty is taken from the DUID
/// that is stored, or made up.
struct ServerIdConfig {
  enum class Type : std::uint8_t { llt, en, ll } type = Type::llt;
  std::string identifier;           ///< hexadecimal digits: the link-layer address, or the vendor's part
  std::uint32_t time = 0;           ///< of LLT: seconds since 2000-01-01
  std::uint16_t htype = 0;          ///< of LLT and LL: the hardware type
  std::uint32_t enterprise_id = 0;  ///< of EN
  bool persist = true;              ///< store the DUID
  UserContext context = {};
};

/// A checked configuration. Immutable; share it between threads freely.
class DHCPCORE_API Config6 {
 public:
  /// Reads `{"Dhcp6": {…}}`. `file_name` is for messages; `open` reads included files (empty: includes fail).
  /// The error is one line: "file:line:column: Dhcp6/subnet6[0]/pd-pools[1]/prefix: what is wrong; what is
  /// allowed".
  static Result<std::shared_ptr<const Config6>> parse(std::string_view text, std::string_view file_name,
                                                      const OpenInclude& open = {});
  /// The same from a value that has been read already.
  static Result<std::shared_ptr<const Config6>> from_value(const Value& root);

  ~Config6();
  Config6(const Config6&) = delete;
  Config6& operator=(const Config6&) = delete;

  /// What deserves an operator's attention though it was accepted, one line each with its place.
  const std::vector<std::string>& warnings() const;
  /// What is configured of the server itself, defaults filled in.
  const ServerConfig& server() const;
  const ServerIdConfig& server_id() const;
  /// Of all shared networks and of none.
  std::size_t subnet_count() const;
  /// The whole configuration with defaults filled in; `from_value` of it gives an equal configuration.
  Value to_value() const;

  const Snapshot6& snapshot() const { return *snapshot_; }

 private:
  struct Parts;
  explicit Config6(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
  std::unique_ptr<Snapshot6> snapshot_;
};

}  // namespace dhcp
