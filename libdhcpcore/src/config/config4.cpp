#include "dhcpcore/config4.hpp"

#include "config/compile4.hpp"
#include "config/compiler.hpp"
#include "config/without_effect.hpp"

namespace dhcp {

struct Config4::Parts {
  Globals<Protocol4> globals;
  std::vector<std::string> warnings;
};

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
  if (!diagnostics.failed()) read_scope(dhcp4_scope, *source, &parts->globals.settings, diagnostics);
  if (diagnostics.failed()) return diagnostics.take_error();
  auto snapshot = Compiler<Protocol4>(parts->globals, *source, diagnostics).compile();
  if (diagnostics.failed()) return diagnostics.take_error();

  warn_without_effect(*source, diagnostics);
  Protocol4::complete(parts->globals.settings);
  parts->warnings = diagnostics.warnings();
  std::shared_ptr<Config4> config(new Config4(std::move(parts)));
  config->snapshot_ = std::move(snapshot);
  return std::shared_ptr<const Config4>(std::move(config));
}

const std::vector<std::string>& Config4::warnings() const {
  return parts_->warnings;
}
const ServerConfig& Config4::server() const {
  return parts_->globals.settings.server;
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
  root.set("Dhcp4", write_scope(dhcp4_scope, &parts_->globals.settings));
  return root;
}

}  // namespace dhcp
