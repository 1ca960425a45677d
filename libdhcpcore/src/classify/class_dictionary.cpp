#include <fmt/format.h>

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <functional>

#include "classify/arena.hpp"
#include "dhcpcore/client_class.hpp"

namespace dhcp {

namespace {

constexpr std::string_view builtin_names[builtin_class::count] = {"ALL", "KNOWN", "UNKNOWN", "DROP", "BOOTP"};
constexpr std::string_view builtin_prefixes[] = {"VENDOR_CLASS_", "HA_", "AFTER_", "EXTERNAL_", "SKIP_DDNS"};

// Looked up by views, so that asking for a client's class name allocates nothing.
struct NameHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view name) const { return hash_bytes(as_bytes(name)); }
};
using ClassNames = boost::unordered_flat_map<std::string, ClassId, NameHash, std::equal_to<>>;

// Set by the server itself, so that a definition may add options to them but no condition.
bool is_set_by_server(ClassId id) {
  return id == builtin_class::all || id == builtin_class::known || id == builtin_class::unknown ||
         id == builtin_class::bootp;
}

}  // namespace

bool is_builtin_class(std::string_view name) {
  if (name == "ALL" || name == "KNOWN" || name == "UNKNOWN" || name == "BOOTP") return true;
  for (const std::string_view prefix : builtin_prefixes)
    if (name.starts_with(prefix)) return true;
  return false;
}

namespace {

// What is wrong with a definition, by its key.
struct Refusal {
  std::string_view key;
  std::string message;
};

bool has_expression(const ClassDefinition& definition) {
  return !definition.test.empty() || !definition.template_test.empty();
}

// Whether what a definition says of the class `id` goes together, whatever its expression says.
std::optional<Refusal> check_keys(const ClassDefinition& definition, ClassId id) {
  if (!definition.test.empty() && !definition.template_test.empty())
    return Refusal{"template-test", "a class has either a test or a template-test"};
  if (is_set_by_server(id) && has_expression(definition))
    return Refusal{"test", fmt::format("class '{}' is set by the server and takes no test", definition.name)};
  if (id < builtin_class::count && definition.only_if_required)
    return Refusal{"only-if-required", fmt::format("class '{}' is always looked at", definition.name)};
  return std::nullopt;
}

}  // namespace

struct ClassDictionary::Entry {
  std::string name;
  ClassPhase phase = ClassPhase::never;
  bool defined = false;
  bool deferred = false;  // refers to KNOWN or UNKNOWN, itself or through others
  bool is_template = false;
  std::optional<Expression> expression;
};

struct ClassDictionary::Parts {
  std::vector<Entry> entries;
  ClassNames by_name;
  std::vector<ClassId> phases[2];  // the classes of the first and of the second phase, in configuration order

  Parts() {
    for (const std::string_view name : builtin_names) add(std::string(name));
  }
  ClassId add(std::string name) {
    const auto id = static_cast<ClassId>(entries.size());
    by_name.emplace(name, id);
    entries.emplace_back().name = std::move(name);
    return id;
  }
  std::optional<ClassId> find(std::string_view name) const {
    const auto at = by_name.find(name);
    if (at == by_name.end()) return std::nullopt;
    return at->second;
  }

  std::optional<Refusal> define(const ClassDefinition& definition, const ExpressionContext& context) {
    if (definition.name.empty()) return Refusal{"name", "a class needs a name"};
    const std::optional<ClassId> known = find(definition.name);
    if (known && entries[*known].defined)
      return Refusal{"name", fmt::format("class '{}' is defined twice", definition.name)};
    const ClassId id = known ? *known : add(definition.name);
    if (auto refusal = check_keys(definition, id)) return refusal;
    if (definition.only_if_required) entries[id].phase = ClassPhase::required;
    if (has_expression(definition))
      if (auto refusal = compile_expression(id, definition, context)) return refusal;
    entries[id].defined = true;
    return std::nullopt;
  }

 private:
  // What `member()` may name in the class that is being compiled.
  Result<std::uint32_t> resolve(std::string_view name) const {
    const std::optional<ClassId> id = find(name);
    if (id && (entries[*id].defined || is_builtin_class(name))) return *id;
    if (is_builtin_class(name)) return no_class_id;
    return Error{fmt::format("class '{}' is not defined before it is used here", name)};
  }

