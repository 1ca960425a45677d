#include "dhcpcore/config4.hpp"

#include "config/compile4.hpp"
#include "config/resolve.hpp"
#include "config/without_effect.hpp"

namespace dhcp {

struct Config4::Parts {
  Settings4 settings;
  std::vector<std::string> warnings;
};

namespace {

// What a written configuration leaves open at its global scope, written out.
void complete_globals(Settings4& settings) {
  fall_back(inherited_fields, &settings.inherited);
  fall_back(inherited_fields4, &settings.inherited4);
  fall_back(ddns_fields, &settings.ddns);
  fall_back(lifetime_fields, &settings.lifetime);
  complete_server(settings.server, false);
}

}  // namespace

Config4::Config4(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Config4::~Config4() = default;

Result<std::shared_ptr<const Config4>> Config4::parse(std::string_view text, std::string_view file_name,
                                                      const OpenInclude& open) {
  auto json = parse_json(text, file_name, config_file_syntax, open);
  if (!json) return std::move(json).error();
  auto config = from_value(json->value);
  if (config && !json->warnings.empty()) {
    auto& warnings = (*config)->parts_->warnings;
    warnings.insert(warnings.begin(), json->warnings.begin(), json->warnings.end());
  }
  return config;
}

Result<std::shared_ptr<const Config4>> Config4::from_value(const Value& root) {
  Diagnostics diagnostics(root);
  const Value* const source = find_top(root, "Dhcp4", diagnostics);
  auto parts = std::make_unique<Parts>();
  if (!diagnostics.failed()) read_scope(dhcp4_scope, *source, &parts->settings, diagnostics);
  if (diagnostics.failed()) return diagnostics.take_error();
  auto snapshot = compile4(parts->settings, *source, diagnostics);
  if (diagnostics.failed()) return diagnostics.take_error();

  warn_without_effect(*source, diagnostics);
  complete_globals(parts->settings);
  parts->warnings = diagnostics.warnings();
  std::shared_ptr<Config4> config(new Config4(std::move(parts)));
  config->snapshot_ = std::move(snapshot);
  return std::shared_ptr<const Config4>(std::move(config));
}

const std::vector<std::string>& Config4::warnings() const {
  return parts_->warnings;
}
const ServerConfig& Config4::server() const {
  return parts_->settings.server;
}
unsigned Config4::thread_pool_size() const {
  const MultiThreadingConfig& threading = server().multi_threading;
  return threading.enabled ? threading.thread_pool_size : 1;
}
std::size_t Config4::subnet_count() const {
  return snapshot_->subnets.size();
}

Value Config4::to_value() const {
  Value root;
  root.set("Dhcp4", write_scope(dhcp4_scope, &parts_->settings));
  return root;
}

}  // namespace dhcp
