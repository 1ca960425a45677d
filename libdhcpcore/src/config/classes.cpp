#include "config/classes.hpp"

#include "config/resolve.hpp"

namespace dhcp {

namespace {

constexpr std::uint16_t option_server_identifier4 = 54;

std::unique_ptr<const OptionDictionary> define_options(const ClientClassSettings4& settings,
                                                       const Value& source, const OptionDictionary& outer,
                                                       Diagnostics& diagnostics, Class4& compiled) {
  if (settings.option_definitions.empty()) return nullptr;
  auto dictionary = std::make_unique<OptionDictionary>(&outer);
  for (std::size_t i = 0; i < settings.option_definitions.size(); ++i) {
    const auto definition = dictionary->add_of_class(settings.option_definitions[i]);
    if (definition)
      compiled.definitions.push_back(*definition);
    else
      diagnostics.error(element(source, "option-def", i), definition.error().key, definition.error().message);
  }
  std::ranges::sort(compiled.definitions, {}, &OptionDefinition::code);
  return dictionary;
}

// What only classes of this protocol have; before their options. Answers what these are defined by.
const OptionDictionary& compile_own(const ClientClassSettings4& settings, const Value& source,
                                    const OptionDictionary& outer, Diagnostics& diagnostics,
                                    Class4& compiled) {
  compiled.offer_lifetime = settings.offer_lifetime;
  compiled.next_server = settings.next_server;
  compiled.server_hostname = settings.server_hostname;
  compiled.boot_file_name = settings.boot_file_name;
  compiled.dictionary = define_options(settings, source, outer, diagnostics, compiled);
  return compiled.dictionary ? *compiled.dictionary : outer;
}

const OptionDictionary& compile_own(const ClientClassSettings6& settings, const Value& source,
                                    const OptionDictionary& outer, Diagnostics& diagnostics,
                                    Class6& compiled) {
  compiled.preferred_lifetime = compile_lifetime(settings.preferred_lifetime, settings.preferred_lifetime,
                                                 source, diagnostics, "preferred-lifetime");
  return outer;
}

void check_options(const ClientClassSettings4& settings, const Value& source, Diagnostics& diagnostics,
                   const Class4& compiled) {
  if (settings.only_if_required && find_option(compiled.options, option_server_identifier4))
    diagnostics.warning(
        source,
        "the server identifier (option 54) of a class that is evaluated only if required comes "
        "too late: queries have been accepted or not by then");
}

void check_options(const ClientClassSettings6&, const Value&, Diagnostics&, const Class6&) {}

template <class Settings, class Class>
void compile_class(const Settings& settings, const ScopeOptions& global, const Value& source,
                   const OptionDictionary& outer, Diagnostics& diagnostics, Class& compiled) {
  compiled.defined = true;
  compiled.valid_lifetime =
      compile_lifetime(settings.valid_lifetime, settings.valid_lifetime, source, diagnostics);
  compiled.context = settings.context;
  const OptionDictionary& definitions = compile_own(settings, source, outer, diagnostics, compiled);
  if (diagnostics.failed()) return;
  CompiledOptions options = encapsulate_over(
      read_options(settings.option_data, source, definitions, diagnostics), global, outer.version());
  compiled.options = std::move(options.options);
  compiled.vendors = std::move(options.vendors);
  check_options(settings, source, diagnostics, compiled);
}

ExpressionContext expression_context(const OptionDictionary& definitions) {
  const bool v4 = definitions.version() == DhcpVersion::v4;
  ExpressionContext context;
  context.protocol = v4 ? ExpressionContext::Protocol::v4 : ExpressionContext::Protocol::v6;
  context.option_code =
      [&definitions, space = v4 ? "dhcp4" : "dhcp6"](std::string_view name) -> std::optional<std::uint16_t> {
    const OptionDefinition* const definition = definitions.find(space, name);
    if (!definition) return std::nullopt;
    return definition->code;
  };
  return context;
}

template <class Settings, class Class>
void compile_all(const std::vector<Settings>& settings, const ScopeOptions& global, const Value& source,
                 const OptionDictionary& definitions, Diagnostics& diagnostics, ClassDictionary& dictionary,
                 std::vector<Class>& classes) {
  std::vector<ClassDefinition> tests;
  tests.reserve(settings.size());
  for (const Settings& of : settings)
    tests.push_back({of.name, of.test, of.template_test, of.only_if_required});
  auto compiled = ClassDictionary::compile(tests, expression_context(definitions));
  if (!compiled) {
    const ClassError& error = compiled.error();
    return diagnostics.error(element(source, "client-classes", error.index), error.key, error.message);
  }
  dictionary = std::move(*compiled);
  classes.resize(dictionary.size());
  for (std::size_t i = 0; i < settings.size() && !diagnostics.failed(); ++i)
    compile_class(settings[i], global, element(source, "client-classes", i), definitions, diagnostics,
                  classes[*dictionary.find(settings[i].name)]);
}

}  // namespace

void compile_classes(const std::vector<ClientClassSettings4>& settings, const ScopeOptions& global,
                     const Value& source, const OptionDictionary& definitions, Diagnostics& diagnostics,
                     ClassDictionary& dictionary, std::vector<Class4>& classes) {
  compile_all(settings, global, source, definitions, diagnostics, dictionary, classes);
}

void compile_classes(const std::vector<ClientClassSettings6>& settings, const ScopeOptions& global,
                     const Value& source, const OptionDictionary& definitions, Diagnostics& diagnostics,
                     ClassDictionary& dictionary, std::vector<Class6>& classes) {
  compile_all(settings, global, source, definitions, diagnostics, dictionary, classes);
}

std::vector<ClassId> ClassNumbers::of(const std::vector<std::string>& names) {
  std::vector<ClassId> ids;
  ids.reserve(names.size());
  for (const std::string& name : names) {
    const auto known = growing_ ? growing_->intern(name) : dictionary_.find(name);
    if (known)
      ids.push_back(*known);
    else
      complete_ = false;
  }
  return ids;
}

void ClassNumbers::warn_of_undefined(const std::vector<std::string>& required, const Value& source,
                                     Diagnostics& diagnostics) const {
  for (const std::string& name : required)
    if (const auto id = dictionary_.find(name); !id || !dictionary_.is_defined(*id))
      diagnostics.warning(source, "class \"" + name + "\" is required here, but not defined; it is ignored");
}

}  // namespace dhcp
