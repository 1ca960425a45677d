#include "config/resolve.hpp"

#include <re2/re2.h>

#include <array>

#include "dhcpcore/dns_name.hpp"

namespace dhcp {

std::optional<Lifetime> compile_lifetime(const LifetimeSettings& own, const LifetimeSettings& resolved,
                                         const Value& source, Diagnostics& diagnostics,
                                         std::string_view key) {
  const auto& any = resolved.usual ? resolved.usual : resolved.minimum ? resolved.minimum : resolved.maximum;
  if (!any) return std::nullopt;
  const Lifetime lifetime{resolved.minimum.value_or(*any), *any, resolved.maximum.value_or(*any)};
  const std::string usual(key), least = "min-" + usual, most = "max-" + usual;
  const auto misplaced = [&](const std::string& at, std::uint32_t value, std::string_view rule,
                             const std::string& other, std::uint32_t limit) {
    diagnostics.error(source, at,
                      std::to_string(value)
                          .append(" is out of place; it must not ")
                          .append(rule)
                          .append(other)
                          .append(", which is ")
                          .append(std::to_string(limit)));
  };
  if (lifetime.minimum > lifetime.preferred && own.minimum)
    misplaced(least, lifetime.minimum, "exceed ", usual, lifetime.preferred);
  else if (lifetime.minimum > lifetime.preferred && own.usual)
    misplaced(usual, lifetime.preferred, "be below ", least, lifetime.minimum);
  if (lifetime.maximum < lifetime.preferred && own.maximum)
    misplaced(most, lifetime.maximum, "be below ", usual, lifetime.preferred);
  else if (lifetime.maximum < lifetime.preferred && own.usual)
    misplaced(usual, lifetime.preferred, "exceed ", most, lifetime.maximum);
  return lifetime;
}

void check_tee_times(const InheritedSettings& own, const InheritedSettings& resolved, const Value& source,
                     Diagnostics& diagnostics) {
  if ((!own.t1_percent && !own.t2_percent) || *resolved.t1_percent < *resolved.t2_percent) return;
  diagnostics.error(source, own.t1_percent ? "t1-percent" : "t2-percent",
                    "T1 would not come before T2; t1-percent must be less than t2-percent");
}

namespace {

/// The octets that `hostname-char-set` says must not stand in a name. An expression for more than one at a
/// time says nothing.
std::bitset<256> invalid_octets(const std::string& set, const Value& source, Diagnostics& diagnostics) {
  std::bitset<256> octets;
  octets.set(0);
  if (set.empty()) return octets;
  re2::RE2::Options octet_wise;
  octet_wise.set_encoding(re2::RE2::Options::EncodingLatin1);
  octet_wise.set_log_errors(false);
  const re2::RE2 expression(set, octet_wise);
  if (!expression.ok()) {
    diagnostics.error(source, "hostname-char-set",
                      shown(set) + " is no regular expression: " + std::string(expression.error()));
    return octets;
  }
  for (unsigned octet = 1; octet < octets.size(); ++octet) {
    const char character = static_cast<char>(octet);
    octets.set(octet, re2::RE2::FullMatch(re2::StringPiece(&character, 1), expression));
  }
  const Value* written = source.find("hostname-char-set");
  if (octets.count() == 1 && written)
    diagnostics.warning(*written, shown(set) + " matches no single character, so that all are valid");
  return octets;
}

}  // namespace

void check_name(const Value& map, std::string_view key, Diagnostics& diagnostics) {
  const Value* name = map.find(key);
  if (!name || !name->is_string() || name->as_string().empty()) return;
  std::array<std::uint8_t, max_dns_name_size> room;
  ByteWriter labels(room);
  if (const auto encoded = encode_dns_name(name->as_string(), labels); !encoded)
    diagnostics.warning(*name, shown(*name) + " is no domain name, it " +
                                   std::string(dns_name_error_text(encoded.error())) +
                                   "; what it is for will have no name");
}

std::shared_ptr<const DdnsParameters> compile_ddns(const DdnsSettings& own, const DdnsSettings& resolved,
                                                   std::shared_ptr<const DdnsParameters> parent,
                                                   const Value& source, Diagnostics& diagnostics) {
  const bool sets_none = std::ranges::all_of(ddns_fields, [&](const Field& field) {
    return field.type->write(field, field.member(const_cast<DdnsSettings*>(&own))).is_null();
  });
  if (parent && sets_none) return parent;
  check_name(source, "ddns-generated-prefix", diagnostics);
  check_name(source, "ddns-qualifying-suffix", diagnostics);
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
  const bool inherited = parent && parent->hostname_char_set == ddns->hostname_char_set;
  ddns->invalid_in_names =
      inherited ? parent->invalid_in_names : invalid_octets(ddns->hostname_char_set, source, diagnostics);
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