  std::optional<Refusal> compile_expression(ClassId id, const ClassDefinition& definition,
                                            const ExpressionContext& context) {
    const bool is_template = definition.test.empty();
    const std::string_view key = is_template ? "template-test" : "test";
    ExpressionContext inner = context;
    inner.class_id = [this](std::string_view name) { return resolve(name); };
    auto expression =
        Expression::parse(is_template ? definition.template_test : definition.test,
                          is_template ? ExpressionKind::string : ExpressionKind::boolean, inner);
    if (!expression) return Refusal{key, std::move(expression).error().message};

    Entry& entry = entries[id];
    entry.is_template = is_template;
    for (const std::string& name : expression->classes()) {
      const std::optional<ClassId> other = find(name);
      if (!other) continue;
      if (entries[*other].phase == ClassPhase::required && !definition.only_if_required)
        return Refusal{key,
                       fmt::format("class '{}' is evaluated only if required, later than this one", name)};
      entry.deferred |=
          *other == builtin_class::known || *other == builtin_class::unknown || entries[*other].deferred;
    }
    entry.expression = *std::move(expression);
    if (definition.only_if_required) return std::nullopt;
    entry.phase = entry.deferred ? ClassPhase::second : ClassPhase::first;
    phases[entry.deferred ? 1 : 0].push_back(id);
    return std::nullopt;
  }
};

Result<ClassDictionary, ClassError> ClassDictionary::compile(std::span<const ClassDefinition> definitions,
                                                             const ExpressionContext& context) {
  ClassDictionary dictionary;
  for (std::size_t index = 0; index < definitions.size(); ++index)
    if (auto refusal = dictionary.parts_->define(definitions[index], context))
      return ClassError{index, refusal->key, std::move(refusal->message)};
  return dictionary;
}

ClassDictionary::ClassDictionary() : parts_(std::make_unique<Parts>()) {}
ClassDictionary::ClassDictionary(ClassDictionary&&) noexcept = default;
ClassDictionary& ClassDictionary::operator=(ClassDictionary&&) noexcept = default;
ClassDictionary::~ClassDictionary() = default;

ClassId ClassDictionary::intern(std::string_view name) {
  const auto known = parts_->find(name);
  return known ? *known : parts_->add(std::string(name));
}

std::size_t ClassDictionary::size() const {
  return parts_->entries.size();
}
std::optional<ClassId> ClassDictionary::find(std::string_view name) const {
  return parts_->find(name);
}
std::string_view ClassDictionary::name(ClassId id) const {
  return parts_->entries[id].name;
}
bool ClassDictionary::is_defined(ClassId id) const {
  return parts_->entries[id].defined;
}
ClassPhase ClassDictionary::phase(ClassId id) const {
  return parts_->entries[id].phase;
}

void ClassDictionary::evaluate(ClassPhase phase, const EvalInput& input, ClassSet& classes,
                               EvalScratch& scratch, ClassObserver* observer) const {
  for (const ClassId id : parts_->phases[phase == ClassPhase::first ? 0 : 1])
    evaluate(id, input, classes, scratch, observer);
}

bool ClassDictionary::evaluate(ClassId id, const EvalInput& input, ClassSet& classes, EvalScratch& scratch,
                               ClassObserver* observer) const {
  const Entry& entry = parts_->entries[id];
  if (!entry.expression) return false;
  const EvalResult result =
      entry.expression->evaluate(input, scratch, observer != nullptr ? observer->trace(entry.name) : nullptr);
  if (observer != nullptr) observer->evaluated(entry.name, result, entry.is_template);
  if (result.error != nullptr) return true;
  if (entry.is_template) {
    if (result.text.empty()) return true;
    classes.add_spawned(entry.name, as_text(result.text));
  } else if (!result.truth) {
    return true;
  }
  classes.add(id);
  return true;
}

ClassSet::ClassSet() : names_(std::make_unique<Arena>()) {}
ClassSet::~ClassSet() = default;

void ClassSet::begin(const ClassDictionary& dictionary) {
  dictionary_ = &dictionary;
  entries_.clear();
  bits_.assign((dictionary.size() + 63) / 64, 0);
  names_->reset();
}

bool ClassSet::add(ClassId id) {
  if (contains(id)) return false;
  bits_[id / 64] |= std::uint64_t{1} << id % 64;
  entries_.push_back({id, dictionary_->name(id)});
  return true;
}

bool ClassSet::add(std::string_view name) {
  return add_joined({name});
}

bool ClassSet::add_spawned(std::string_view template_name, std::string_view value) {
  return add_joined({"SPAWN_", template_name, "_", value});
}

bool ClassSet::add_vendor_class(std::string_view value) {
  return !value.empty() && add_joined({"VENDOR_CLASS_", value});
}

bool ClassSet::add_joined(std::initializer_list<std::string_view> parts) {
  std::size_t size = 0;
  for (const std::string_view part : parts) size += part.size();
  const std::span<std::uint8_t> room = names_->allocate(size);
  auto at = room.begin();
  for (const std::string_view part : parts) at = std::ranges::copy(as_bytes(part), at).out;
  const std::string_view name = as_text(room);
  if (const auto id = dictionary_->find(name)) return add(*id);
  if (contains(name)) return false;
  entries_.push_back({no_class_id, name});
  return true;
}

bool ClassSet::contains(ClassId id) const {
  return (bits_[id / 64] >> id % 64 & 1) != 0;
}

bool ClassSet::contains(std::string_view name) const {
  for (const Entry& entry : entries_)
    if (entry.name == name) return true;
  return false;
}

}  // namespace dhcp
