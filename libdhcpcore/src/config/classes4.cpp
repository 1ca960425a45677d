#include "config/classes4.hpp"

#include "config/resolve.hpp"

namespace dhcp {

namespace {

constexpr std::uint8_t option_server_identifier = 54;

void define_options(const ClientClassSettings4& settings, const Value& source, const OptionDictionary& outer,
                    Diagnostics& diagnostics, Class4& compiled) {
  if (settings.option_definitions.empty()) return;
  auto dictionary = std::make_unique<OptionDictionary>(DhcpVersion::v4, &outer);
  for (std::size_t i = 0; i < settings.option_definitions.size(); ++i) {
    const auto definition = dictionary->add_of_class(settings.option_definitions[i]);
    if (!definition)
      return diagnostics.error(element(source, "option-def", i), definition.error().key,
                               definition.error().message);
    compiled.definitions.push_back(*definition);
  }
  std::ranges::sort(compiled.definitions, {}, &OptionDefinition::code);
  compiled.dictionary = std::move(dictionary);
}

Class4 compile_class(const ClientClassSettings4& settings, const ScopeOptions& global, const Value& source,
                     const OptionDictionary& definitions, Diagnostics& diagnostics) {
  Class4 compiled;
  compiled.defined = true;
  const LifetimeSettings& lifetime = settings.lifetime;
  if (lifetime.usual || lifetime.minimum || lifetime.maximum)
    compiled.valid_lifetime = compile_lifetime(lifetime, Lifetime{}, source, diagnostics);
  compiled.offer_lifetime = settings.offer_lifetime;
  compiled.next_server = settings.next_server;
  compiled.server_hostname = settings.server_hostname;
  compiled.boot_file_name = settings.boot_file_name;
  compiled.context = settings.context;
  define_options(settings, source, definitions, diagnostics, compiled);
  if (diagnostics.failed()) return compiled;
  CompiledOptions options =
      encapsulate_over(read_options4(settings.option_data, source,
                                     compiled.dictionary ? *compiled.dictionary : definitions, diagnostics),
                       global);
  compiled.options = std::move(options.options);
  compiled.vendors = std::move(options.vendors);
  if (settings.only_if_required && find_option(compiled.options, option_server_identifier))
    diagnostics.warning(
        source,
        "the server identifier (option 54) of a class that is evaluated only if required comes "
        "too late: queries have been accepted or not by then");
  return compiled;
}

}  // namespace

void compile_classes4(const std::vector<ClientClassSettings4>& settings, const ScopeOptions& global,
                      const Value& source, Diagnostics& diagnostics, Snapshot4& snapshot) {
  std::vector<ClassDefinition> definitions;
  definitions.reserve(settings.size());
  for (const ClientClassSettings4& of : settings)
    definitions.push_back({of.name, of.test, of.template_test, of.only_if_required});
  ExpressionContext context;
  context.option_code = [&](std::string_view name) -> std::optional<std::uint16_t> {
    const OptionDefinition* const definition = snapshot.option_definitions->find("dhcp4", name);
    if (!definition) return std::nullopt;
    return definition->code;
  };
  auto dictionary = ClassDictionary::compile(definitions, context);
  if (!dictionary) {
    const ClassError& error = dictionary.error();
    return diagnostics.error(element(source, "client-classes", error.index), error.key, error.message);
  }
  snapshot.class_dictionary = std::move(*dictionary);
  snapshot.classes.resize(snapshot.class_dictionary.size());
  for (std::size_t i = 0; i < settings.size() && !diagnostics.failed(); ++i)
    snapshot.classes[*snapshot.class_dictionary.find(settings[i].name)] = compile_class(
        settings[i], global, element(source, "client-classes", i), *snapshot.option_definitions, diagnostics);
}

std::vector<ClassId> refer_to_classes(const std::vector<std::string>& names, ClassDictionary& dictionary) {
  std::vector<ClassId> ids;
  ids.reserve(names.size());
  for (const std::string& name : names) ids.push_back(dictionary.intern(name));
  return ids;
}

void warn_of_undefined(const std::vector<std::string>& required, const Value& source,
                       const Snapshot4& snapshot, Diagnostics& diagnostics) {
  for (const std::string& name : required) {
    const auto id = snapshot.class_dictionary.find(name);
    if (id && *id < snapshot.classes.size() && snapshot.classes[*id].defined) continue;
    diagnostics.warning(source, "class \"" + name + "\" is required here, but not defined; it is ignored");
  }
}

}  // namespace dhcp
