// What subnets and shared networks inherit, as both protocols know it.
#include <array>

#include "config/tables.hpp"

namespace dhcp {

namespace {

using S = std::string_view;

constexpr S allocators[] = {"iterative", "random", "flq"};
// Free addresses of an IPv6 pool are too many for a list.
constexpr auto address_allocators = std::span(allocators).first<2>();
constexpr S replacements[] = {"when-present", "never", "always", "when-not-present"};

// The boolean that came before the four modes.
void read_conflict_resolution(const Field&, const Value& value, void* member, Diagnostics& diagnostics) {
  bool check = false;
  if (field_types::read_boolean(value, check, diagnostics))
    *static_cast<std::optional<ConflictResolution>*>(member) =
        check ? ConflictResolution::check_with_dhcid : ConflictResolution::no_check_with_dhcid;
}
Value write_nothing(const Field&, const void*) {
  return {};
}
void inherit_nothing(void*, const void*) {}

constexpr FieldType conflict_resolution_flag{"boolean", &read_conflict_resolution, &write_nothing,
                                             &inherit_nothing};

// A guard may be one class, or several of which a client needs one.
void read_guard(const Field& field, const Value& value, void* member, Diagnostics& diagnostics) {
  std::string name;
  if (field_types::read_text(field, value, name, diagnostics) && !name.empty())
    static_cast<std::vector<std::string>*>(member)->assign(1, std::move(name));
}
Value write_guard(const Field&, const void* member) {
  const auto& names = *static_cast<const std::vector<std::string>*>(member);
  return names.size() == 1 ? Value(names[0]) : Value();
}
Value write_guards(const Field& field, const void* member) {
  const auto& names = *static_cast<const std::vector<std::string>*>(member);
  return names.size() > 1 ? field_types::Holder<std::vector<std::string>>::write(field, member) : Value();
}

constexpr FieldType guard{"string", &read_guard, &write_guard, &inherit_nothing};
constexpr FieldType guards{"list of strings", &field_types::Holder<std::vector<std::string>>::read,
                           &write_guards, &inherit_nothing};

}  // namespace

constexpr Field lifetime_fields[3] = {
    field<&LifetimeSettings::usual>("valid-lifetime",
                                    "How long a lease lasts, in seconds; 4294967295 is for ever.")
        .or_else("7200"),
    field<&LifetimeSettings::minimum>("min-valid-lifetime",
                                      "The shortest lease a client may ask for, in seconds. Default: "
                                      "`valid-lifetime`."),
    field<&LifetimeSettings::maximum>("max-valid-lifetime",
                                      "The longest lease a client may ask for, in seconds. Default: "
                                      "`valid-lifetime`."),
};

constexpr Field preferred_lifetime_fields[3] = {
    field<&LifetimeSettings::usual>("preferred-lifetime",
                                    "How long an address is used for new connections, in seconds. Default: "
                                    "five eighths of the valid lifetime."),
    field<&LifetimeSettings::minimum>("min-preferred-lifetime",
                                      "The shortest preferred lifetime a client may ask for, in seconds. "
                                      "Default: `preferred-lifetime`."),
    field<&LifetimeSettings::maximum>("max-preferred-lifetime",
                                      "The longest preferred lifetime a client may ask for, in seconds. "
                                      "Default: `preferred-lifetime`."),
};

constexpr Field inherited_fields[12] = {
    field<&InheritedSettings::renew_timer>("renew-timer", "T1 (option 58), in seconds."),
    field<&InheritedSettings::rebind_timer>("rebind-timer", "T2 (option 59), in seconds."),
    field<&InheritedSettings::calculate_tee_times>("calculate-tee-times",
                                                   "Make T1 and T2 from the lifetime where no timer is set.")
        .or_else("false"),
    field<&InheritedSettings::t1_percent>("t1-percent",
                                          "T1 as a part of the lifetime; less than `t2-percent`.")
        .range(0, 1)
        .or_else("0.5"),
    field<&InheritedSettings::t2_percent>("t2-percent", "T2 as a part of the lifetime.")
        .range(0, 1)
        .or_else("0.875"),
    field<&InheritedSettings::reservations_global>("reservations-global", "Look at global reservations.")
        .or_else("false"),
    field<&InheritedSettings::reservations_in_subnet>("reservations-in-subnet",
                                                      "Look at the reservations of the subnet.")
        .or_else("true"),
    field<&InheritedSettings::reservations_out_of_pool>("reservations-out-of-pool",
                                                        "No reserved address lies in a pool; saves lookups.")
        .or_else("false"),
    field<&InheritedSettings::cache_threshold>(
        "cache-threshold",
        "A lease younger than this part of its lifetime is given again as it is. Default: none is."),
    field<&InheritedSettings::cache_max_age>(
        "cache-max-age", "A lease older than this, in seconds, is not given again as it is."),
    field<&InheritedSettings::store_extended_info>("store-extended-info",
                                                   "Keep what the relay said with the lease.")
        .or_else("false"),
    field<&InheritedSettings::allocator>("allocator", "How a free address is looked for.")
        .one_of(allocators)
        .or_else("\"iterative\""),
};

// What differs in DHCPv6.
constexpr std::array<Field, 12> inherited_fields6 = [] {
  std::array<Field, 12> fields = std::to_array(inherited_fields);
  for (Field& field : fields) {
    if (field.key == "renew-timer") field.summary = "T1 of an identity association, in seconds.";
    if (field.key == "rebind-timer") field.summary = "T2 of an identity association, in seconds.";
    if (field.key == "calculate-tee-times") field = field.or_else("true");
    if (field.key == "t2-percent") field = field.or_else("0.8");
    if (field.key == "allocator") field = field.one_of(address_allocators);
  }
  return fields;
}();

constexpr Field ddns_fields[12] = {
    field<&DdnsSettings::send_updates>("ddns-send-updates", "Update the DNS for clients of this scope.")
        .or_else("true"),
    field<&DdnsSettings::override_no_update>("ddns-override-no-update",
                                             "Update the DNS though the client asks for no update.")
        .or_else("false"),
    field<&DdnsSettings::override_client_update>("ddns-override-client-update",
                                                 "Do what the client wants to do itself.")
        .or_else("false"),
    field<&DdnsSettings::replace_client_name>("ddns-replace-client-name",
                                              "When a generated name takes the place of the client's.")
        .one_of(replacements)
        .or_else("\"never\""),
    field<&DdnsSettings::generated_prefix>("ddns-generated-prefix", "What generated names begin with.")
        .or_else("\"myhost\""),
    field<&DdnsSettings::qualifying_suffix>("ddns-qualifying-suffix",
                                            "The domain that is appended to partial names.")
        .or_else("\"\""),
    field<&DdnsSettings::update_on_renew>("ddns-update-on-renew",
                                          "Update the DNS at each renewal though nothing changed.")
        .or_else("false"),
    field<&DdnsSettings::conflict_resolution>("ddns-use-conflict-resolution", conflict_resolution_flag,
                                              "Whether a name of another client is left alone.")
        .not_with("ddns-conflict-resolution-mode")
        .replaced_by("\"ddns-conflict-resolution-mode\""),
    field<&DdnsSettings::conflict_resolution>("ddns-conflict-resolution-mode",
                                              "Whose names in the DNS may be overwritten.")
        .one_of(conflict_resolution_names)
        .or_else("\"check-with-dhcid\""),
    field<&DdnsSettings::ttl_percent>(
        "ddns-ttl-percent",
        "The time to live as a part of the lifetime. Default: a third, but 600 seconds at least."),
    field<&DdnsSettings::hostname_char_set>(
        "hostname-char-set", "A regular expression of what must not stand in a name; empty: anything may.")
        .or_else("\"[^A-Za-z0-9.-]\""),
    field<&DdnsSettings::hostname_char_replacement>("hostname-char-replacement",
                                                    "What takes the place of such characters.")
        .or_else("\"\""),
};

constexpr Field class_reference_fields[3] = {
    field<&ClassReferences::admitted>("client-class", guard,
                                      "Only clients of this class are served from here.")
        .not_with("client-classes"),
    field<&ClassReferences::admitted>("client-classes", guards,
                                      "Only clients of one of these classes are served from here."),
    field<&ClassReferences::required>("require-client-classes",
                                      "Classes that are evaluated for clients that are served from here.")
        .also("evaluate-additional-classes")
        .tersely(),
};

}  // namespace dhcp
