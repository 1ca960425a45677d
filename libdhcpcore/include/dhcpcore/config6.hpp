/// @file
/// The configuration of a DHCPv6 server: read from JSON, checked, compiled to an immutable snapshot. There is
/// no DHCPv6 engine in this library yet that would read the snapshot.
/// @floor config
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dhcpcore/config.hpp"
#include "dhcpcore/config_change.hpp"
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

  /// The configuration after all of `changes`, made in their order and checked at the end; this one stays as
  /// it is. Says what loading the changed configuration as a whole would say, but for warnings: they are
  /// about what was changed. Costs what the changed subnets, shared networks and global reservations cost,
  /// and shares all others. Everything is compiled anew, at the cost of a load, when something else changes,
  /// or when a class is referred to for the first time.
  Result<std::shared_ptr<const Config6>> with(std::span<const ConfigChange> changes) const;

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
  explicit Config6(std::unique_ptr<const Parts> parts);
  static std::shared_ptr<const Config6> of(Parts&& parts);
  std::unique_ptr<const Parts> parts_;
  const Snapshot6* snapshot_;
};

}  // namespace dhcp
