#include <fmt/format.h>

#include "dhcpcore/class_log.hpp"
#include "dhcpcore/eval_input4.hpp"
#include "engine/stages4.hpp"

namespace dhcp {

namespace {

/// Evaluates classes of one query. Lives no longer than one stage.
class Evaluation {
 public:
  explicit Evaluation(Context4& q)
      : q_(q),
        input_(q.query, q.datagram, q.interface ? std::string_view(q.interface->name) : std::string_view(),
               q.classes),
        log_(q.shared->parts.log, [&q] { return fmt::format("{}", q.label()); }) {}

  void run(ClassPhase phase) {
    dictionary().evaluate(phase, input_, q_.classes, q_.scratch->evaluation, &log_);
  }
  void run(const std::vector<ClassId>& required) {
    for (const ClassId id : required) {
      if (q_.classes.contains(id)) continue;
      if (!q_.snapshot().classes[id].defined)
        q_.log(messages4::class_undefined, q_.label(), dictionary().name(id));
      else if (!dictionary().evaluate(id, input_, q_.classes, q_.scratch->evaluation, &log_))
        q_.log(messages4::class_untestable, q_.label(), dictionary().name(id));
    }
  }

 private:
  const ClassDictionary& dictionary() const { return q_.snapshot().class_dictionary; }

  Context4& q_;
  EvalInput4 input_;
  ClassLog log_;
};

void begin_classes(Context4& q) {
  q.classes.begin(q.snapshot().class_dictionary);
  if (q.setup->observes_classes())
    add_builtin_classes(q.query, q.classes);
  else
    q.classes.add(builtin_class::all);
}

/// Classes of the reservation are there before those that depend on them: these are evaluated once more,
/// since one may say `not member(...)`. Not for a reservation in a shared network, whose subnet was chosen by
/// what the classes were.
void add_classes_of_host(Context4& q) {
  const bool again = !q.host->client_classes.empty() && q.setup->observes_classes() &&
                     (q.host->subnet_id == 0 || !q.subnet->network);
  if (again) begin_classes(q);
  q.classes.add(builtin_class::known);
  for (const std::string& name : q.host->client_classes) q.classes.add(std::string_view(name));
  if (again) Evaluation(q).run(ClassPhase::first);
}

}  // namespace

bool stage4::classify(Context4& q) {
  begin_classes(q);
  if (q.setup->observes_classes()) Evaluation(q).run(ClassPhase::first);
  q.log(messages4::classes_assigned, q.label(), ClassNames{q.classes});
  return !q.classes.contains(builtin_class::drop) || q.drop(messages4::drop_class, q.label(), q.query);
}

bool stage4::classify_by_host(Context4& q) {
  if (q.host)
    add_classes_of_host(q);
  else
    q.classes.add(builtin_class::unknown);
  if (q.setup->observes_classes()) Evaluation(q).run(ClassPhase::second);
  q.gather_members();
  q.log(messages4::classes_assigned_late, q.label(), ClassNames{q.classes});
  return !q.classes.contains(builtin_class::drop) ||
         q.drop(messages4::drop_class_of_host, q.label(), q.query);
}

void stage4::require_classes(Context4& q) {
  if (q.reply == MessageType4::nak || !q.setup->observes_classes()) return;
  Evaluation evaluation(q);
  if (q.subnet->network) evaluation.run(q.subnet->network->required_classes);
  evaluation.run(q.subnet->required_classes);
  if (q.change_count == 0) return;
  if (const Pool4* pool = q.subnet->pool_of(q.granted().address)) evaluation.run(pool->required_classes);
}

}  // namespace dhcp
