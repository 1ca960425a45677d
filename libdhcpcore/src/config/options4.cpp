#include "config/compile4.hpp"

namespace dhcp {

OptionSet compile_options4(const std::vector<OptionDataSettings>& settings, const Value& source,
                           Diagnostics& diagnostics) {
  if (!settings.empty()) diagnostics.error(source, "option-data", "not supported yet");
  return {};
}

OptionSet merge_options(const OptionSet& inner, const OptionSet& outer) {
  OptionSet merged;
  merged.reserve(inner.size() + outer.size());
  auto i = inner.begin();
  for (const OptionValue& option : outer) {
    while (i != inner.end() && i->code < option.code) merged.push_back(*i++);
    if (i != inner.end() && i->code == option.code) {
      merged.push_back(*i++);
      merged.back().always_send |= option.always_send;
      merged.back().never_send |= option.never_send;
    } else {
      merged.push_back(option);
    }
  }
  merged.insert(merged.end(), i, inner.end());
  return merged;
}

}  // namespace dhcp
