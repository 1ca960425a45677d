#include "classify/option_display.hpp"
#include "dhcpcore/class_log.hpp"
#include "dhcpcore/eval_input4.hpp"
#include "engine/explain4.hpp"
#include "engine/stages4.hpp"

namespace dhcp {

namespace {

constexpr ClassLog::Messages required_messages{
    messages4::required_class_result, messages4::required_class_error, messages4::required_class_result,
    messages4::required_class_error};

/// Evaluates classes of one query. Lives no longer than one stage.
class Evaluation {
 public:
  explicit Evaluation(Context4& q, const ClassLog::Messages& messages = ClassLog::usual)
      : q_(q),
        input_(q.query, q.datagram, q.interface ? std::string_view(q.interface->name) : std::string_view(),
               q.classes, &q.definitions),
        log_(
            q.shared->parts.log, [&q] { return to_string(q.label()); }, messages) {
    if (q.explanation) explained_.emplace(*q.explanation);
  }

  void run(ClassPhase phase) {
    dictionary().evaluate(phase, input_, q_.classes, q_.scratch->evaluation, observer());
  }
  void run(const std::vector<ClassId>& required) {
    for (const ClassId id : required) {
      if (q_.classes.contains(id)) continue;
      if (!(*q_.snapshot().classes)[id].defined)
        q_.log(messages4::class_undefined, q_.label(), dictionary().name(id));
      else if (!dictionary().evaluate(id, input_, q_.classes, q_.scratch->evaluation, observer()))
        q_.log(messages4::class_untestable, q_.label(), dictionary().name(id));
    }
  }

 private:
  const ClassDictionary& dictionary() const { return *q_.snapshot().class_dictionary; }
  // A query that is explained logs nothing.
  ClassObserver* observer() { return explained_ ? static_cast<ClassObserver*>(&*explained_) : &log_; }

