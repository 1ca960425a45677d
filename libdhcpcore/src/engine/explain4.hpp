/// @file
/// What stages tell the trace of a query, where it takes more than a line. Nothing here runs without a trace.
/// @floor engine
#pragma once

#include <string>

#include "dhcpcore/explanation.hpp"
#include "engine/context4.hpp"

namespace dhcp {

/// Tells why classes are given: each step of their expressions, and what they come to.
class ExplainedClasses final : public ClassObserver, private EvalTrace {
 public:
  explicit ExplainedClasses(Explanation& explanation) : explanation_(explanation) {}

  EvalTrace* trace(std::string_view name) override {
    name_ = name;
    return this;
  }
  void evaluated(std::string_view name, const EvalResult& result, bool is_template) override;

 private:
  void step(const Step& step) override;

  Explanation& explanation_;
  std::string_view name_;
};

/// The classes that the query has by now, and why.
void explain_classes(const Context4& q, std::string_view reason);
/// What came of the search for the client's lease.
void explain_held(const Context4& q);
/// How the commit of `q.changes` ended.
void explain_commit(const Context4& q);
/// Where each option of the reply comes from, and why those that the client wants are not in it.
void explain_options(const Context4& q);

/// Answers a query on copies of everything that it would change, and tells why. `store`, `hosts`,
/// configuration and interfaces are read. The datagram's bytes are copied before this returns.
Task<Explanation> explain4(const Shared4& shared, const Runtime4& runtime,
                           std::shared_ptr<const Config4> config,
                           std::shared_ptr<const InterfaceTable> interfaces, ModuleSetPointer modules,
                           const Datagram4& datagram, const Now& now);

}  // namespace dhcp
