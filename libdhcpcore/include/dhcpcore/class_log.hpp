/// @file
/// Writes what happens to the classes of a query to a log.
/// @floor classify
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "dhcpcore/client_class.hpp"
#include "dhcpcore/export.hpp"
#include "dhcpcore/expression.hpp"
#include "dhcpcore/log.hpp"

namespace dhcp {

/// Observes the evaluation of one query's classes: the result of each, and at debug level 55 of the `eval`
/// component every step. A class costs two relaxed loads when nothing of that is logged.
class DHCPCORE_API ClassLog final : public ClassObserver, private EvalTrace {
 public:
  /// What tells of results. The arguments are the query's label, the class, and its value or what went wrong.
  struct Messages {
    const LogMessage& result;
    const LogMessage& error;
    const LogMessage& template_result;
    const LogMessage& template_error;
  };
  /// DHCPSRV_EVAL_RESULT, DHCPSRV_TEMPLATE_EVAL_RESULT (debug level 50), and the _ERROR ones (errors).
  static const Messages usual;

  /// `label` names the query; it is called once, when there is something to write. A callable of one or two
  /// pointers costs no allocation. The log and the messages must outlive this.
  ClassLog(Log& log, std::function<std::string()> label, const Messages& messages = usual)
      : log_(log), make_label_(std::move(label)), messages_(messages) {}

  EvalTrace* trace(std::string_view name) override;
  void evaluated(std::string_view name, const EvalResult& result, bool is_template) override;

 private:
  void step(const Step& step) override;
  const std::string& label();

  Log& log_;
  std::function<std::string()> make_label_;
  const Messages& messages_;
  std::string label_;
};

}  // namespace dhcp