  Context4& q_;
  EvalInput4 input_;
  ClassLog log_;
  std::optional<ExplainedClasses> explained_;
};

void begin_classes(Context4& q) {
  q.classes.begin(*q.snapshot().class_dictionary);
  if (q.setup->observes_classes())
    add_builtin_classes(q.query, q.classes);
  else
    q.classes.add(builtin_class::all);
  if (q.explanation) explain_classes(q, "the message alone says so");
  for (const std::string& name : q.hooks.classes)
    if (q.classes.add(std::string_view(name))) q.tell(Explained::class_given, name, "a module says so");
}

void run(Context4& q, ClassPhase phase) {
  if (q.setup->observes_classes()) Evaluation(q).run(phase);
}

void add_told(Context4& q, ClassId id) {
  if (!q.classes.add(id)) return;
  const std::string_view name = q.snapshot().class_dictionary->name(id);
  q.log(messages4::class_assigned, q.label(), name);
  q.tell(Explained::class_given, name,
         id == builtin_class::known ? "there is a reservation" : "there is no reservation");
}

void add_classes_of(Context4& q, const Host4& host) {
  for (const std::string& name : host.client_classes)
    if (q.classes.add(std::string_view(name)))
      q.tell(Explained::class_given, name, "the reservation says so");
}

/// Whether the classes of a reservation are known before the lease is: not in a shared network, any subnet of
/// which may serve, unless it is a global one.
bool decides_early(const Context4& q, const Host4& host) {
  return host.subnet_id == 0 || !q.subnet->network;
}

/// Classes of the reservation are there before those that depend on them: these are evaluated once more,
/// since one may say `not member(...)`.
void classify_as_known(Context4& q, const Host4& host) {
  if (!host.client_classes.empty() && decides_early(q, host)) {
    begin_classes(q);
    if (q.early_host) add_classes_of(q, *q.early_host);
    add_classes_of(q, host);
    run(q, ClassPhase::first);
  }
  add_told(q, builtin_class::known);
  run(q, ClassPhase::second);
}

/// The subnet was selected by what the classes were; another member of its network may be the first one now.
void reconsider_members(Context4& q) {
  q.gather_members();
  if (!q.members.empty() && q.members.front() != q.subnet) serve_from(q, *q.members.front());
}

/// Options whose definition may be a class's can be read now.
void decide_definitions(Context4& q) {
  q.definitions.decide();
  for (const ClassSet::Entry& entry : q.classes.in_order()) {
    if (entry.id == no_class_id) continue;
    const Class4& of = (*q.snapshot().classes)[entry.id];
    for (const OptionDefinition* definition : of.definitions)
      q.definitions.define(definition->code, *of.dictionary);
  }
}

/// Says it, no more: whoever asks for parts of such an option finds none.
void tell_unfit(const Context4& q) {
  if (!q.shared->parts.log.enabled(messages4::deferred_option_unfit)) return;
  for (std::uint16_t code = 1; code < 255; ++code) {
    if (!QueryDefinitions4::waits(code)) continue;
    const auto option = q.query.option(static_cast<std::uint8_t>(code));
    const OptionDefinition* definition = q.definitions.source_of(code)->find("dhcp4", code);
    if (!option || !definition) continue;
    if (const auto size = size_of_fields(*definition, *option); !size)
      q.log(messages4::deferred_option_unfit, q.label(), code, size.error().message);
  }
}

bool stays(Context4& q, const LogMessage& dropped) {
  return !q.classes.contains(builtin_class::drop) || q.drop(dropped, q.label(), q.query);
}

/// Not those that the server or a module gives by itself: they need no definition.
void tell_unconfigured(const Context4& q) {
  if (!q.shared->parts.log.enabled(messages4::class_unconfigured)) return;
  for (const ClassSet::Entry& entry : q.classes.in_order()) {
    const bool defined = entry.id != no_class_id && (*q.snapshot().classes)[entry.id].defined;
    if (!defined && !is_builtin_class(entry.name))
      q.log(messages4::class_unconfigured, q.label(), entry.name);
  }
}

}  // namespace

bool stage4::classify(Context4& q) {
  q.definitions.begin(*q.snapshot().option_definitions);
  begin_classes(q);
  run(q, ClassPhase::first);
  decide_definitions(q);
  tell_unfit(q);
  q.log(messages4::classes_assigned, q.label(), message_type_name(q.query.type()), ClassNames{q.classes});
  return stays(q, messages4::drop_class);
}

bool stage4::classify_by_global_host(Context4& q) {
  if (!q.early_host) return true;
  classify_as_known(q, *q.early_host);
  return stays(q, messages4::drop_class_of_global_host);
}

bool stage4::classify_by_host(Context4& q) {
  // What a global reservation that was found before has to say has been evaluated already.
  if (!q.early_host || (q.host && q.host != q.early_host)) {
    if (q.host) {
      classify_as_known(q, *q.host);
    } else {
      // It may be known in another subnet of the network.
      add_told(q, q.hosts.empty() ? builtin_class::unknown : builtin_class::known);
      run(q, ClassPhase::second);
    }
  }
  reconsider_members(q);
  q.log(messages4::classes_assigned_late, q.label(), ClassNames{q.classes});
  return stays(q, messages4::drop_class_of_host);
}

void stage4::require_classes(Context4& q) {
  if (q.reply == MessageType4::nak) return;
  if (q.host) add_classes_of(q, *q.host);  // now that it is certain which subnet serves
  if (q.setup->observes_classes()) {
    Evaluation evaluation(q, required_messages);
    if (q.subnet->network) evaluation.run(q.subnet->network->required_classes);
    evaluation.run(q.subnet->required_classes);
    const Pool4* pool = q.change_count != 0 ? q.subnet->pool_of(q.granted().address) : nullptr;
    if (pool) evaluation.run(pool->required_classes);
  }
  tell_unconfigured(q);
}

}  // namespace dhcp
