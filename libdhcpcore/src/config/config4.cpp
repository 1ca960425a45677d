#include "dhcpcore/config4.hpp"

#include "config/changes.hpp"
#include "config/compile4.hpp"
#include "config/config_state.hpp"

namespace dhcp {

struct Config4::Parts : ConfigState<Protocol4> {};

Config4::Config4(std::unique_ptr<const Parts> parts)
    : parts_(std::move(parts)), snapshot_(parts_->snapshot.get()) {}
Config4::~Config4() = default;

std::shared_ptr<const Config4> Config4::of(Parts&& parts) {
  return std::shared_ptr<const Config4>(new Config4(std::make_unique<const Parts>(std::move(parts))));
}

Result<std::shared_ptr<const Config4>> Config4::parse(std::string_view text, std::string_view file_name,
                                                      const OpenInclude& open) {
  auto json = parse_json(text, file_name, config_file_syntax, open);
  if (!json) return std::move(json).error();
  auto state = load_config<Protocol4>(json->value);
  if (!state) return std::move(state).error();
  state->warnings.insert(state->warnings.begin(), json->warnings.begin(), json->warnings.end());
  return of({*std::move(state)});
}

Result<std::shared_ptr<const Config4>> Config4::from_value(const Value& root) {
  auto state = load_config<Protocol4>(root);
  if (!state) return std::move(state).error();
  return of({*std::move(state)});
}

Result<std::shared_ptr<const Config4>> Config4::with(std::span<const ConfigChange> changes) const {
  auto state = with_changes<Protocol4>(*parts_, changes);
  if (!state) return std::move(state).error();
  return of({*std::move(state)});
}

const std::vector<std::string>& Config4::warnings() const {
  return parts_->warnings;
}
const ServerConfig& Config4::server() const {
  return parts_->globals->settings.server;
}
unsigned Config4::thread_pool_size() const {
  const MultiThreadingConfig& threading = server().multi_threading;
  return threading.enabled ? threading.thread_pool_size : 1;
}
unsigned Config4::packet_queue_size() const {
  if (server().multi_threading.enabled) return server().multi_threading.packet_queue_size;
  return server().queue_control.enabled ? server().queue_control.capacity : 0;
}
std::size_t Config4::subnet_count() const {
  return snapshot_->subnets.size();
}

Value Config4::to_value() const {
  return write_config<Protocol4>(*parts_);
}

}  // namespace dhcp
