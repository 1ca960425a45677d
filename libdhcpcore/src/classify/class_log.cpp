#include "dhcpcore/class_log.hpp"

#include <span>

#include "classify/messages.hpp"
#include "classify/program.hpp"

namespace dhcp {

namespace {

struct Joined {
  std::span<const std::string> texts;
};

void append_to(LogText& out, const Joined& joined) {
  std::string_view separator;
  for (const std::string& text : joined.texts) {
    out.append(separator);
    out.append(text);
    separator = " and ";
  }
}

}  // namespace

const ClassLog::Messages ClassLog::usual{eval_messages::result, eval_messages::error,
                                         eval_messages::template_result, eval_messages::template_error};

EvalTrace* ClassLog::trace(std::string_view) {
  return log_.enabled(eval_messages::string) ? this : nullptr;  // the steps are all of one level
}

void ClassLog::evaluated(std::string_view name, const EvalResult& result, bool is_template) {
  if (result.error != nullptr)
    return log_(is_template ? messages_.template_error : messages_.error, label(), name, result.error);
  const LogMessage& message = is_template ? messages_.template_result : messages_.result;
  if (!log_.enabled(message)) return;
  if (is_template)
    log_(message, label(), name, shown_text(result.text));
  else
    log_(message, label(), name, result.truth);
}

void ClassLog::step(const Step& step) {
  log_(step.message, label(), step.subject, Joined{step.taken}, step.left);
}

const std::string& ClassLog::label() {
  if (label_.empty()) label_ = make_label_();
  return label_;
}

}  // namespace dhcp
