/// @file
/// The configuration of a DHCPv4 server: read from JSON, checked, compiled to an immutable snapshot.
/// @floor config
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dhcpcore/export.hpp"
#include "dhcpcore/result.hpp"
#include "dhcpcore/value.hpp"

namespace dhcp {

/// `interfaces-config`.
struct InterfacesConfig {
  std::vector<std::string> interfaces;  ///< "*", "eth0" or "eth0/192.0.2.1"
  enum class SocketType : std::uint8_t { raw, udp } socket_type = SocketType::raw;
  enum class OutboundInterface : std::uint8_t {
    same_as_inbound,
    use_routing
  } outbound_interface = OutboundInterface::same_as_inbound;
  bool re_detect = true;
  bool service_sockets_require_all = false;
  std::uint32_t service_sockets_max_retries = 0;
  std::uint32_t service_sockets_retry_wait_time = 5000;  ///< milliseconds
};

/// `lease-database` (and the other databases).
struct DatabaseConfig {
  std::string type = "memfile";
  bool persist = true;
  std::string name;  ///< the lease file's path, or the database's name; empty = the built-in default
  std::uint32_t lfc_interval = 3600;  ///< seconds, 0 = never
  std::uint32_t max_row_errors = 0;   ///< 0 = any number
  /// Ours: fdatasync after each batch before it is answered ("sync": true). Off as in the reference
  /// behaviour.
  bool sync = false;
};

/// One entry of `output-options` of a logger.
struct LogOutputConfig {
  std::string output = "stdout";
  bool flush = true;
  std::uint64_t maxsize = 10240000;
  std::uint32_t maxver = 1;
  std::string pattern;
};

/// One entry of `loggers`.
struct LoggerConfig {
  std::string name;
  std::string severity;  ///< "FATAL" … "NONE", upper case; empty = as the parent logger
  int debuglevel = 0;
  std::vector<LogOutputConfig> outputs;
};

struct Snapshot4;  // what the engine reads: libdhcpcore/src/config/snapshot4.hpp

/// A checked configuration. Immutable; share it between threads freely.
class DHCPCORE_API Config4 {
 public:
  /// Reads `{"Dhcp4": {…}}`. `file_name` is for messages; `open` reads included files (empty: includes fail).
  /// The error is one line: "file:line:column: Dhcp4/subnet4[0]/pools[1]/pool: what is wrong; what is
  /// allowed".
  static Result<std::shared_ptr<const Config4>> parse(std::string_view text, std::string_view file_name,
                                                      const OpenInclude& open = {});
  /// The same from a value that has been read already.
  static Result<std::shared_ptr<const Config4>> from_value(const Value& root);

  ~Config4();
  Config4(const Config4&) = delete;
  Config4& operator=(const Config4&) = delete;

  /// What deserves an operator's attention though it was accepted, one line each with its place.
  const std::vector<std::string>& warnings() const;
  const InterfacesConfig& interfaces() const;
  const DatabaseConfig& lease_database() const;
  const std::vector<LoggerConfig>& loggers() const;
  /// The workers asked for by `multi-threading`: 0 = choose.
  unsigned thread_pool_size() const;
  std::size_t subnet_count() const;
  /// The whole configuration with defaults filled in; `from_value` of it gives an equal configuration.
  Value to_value() const;

  const Snapshot4& snapshot() const { return *snapshot_; }

 private:
  struct Parts;
  explicit Config4(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
  std::unique_ptr<Snapshot4> snapshot_;
};

}  // namespace dhcp
