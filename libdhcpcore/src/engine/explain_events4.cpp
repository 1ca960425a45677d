#include <algorithm>
#include <array>

#include "engine/configured_options.hpp"
#include "engine/explain4.hpp"

namespace dhcp {

namespace {

/// What events with fields of their own say.
constexpr std::array<const LogMessage*, 11> told_otherwise{&messages4::buffer_received,
                                                           &messages4::query_label,
                                                           &messages4::packet_received,
                                                           &messages4::query_data,
                                                           &messages4::packet_send,
                                                           &messages4::subnet_selected,
                                                           &messages4::class_assigned,
                                                           &messages4::classes_assigned,
                                                           &messages4::classes_assigned_late,
                                                           &messages4::subnet_selection_failed,
                                                           &messages4::subnet_dynamically_changed};

constexpr std::array<std::string_view, 4> state_names{"assigned", "declined", "expired-reclaimed",
                                                      "released"};

std::string_view outcome_name(ChangeOutcome outcome) {
  switch (outcome) {
    case ChangeOutcome::stored:
      return "stored";
    case ChangeOutcome::conflict:
      return "somebody else was quicker";
    default:
      return "failed";
  }
}

const OptionDefinition* definition_of(const Context4& q, std::uint8_t code) {
  const OptionSource* source = q.definitions.source_of(code);
  return source ? source->find("dhcp4", code) : nullptr;
}

std::string_view name_of(const OptionDefinition* definition) {
  return definition ? definition->name : "undefined";
}

/// Who gave an option that no scope has: the engine itself, from what the query or the lease says.
std::string_view given_by_engine(std::uint8_t code) {
  switch (code) {
    case option4::client_identifier:
    case option4::subnet_selection:
      return "the query";
    case option4::relay_agent_information:
      return "the relay";
    case option4::vendor_identifying_class:
    case option4::vendor_identifying_options:
      return "what scopes have for the vendor";
    default:
      return "the server";
  }
}

}  // namespace

void Context4::note(Explained kind, const LogMessage& message,
                    std::initializer_list<LogArgument> arguments) const {
  if (kind == Explained::noted &&
      std::ranges::any_of(told_otherwise, [&](const LogMessage* other) { return other->id == message.id; }))
    return;
  LogText text;
  message.format.write_to(text, arguments);
  const std::string named = to_string(label()) + ": ";
  std::string_view said = text.view();
  if (said.starts_with(named)) said.remove_prefix(named.size());
  explanation->add(kind, {said, message.id});
}

void ExplainedClasses::evaluated(std::string_view name, const EvalResult& result, bool is_template) {
  if (result.error)
    explanation_.add(Explained::class_failed, {name, result.error});
  else if (is_template)
    explanation_.add(Explained::class_evaluated, {name, as_text(result.text)});
  else
    explanation_.add(Explained::class_evaluated, {name, result.truth});
}

void ExplainedClasses::step(const Step& step) {
  constexpr std::string_view prefix = "EVAL_DEBUG_";
  Value::List operands;
  if (!step.subject.empty()) operands.push_back(step.subject);
  operands.insert(operands.end(), step.taken.begin(), step.taken.end());
  explanation_.add(Explained::class_step,
                   {name_, step.message.id.substr(prefix.size()), Value(std::move(operands)), step.left});
}

void explain_classes(const Context4& q, std::string_view reason) {
  for (const ClassSet::Entry& entry : q.classes.in_order())
    q.tell(Explained::class_given, entry.name, reason);
}

void explain_held(const Context4& q) {
  if (!q.holds) return q.tell(Explained::lease_none);
  const Value left = q.held.infinite() ? Value() : Value(q.held.expires() - q.now.wall);
  q.tell(Explained::lease_held, q.held.address, q.held.subnet_id,
         state_names[static_cast<std::size_t>(q.held.state)], left);
}

void explain_commit(const Context4& q) {
  for (const LeaseChange4& change : std::span(q.changes).first(q.change_count))
    q.tell(Explained::lease_committed, change.kind == ChangeKind::put ? "change" : "removal",
           change.lease.address, outcome_name(change.outcome));
}

void explain_options(const Context4& q) {
  const ReplyOptions4& reply = q.scratch->options;
  const bool configured_too = q.reply != MessageType4::nak;
  std::optional<ConfiguredOptions> configured;
  if (configured_too) configured.emplace(q);
  for (const OptionRef& option : reply.refs()) {
    const OptionDefinition* definition = definition_of(q, option.code);
    std::string_view scope = configured ? configured->scope_of(option.code, option.value) : "";
    if (scope.empty()) scope = given_by_engine(option.code);
    q.tell(Explained::option_sent, option.code, name_of(definition), scope,
           option_text(definition, option.value));
  }
  const auto requested = q.query.option(option4::parameter_request_list);
  if (!configured || !requested) return;
  for (const std::uint8_t code : *requested)
    if (!reply.has(code))
      q.tell(Explained::option_left_out, code, name_of(definition_of(q, code)),
             configured->never_sent(code) ? "a scope has never-send" : "no scope has it");
}

}  // namespace dhcp
