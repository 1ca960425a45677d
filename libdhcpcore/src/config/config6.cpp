#include "dhcpcore/config6.hpp"

#include "config/compile6.hpp"
#include "config/compiler.hpp"

namespace dhcp {

struct Config6::Parts {
  Globals<Protocol6> globals;
  std::vector<std::string> warnings;
};

Config6::Config6(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Config6::~Config6() = default;

Result<std::shared_ptr<const Config6>> Config6::parse(std::string_view text, std::string_view file_name,
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

Result<std::shared_ptr<const Config6>> Config6::from_value(const Value& root) {
  Diagnostics diagnostics(root);
  const Value* const source = find_top(root, "Dhcp6", diagnostics);
  auto parts = std::make_unique<Parts>();
  if (!diagnostics.failed()) read_scope(dhcp6_scope, *source, &parts->globals.settings, diagnostics);
  if (diagnostics.failed()) return diagnostics.take_error();
  auto snapshot = Compiler<Protocol6>(parts->globals, *source, diagnostics).compile();
  if (diagnostics.failed()) return diagnostics.take_error();

  Protocol6::complete(parts->globals.settings);
  parts->warnings = diagnostics.warnings();
  std::shared_ptr<Config6> config(new Config6(std::move(parts)));
  config->snapshot_ = std::move(snapshot);
  return std::shared_ptr<const Config6>(std::move(config));
}

const std::vector<std::string>& Config6::warnings() const {
  return parts_->warnings;
}
const ServerConfig& Config6::server() const {
  return parts_->globals.settings.server;
}
const ServerIdConfig& Config6::server_id() const {
  return parts_->globals.settings.server_id;
}

std::size_t Config6::subnet_count() const {
  return snapshot_->subnets.size();
}

Value Config6::to_value() const {
  Value root;
  root.set("Dhcp6", write_scope(dhcp6_scope, &parts_->globals.settings));
  return root;
}

}  // namespace dhcp
