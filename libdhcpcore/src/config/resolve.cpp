#include "config/resolve.hpp"

#include <re2/re2.h>

namespace dhcp {

Lifetime resolve_lifetime(const LifetimeSettings& settings, const Lifetime& parent) {
  if (!settings.usual && !settings.minimum && !settings.maximum) return parent;
  const std::uint32_t usual = settings.usual     ? *settings.usual
                              : settings.minimum ? *settings.minimum
                                                 : *settings.maximum;
  return {settings.minimum.value_or(usual), usual, settings.maximum.value_or(usual)};
}

Lifetime compile_lifetime(const LifetimeSettings& settings, const Lifetime& parent, const Value& source,
                          Diagnostics& diagnostics, std::string_view key) {
  const Lifetime lifetime = resolve_lifetime(settings, parent);
  const auto check = [&](std::string_view end, bool fits, std::string_view rule, std::uint32_t value) {
    if (!fits)
      diagnostics.error(source, std::string(end).append(key),
                        std::to_string(value)
                            .append(" is out of place; it must not ")
                            .append(rule)
                            .append(key)
                            .append(", which is ")
                            .append(std::to_string(lifetime.preferred)));
  };
  check("min-", lifetime.minimum <= lifetime.preferred, "exceed ", lifetime.minimum);
  check("max-", lifetime.maximum >= lifetime.preferred, "be below ", lifetime.maximum);
  return lifetime;
}

std::optional<Lifetime> compile_own_lifetime(const LifetimeSettings& settings, const Value& source,
                                             Diagnostics& diagnostics, std::string_view key) {
  if (!settings.usual && !settings.minimum && !settings.maximum) return std::nullopt;
  return compile_lifetime(settings, Lifetime{}, source, diagnostics, key);
}

void check_tee_times(const InheritedSettings& own, const InheritedSettings& resolved, const Value& source,
                     Diagnostics& diagnostics) {
  if ((!own.t1_percent && !own.t2_percent) || *resolved.t1_percent < *resolved.t2_percent) return;
  diagnostics.error(source, own.t1_percent ? "t1-percent" : "t2-percent",
                    "T1 would not come before T2; t1-percent must be less than t2-percent");
}

std::shared_ptr<const DdnsParameters> compile_ddns(const DdnsSettings& own, const DdnsSettings& resolved,
                                                   std::shared_ptr<const DdnsParameters> parent,
                                                   const Value& source, Diagnostics& diagnostics) {
  const bool sets_none = std::ranges::all_of(ddns_fields, [&](const Field& field) {
    return field.type->write(field, field.member(const_cast<DdnsSettings*>(&own))).is_null();
  });
  if (parent && sets_none) return parent;
  if (own.hostname_char_set && !own.hostname_char_set->empty()) {
    const re2::RE2 expression(*own.hostname_char_set, re2::RE2::Quiet);
    if (!expression.ok())
      diagnostics.error(
          source, "hostname-char-set",
          shown(*own.hostname_char_set) + " is no regular expression: " + std::string(expression.error()));
  }
  auto ddns = std::make_shared<DdnsParameters>();
  ddns->send_updates = *resolved.send_updates;
  ddns->override_no_update = *resolved.override_no_update;
  ddns->override_client_update = *resolved.override_client_update;
  ddns->update_on_renew = *resolved.update_on_renew;
  ddns->replace_client_name = *resolved.replace_client_name;
  ddns->conflict_resolution = *resolved.conflict_resolution;
  ddns->ttl_percent = resolved.ttl_percent;
  ddns->generated_prefix = *resolved.generated_prefix;
  ddns->qualifying_suffix = *resolved.qualifying_suffix;
  ddns->hostname_char_set = *resolved.hostname_char_set;
  ddns->hostname_char_replacement = *resolved.hostname_char_replacement;
  return ddns;
}

void fill(ResolvedScope&& resolved, SubnetTerms& subnet) {
  const InheritedSettings& inherited = resolved.inherited;
  subnet.valid_lifetime = resolved.valid_lifetime;
  subnet.renew_timer = inherited.renew_timer;
  subnet.rebind_timer = inherited.rebind_timer;
  subnet.calculate_tee_times = *inherited.calculate_tee_times;
  subnet.t1_percent = *inherited.t1_percent;
  subnet.t2_percent = *inherited.t2_percent;
  subnet.reservations_global = *inherited.reservations_global;
  subnet.reservations_in_subnet = *inherited.reservations_in_subnet;
  subnet.reservations_out_of_pool = *inherited.reservations_out_of_pool;
  subnet.cache_threshold = inherited.cache_threshold;
  subnet.cache_max_age = inherited.cache_max_age;
  subnet.store_extended_info = *inherited.store_extended_info;
  subnet.allocator = *inherited.allocator;
  subnet.ddns = std::move(resolved.ddns);
  subnet.interface = std::move(resolved.interface);
}

}  // namespace dhcp
