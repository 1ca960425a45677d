#include "config/extended_info_check4.hpp"

#include <doctest/doctest.h>

namespace dhcp {
namespace {

using Level = SanityChecks::ExtendedInfo;

struct Outcome {
  ExtendedInfo4 verdict;
  std::string context;
  std::string_view problem;
};
Outcome check(Level level, std::string context) {
  Outcome outcome;
  outcome.verdict = check_extended_info4(level, context, outcome.problem);
  outcome.context = std::move(context);
  return outcome;
}
/// {"ISC": {"relay-agent-info": …}}
std::string relay(const std::string& information) {
  return R"({"ISC": {"relay-agent-info": )" + information + "}}";
}

constexpr Level all_levels[] = {Level::none, Level::fix, Level::strict, Level::pedantic};

TEST_CASE("what this server writes passes at every level, and so does what is not ours") {
  for (const Level level : all_levels)
    for (const std::string& context :
         {relay(R"({"sub-options": "0x02030102030C03AABBCC", "remote-id": "010203", "relay-id": "AABBCC"})"),
          relay(R"({"sub-options": "0x01027031", "comment": "by hand"})"), std::string(),
          std::string(R"({"a": 1})"), std::string(R"({"text": "\"ISC\""})"),
          std::string("no JSON \"ISC\"")}) {
      CAPTURE(context);
      const Outcome outcome = check(level, context);
      CHECK(outcome.verdict == ExtendedInfo4::good);
      CHECK(outcome.context == context);
    }
}

TEST_CASE("the string of former versions becomes a map, except at none") {
  const std::string old = relay(R"("0x02030102030C03AABBCC")");
  CHECK(check(Level::none, old).context == old);
  for (const Level level : {Level::fix, Level::strict, Level::pedantic}) {
    const Outcome outcome = check(level, old);
    CHECK(outcome.verdict == ExtendedInfo4::upgraded);
    CHECK(outcome.context ==
          relay(R"({"sub-options": "0x02030102030C03AABBCC", "remote-id": "010203", "relay-id": "AABBCC"})"));
  }
}

TEST_CASE("what cannot be read is removed, the rest of the user context stays") {
  const std::pair<const char*, const char*> table[] = {
      {R"({"ISC": 7})", "ISC is no map"},
      {R"({"ISC": {"relay-agent-info": 7}})", "relay-agent-info is neither a map nor a string"},
      {R"({"ISC": {"relay-agent-info": "hello"}})", "relay-agent-info is not hexadecimal"},
      {R"({"ISC": {"relay-agent-info": {}}})", "relay-agent-info has no sub-options"},
      {R"({"ISC": {"relay-agent-info": {"sub-options": 7}}})", "sub-options are not hexadecimal"},
      {R"({"ISC": {"relay-agent-info": {"sub-options": "0x"}}})", "sub-options are not hexadecimal"},
  };
  for (const auto& [context, problem] : table) {
    CAPTURE(context);
    CHECK(check(Level::none, context).verdict == ExtendedInfo4::good);
    const Outcome outcome = check(Level::fix, context);
    CHECK(outcome.verdict == ExtendedInfo4::removed);
    CHECK(outcome.problem == problem);
    CHECK(outcome.context.empty());
  }
  CHECK(check(Level::fix, R"({"a": 1, "ISC": 7})").context == R"({"a": 1})");
}

TEST_CASE("strict makes the identifiers those of the sub-options, fix does not look at them") {
  for (const char* wrong :
       {R"({"sub-options": "0x02030102030C03AABBCC", "remote-id": "FF", "relay-id": "AABBCC"})",
        R"({"sub-options": "0x02030102030C03AABBCC", "remote-id": 7, "relay-id": "AABBCC"})",
        R"({"sub-options": "0x02030102030C03AABBCC", "remote-id": "010203", "relay-id": "aabbcc"})"}) {
    CAPTURE(wrong);
    CHECK(check(Level::fix, relay(wrong)).verdict == ExtendedInfo4::good);
    const Outcome outcome = check(Level::strict, relay(wrong));
    CHECK(outcome.verdict == ExtendedInfo4::upgraded);
    CHECK(outcome.context ==
          relay(R"({"sub-options": "0x02030102030C03AABBCC", "remote-id": "010203", "relay-id": "AABBCC"})"));
  }
  CHECK(check(Level::strict, relay(R"({"sub-options": "0x01027031", "relay-id": "AA"})")).context ==
        relay(R"({"sub-options": "0x01027031"})"));
}

TEST_CASE("pedantic removes what holds anything else but comments") {
  for (const char* context : {R"({"ISC": {"relay-agent-info": {"sub-options": "0x01027031", "more": 1}}})",
                              R"({"ISC": {"relay-agent-info": {"sub-options": "0x01027031"}, "more": 1}})"}) {
    CAPTURE(context);
    CHECK(check(Level::strict, context).verdict == ExtendedInfo4::good);
    CHECK(check(Level::pedantic, context).verdict == ExtendedInfo4::removed);
  }
  CHECK(check(Level::pedantic, R"({"ISC": {"comment": "none"}})").verdict == ExtendedInfo4::good);
}

}  // namespace
}  // namespace dhcp
