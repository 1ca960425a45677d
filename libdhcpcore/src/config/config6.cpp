#include "dhcpcore/config6.hpp"

#include "config/changes.hpp"
#include "config/compile6.hpp"
#include "config/config_state.hpp"

namespace dhcp {

struct Config6::Parts : ConfigState<Protocol6> {};

Config6::Config6(std::unique_ptr<const Parts> parts)
    : parts_(std::move(parts)), snapshot_(parts_->snapshot.get()) {}
Config6::~Config6() = default;

std::shared_ptr<const Config6> Config6::of(Parts&& parts) {
  return std::shared_ptr<const Config6>(new Config6(std::make_unique<const Parts>(std::move(parts))));
}

Result<std::shared_ptr<const Config6>> Config6::parse(std::string_view text, std::string_view file_name,
                                                      const OpenInclude& open) {
  auto json = parse_json(text, file_name, config_file_syntax, open);
  if (!json) return std::move(json).error();
  auto state = load_config<Protocol6>(json->value);
  if (!state) return std::move(state).error();
  state->warnings.insert(state->warnings.begin(), json->warnings.begin(), json->warnings.end());
  return of({*std::move(state)});
}

Result<std::shared_ptr<const Config6>> Config6::from_value(const Value& root) {
  auto state = load_config<Protocol6>(root);
  if (!state) return std::move(state).error();
  return of({*std::move(state)});
}

Result<std::shared_ptr<const Config6>> Config6::with(std::span<const ConfigChange> changes) const {
  auto state = with_changes<Protocol6>(*parts_, changes);
  if (!state) return std::move(state).error();
  return of({*std::move(state)});
}

const std::vector<std::string>& Config6::warnings() const {
  return parts_->warnings;
}
const ServerConfig& Config6::server() const {
  return parts_->globals->settings.server;
}
const ServerIdConfig& Config6::server_id() const {
  return parts_->globals->settings.server_id;
}

std::size_t Config6::subnet_count() const {
  return snapshot_->subnets.size();
}

Value Config6::to_value() const {
  return write_config<Protocol6>(*parts_);
}

}  // namespace dhcp
