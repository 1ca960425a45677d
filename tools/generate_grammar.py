#!/usr/bin/env python3
"""Makes the lists of configuration keys of grammar.hpp from libdhcpcore/data/dhcp4-grammar.json."""

import json
import sys


def main(source, target):
    with open(source, encoding="utf-8") as file:
        scopes = json.load(file)["scopes"]
    lines = ['#include "config/grammar.hpp"', "", "namespace dhcp {", "", "namespace {", ""]
    for number, keys in enumerate(scopes.values()):
        words = ", ".join(f'"{key}"' for key in keys)
        lines.append(f"constexpr std::string_view scope{number}[] = {{{words}}};")
    lines += ["", "constexpr struct {", "  std::string_view name;", "  std::span<const std::string_view> keys;",
              "} scopes[] = {"]
    lines += [f'    {{"{name}", scope{number}}},' for number, name in enumerate(scopes)]
    lines += ["};", "", "}  // namespace", "",
              "std::span<const std::string_view> grammar_keys4(std::string_view scope) {",
              "  for (const auto& candidate : scopes)",
              "    if (candidate.name == scope) return candidate.keys;",
              "  return {};", "}", "", "}  // namespace dhcp", ""]
    with open(target, "w", encoding="utf-8") as file:
        file.write("\n".join(lines))


if __name__ == "__main__":
    main(*sys.argv[1:])
