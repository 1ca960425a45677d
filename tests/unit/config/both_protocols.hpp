/// @file
/// What DHCPv4 and DHCPv6 know alike has the same answer in both. It is written once, with words for what
/// differs: "@" is 4 or 6, "<address>" one of the protocol's.
#pragma once

#include <span>

#include "sample_config.hpp"
#include "sample_config6.hpp"

namespace dhcp::both_protocols {

struct Word {
  std::string_view word;
  std::string_view v4;
  std::string_view v6;
};
// Those that hold words come before them.
inline constexpr Word words[] = {
    {"<subnet>", R"("id": 1, "subnet": "<prefix>")", R"("id": 1, "subnet": "<prefix>")"},
    {"<second subnet>", R"("id": 2, "subnet": "<second prefix>")", R"("id": 2, "subnet": "<second prefix>")"},
    {"<reserved>", R"("ip-address": "<address>")", R"("ip-addresses": ["<address>"])"},
    {"<reserved outside>", R"("ip-address": "<outside>")", R"("ip-addresses": ["<outside>"])"},
    {"<reserved nowhere>", R"("ip-address": "<nowhere>")", R"("ip-addresses": ["<nowhere>"])"},
    {"<reserved key>", "ip-address", "ip-addresses[0]"},
    {"<prefix>", "192.0.2.0/24", "2001:db8::/64"},
    {"<second prefix>", "192.0.3.0/24", "2001:db8:1::/64"},
    {"<pool>", "192.0.2.0/25", "2001:db8::/80"},
    {"<inner pool>", "192.0.2.64/26", "2001:db8::/96"},
    {"<address>", "192.0.2.200", "2001:db8:0:0:1::"},
    {"<outside>", "203.0.113.1", "3000::1"},
    {"<nowhere>", "0.0.0.0", "::"},
    {"<of the other>", "2001:db8::9", "192.0.2.9"},
    {"<name>", "routers", "dns-servers"},
    {"<code>", "3", "23"},
    {"<other @>", "6", "4"},
    {"@", "4", "6"},
};

inline std::string in_words_of(DhcpVersion version, std::string text) {
  for (const Word& of : words)
    for (auto at = text.find(of.word); at != text.npos; at = text.find(of.word))
      text.replace(at, of.word.size(), version == DhcpVersion::v4 ? of.v4 : of.v6);
  return text;
}

// The error, the warnings, or "fine".
template <class Config>
std::string answer(const Result<std::shared_ptr<const Config>>& config) {
  if (!config) return without_place(config.error().message);
  std::string told;
  for (const std::string& warning : (*config)->warnings())
    if (!warning.ends_with("has no effect yet")) told += without_place(warning);
  return told.empty() ? "fine" : told;
}

inline std::string answer(DhcpVersion version, const std::string& body) {
  return version == DhcpVersion::v4 ? answer(parse_body(body)) : answer(parse_body6(body));
}

struct Case {
  const char* body;
  const char* answer;  // an asterisk at the end stands for anything
};

inline void check_both(std::span<const Case> cases) {
  for (const Case& of : cases)
    for (const DhcpVersion version : {DhcpVersion::v4, DhcpVersion::v6}) {
      const std::string body = in_words_of(version, of.body);
      const std::string expected = in_words_of(version, of.answer);
      const std::string told = answer(version, body);
      CAPTURE(body);
      if (expected.ends_with('*'))
        CHECK_MESSAGE(told.starts_with(expected.substr(0, expected.size() - 1)), told);
      else
        CHECK(told == expected);
    }
}

}  // namespace dhcp::both_protocols
