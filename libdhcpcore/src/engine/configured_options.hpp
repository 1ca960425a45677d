/// @file
/// The configured options of a query, over all scopes that have a say.
/// @floor engine
#pragma once

#include <bitset>
#include <vector>

#include "engine/context4.hpp"

namespace dhcp {

/// What counts of one option that several scopes may have: the most important scope's value, the flags of
/// all.
struct ScopedOption {
  const OptionValue* option = nullptr;
  bool always_send = false;
  bool never_send = false;

  /// Tells of the next scope, the most important one first.
  void see(const OptionValue& of_scope) {
    if (!option) option = &of_scope;
    always_send |= of_scope.always_send;
    never_send |= of_scope.never_send;
  }
  bool is_sent(bool requested) const { return option && !never_send && (requested || always_send); }
};

/// Most important scope first: reservation, pool, subnet and network, classes in their order; what comes from
/// the global scope alone after them.
class ConfiguredOptions {
 public:
  /// Uses the scratch memory of the query; one at a time.
  explicit ConfiguredOptions(const Context4& q) : subnet_(*q.subnet), scopes_(q.scratch->option_scopes) {
    scopes_.clear();
    if (q.host) add(q.host->options, q.host->vendors, "the reservation");
    if (const Pool4* pool = pool_of_lease(q)) add(pool->options, pool->vendors, "the pool");
    add(subnet_.options, subnet_.vendors, "the subnet");
    for (const ClassSet::Entry& entry : q.classes.in_order())
      if (entry.id != no_class_id)
        add((*q.snapshot().classes)[entry.id].options, (*q.snapshot().classes)[entry.id].vendors, entry.name);
    add(in_those_of_the_subnet, q.snapshot().global_vendors, global_scope);
  }

  /// The value that counts, or null: not configured, or switched off in any scope.
  const OptionValue* find(std::uint8_t code) const {
    if (never_.test(code)) return nullptr;
    const OptionValue* global = nullptr;
    for (const OptionScope4& scope : scopes_) {
      const OptionValue* value = find_option(*scope.options, code);
      if (value && (scope.options != &subnet_.options || !subnet_.from_global.test(code))) return value;
      if (value) global = value;
    }
    return global;
  }
  /// Which scope a value of an option is from; empty when it is from none.
  std::string_view scope_of(std::uint8_t code, ByteView value) const {
    for (const OptionScope4& scope : scopes_) {
      const OptionValue* option = find_option(*scope.options, code);
      if (!option || ByteView(option->value).data() != value.data()) continue;
      if (scope.options != &subnet_.options) return scope.name;
      if (subnet_.from_global.test(code)) return global_scope;
      return subnet_.from_network.test(code) ? "the shared network" : scope.name;
    }
    return {};
  }
  /// Whether some scope forbids the code, whatever its value.
  bool never_sent(std::uint8_t code) const { return never_.test(code); }

  /// Calls `visit` with each code that is to be sent whether requested or not.
  template <class Visit>
  void each_always(Visit visit) const {
    if (!any_always_) return;
    for (const OptionScope4& scope : scopes_)
      for (const OptionValue& option : *scope.options)
        if (option.always_send) visit(static_cast<std::uint8_t>(option.code));
  }
  /// Calls `visit` with each enterprise that any scope has options of, ascending.
  template <class Visit>
  void each_enterprise(Visit visit) const {
    if (!any_vendor_) return;
    for (std::uint64_t from = 0;;) {
      std::uint64_t next = no_enterprise;
      for (const OptionScope4& scope : scopes_) {
        const auto at = std::ranges::lower_bound(*scope.vendors, from, {}, &VendorOptions::enterprise);
        if (at != scope.vendors->end()) next = std::min<std::uint64_t>(next, at->enterprise);
      }
      if (next == no_enterprise) return;
      visit(static_cast<std::uint32_t>(next));
      from = next + 1;
    }
  }
  /// Calls `visit` with what each scope has of one enterprise, the most important scope first.
  template <class Visit>
  void each_scope_of(std::uint32_t enterprise, Visit visit) const {
    for (const OptionScope4& scope : scopes_) {
      const auto at = std::ranges::lower_bound(*scope.vendors, enterprise, {}, &VendorOptions::enterprise);
      if (at != scope.vendors->end() && at->enterprise == enterprise) visit(*at);
    }
  }

 private:
  inline static const OptionSet in_those_of_the_subnet;
  static constexpr std::string_view global_scope = "the global scope";
  static constexpr std::uint64_t no_enterprise = std::uint64_t{1} << 32;

  static const Pool4* pool_of_lease(const Context4& q) {
    return q.change_count != 0 ? q.subnet->pool_of(q.changes[0].lease.address) : nullptr;
  }
  void add(const OptionSet& options, const std::vector<VendorOptions>& vendors, std::string_view name) {
    if (options.empty() && vendors.empty()) return;
    scopes_.push_back({&options, &vendors, name});
    any_vendor_ |= !vendors.empty();
    // Both flags hold for the code, whatever a more specific scope says.
    for (const OptionValue& option : options) {
      if (option.never_send) never_.set(option.code);
      any_always_ |= option.always_send;
    }
  }

  const Subnet4& subnet_;
  std::vector<OptionScope4>& scopes_;
  std::bitset<256> never_;
  bool any_always_ = false;
  bool any_vendor_ = false;
};

}  // namespace dhcp
