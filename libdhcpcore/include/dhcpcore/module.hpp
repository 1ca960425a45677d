/// @file
/// Modules in C++: a thin cover over dhcpcore/module.h that is compiled into the module. Nothing of it
/// crosses to the server but what that header declares; exceptions end here. examples/module shows one in a
/// page.
///
///     class Polite {
///      public:
///       Polite(dhcp::module::Module self, dhcp::module::Value parameters);  // throws: refused, with what()
///       dhcp::module::Next greet(dhcp::module::Call& call);
///     };
///     constexpr dhcp_hook hooks[] = {dhcp::module::at<&Polite::greet>("pkt4_receive"), {}};
///     const dhcp_module_table table = dhcp::module::table<Polite>("polite", hooks);
///
/// A class may have any number of such functions. They run on several workers at once when the table says so.
/// @floor hook
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "dhcpcore/module.h"

namespace dhcp::module {

using Bytes = std::span<const std::uint8_t>;

inline dhcp_bytes bytes(Bytes b) {
  return {b.data(), b.size()};
}
inline dhcp_bytes bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline Bytes view(dhcp_bytes b) {
  return {b.data, b.size};
}
inline std::string_view text(dhcp_bytes b) {
  return {reinterpret_cast<const char*>(b.data), b.size};
}

/// What a hook function answers: `dhcp_next_step`.
enum class Next {
  go_on = DHCP_NEXT_CONTINUE,
  skip = DHCP_NEXT_SKIP,
  drop = DHCP_NEXT_DROP,
  park = DHCP_NEXT_PARK,
  again = DHCP_NEXT_AGAIN,  ///< only for `resume`
};

/// A JSON value, or none. What is not there, or of another kind, reads as the default.
class Value {
 public:
  Value(const dhcp_host_table& host, const dhcp_value* value) : host_(&host), value_(value) {}

  explicit operator bool() const { return value_ != nullptr; }
  dhcp_value_kind kind() const { return value_ ? host_->value_kind(value_) : DHCP_VALUE_NULL; }
  bool boolean(bool otherwise = false) const {
    return kind() == DHCP_VALUE_BOOLEAN ? host_->value_integer(value_) != 0 : otherwise;
  }
  std::int64_t integer(std::int64_t otherwise = 0) const {
    return kind() == DHCP_VALUE_INTEGER ? host_->value_integer(value_) : otherwise;
  }
  double real(double otherwise = 0) const {
    return kind() == DHCP_VALUE_REAL || kind() == DHCP_VALUE_INTEGER ? host_->value_real(value_) : otherwise;
  }
  std::string_view text(std::string_view otherwise = {}) const {
    return kind() == DHCP_VALUE_STRING ? module::text(host_->value_text(value_)) : otherwise;
  }
  /// Elements of a list, members of a map.
  std::size_t size() const { return value_ ? host_->value_size(value_) : 0; }
  Value at(std::size_t index) const {
    return {*host_, value_ ? host_->value_at(value_, index, nullptr) : nullptr};
  }
  std::string_view key(std::size_t index) const {
    dhcp_bytes key{};
    if (kind() == DHCP_VALUE_MAP) host_->value_at(value_, index, &key);
    return module::text(key);
  }
  Value operator[](const char* member) const {
    return {*host_, value_ ? host_->value_find(value_, member) : nullptr};
  }

 private:
  const dhcp_host_table* host_;
  const dhcp_value* value_;
};

/// The instance, as far as the server is concerned. Copy freely; any thread.
class Module {
 public:
  Module(const dhcp_host_table& host, dhcp_module* module) : host_(&host), module_(module) {}

  const dhcp_host_table& host() const { return *host_; }
  dhcp_module* handle() const { return module_; }
  void resume(dhcp_park_token token, Next step) const {
    host_->resume(module_, token, static_cast<dhcp_next_step>(step));
  }
  bool logs(int verbosity) const { return host_->logs(module_, verbosity) != 0; }
  void log(int verbosity, const std::string& id, const std::string& line) const {
    host_->log(module_, verbosity, id.c_str(), line.c_str());
  }

 private:
  const dhcp_host_table* host_;
  dhcp_module* module_;
};

/// The query or the response. What a function answers false, or nothing, for is not possible at the point.
class Message {
 public:
  Message(const dhcp_host_table& host, dhcp_query* query, dhcp_message which)
      : host_(&host), query_(query), which_(which) {}

  Bytes bytes() const { return view(host_->bytes(query_, which_)); }
  bool set_bytes(Bytes all) const { return host_->set_bytes(query_, which_, module::bytes(all)) != 0; }
  std::optional<Bytes> option(std::uint16_t code) const {
    const dhcp_bytes value = host_->option(query_, which_, code);
    return value.data ? std::optional(view(value)) : std::nullopt;
  }
  bool set_option(std::uint16_t code, Bytes value) const {
    return host_->set_option(query_, which_, code, module::bytes(value)) != 0;
  }
  bool remove_option(std::uint16_t code) const { return host_->remove_option(query_, which_, code) != 0; }
  std::optional<dhcp_header4> header4() const {
    dhcp_header4 header{};
    return host_->header4(query_, which_, &header) ? std::optional(header) : std::nullopt;
  }
  bool set_header4(const dhcp_header4& header) const {
    return host_->set_header4(query_, which_, &header) != 0;
  }
  std::optional<dhcp_datagram4> datagram4() const {
    dhcp_datagram4 datagram{};
    datagram.size = sizeof datagram;
    return host_->datagram4(query_, which_, &datagram) ? std::optional(datagram) : std::nullopt;
  }
  bool set_datagram4(const dhcp_datagram4& datagram) const {
    return host_->set_datagram4(query_, which_, &datagram) != 0;
  }

 private:
  const dhcp_host_table* host_;
  dhcp_query* query_;
  dhcp_message which_;
};

/// One call of a hook function.
class Call {
 public:
  Call(Module module, dhcp_query* query) : module_(module), query_(query) {}

  Message query() const { return {host(), query_, DHCP_QUERY}; }
  Message response() const { return {host(), query_, DHCP_RESPONSE}; }

  bool in_class(std::string_view name) const { return host().in_class(query_, bytes(name)) != 0; }
  bool add_class(std::string_view name) const { return host().add_class(query_, bytes(name)) != 0; }
  /// Empty past the last.
  std::string_view class_name(std::size_t index) const { return text(host().class_name(query_, index)); }
  Value class_context(std::size_t index) const { return {host(), host().class_context(query_, index)}; }

  std::optional<dhcp_subnet4> subnet4() const {
    dhcp_subnet4 subnet{};
    subnet.size = sizeof subnet;
    return host().subnet4(query_, &subnet) ? std::optional(subnet) : std::nullopt;
  }
  std::optional<dhcp_subnet4> configured_subnet4(std::size_t index) const {
    dhcp_subnet4 subnet{};
    subnet.size = sizeof subnet;
    return host().configured_subnet4(query_, index, &subnet) ? std::optional(subnet) : std::nullopt;
  }
  bool select_subnet4(std::uint32_t id) const { return host().select_subnet4(query_, id) != 0; }

  std::optional<dhcp_lease4> lease4(dhcp_lease_role role = DHCP_LEASE) const {
    dhcp_lease4 lease{};
    lease.size = sizeof lease;
    return host().lease4(query_, role, &lease) ? std::optional(lease) : std::nullopt;
  }
  bool set_lease4(const dhcp_lease4& lease) const { return host().set_lease4(query_, &lease) != 0; }

  bool set_identifier(dhcp_identifier_type type, Bytes value) const {
    return host().set_identifier(query_, type, bytes(value)) != 0;
  }
  std::optional<dhcp_names> names() const {
    dhcp_names names{};
    names.size = sizeof names;
    return host().names(query_, &names) ? std::optional(names) : std::nullopt;
  }
  bool set_names(const dhcp_names& names) const { return host().set_names(query_, &names) != 0; }

  std::int64_t fact(dhcp_fact which) const { return host().fact(query_, which); }
  bool dry_run() const { return fact(DHCP_FACT_DRY_RUN) != 0; }
  Value value(const dhcp_value* of) const { return {host(), of}; }

  /// The module's own state in the query, made when it is asked for first. The module's hooks have
  /// `forget<State>()`. Only where there is a query.
  template <class State>
  State& state() const {
    void** slot = host().slot(query_, module_.handle());
    if (!*slot) *slot = new State();
    return *static_cast<State*>(*slot);
  }

  /// The token of the query, which waits when the function answers `Next::park`. Nothing: it cannot wait.
  std::optional<dhcp_park_token> park() const {
    dhcp_park_token token{};
    return host().park(query_, &token) ? std::optional(token) : std::nullopt;
  }

  Value event() const { return {host(), host().event(query_)}; }
  bool set_event(std::string_view json) const { return host().set_event(query_, bytes(json)) != 0; }

  const dhcp_host_table& host() const { return module_.host(); }
  dhcp_query* handle() const { return query_; }

 private:
  Module module_;
  dhcp_query* query_;
};

namespace detail {

template <class M>
struct Instance {
  Instance(Module self, Value parameters) : module(self), own(self, parameters) {}
  Module module;
  M own;
};

template <class Function>
struct MemberOf;
template <class M>
struct MemberOf<Next (M::*)(Call&)> {
  using Class = M;
};

template <auto function>
dhcp_next_step run(void* state, dhcp_query* query) {
  auto& instance = *static_cast<Instance<typename MemberOf<decltype(function)>::Class>*>(state);
  try {
    Call call(instance.module, query);
    return static_cast<dhcp_next_step>((instance.own.*function)(call));
  } catch (const std::exception& error) {
    instance.module.host().log(instance.module.handle(), -3, "HOOKS_CALLOUT_EXCEPTION", error.what());
  } catch (...) {
    instance.module.host().log(instance.module.handle(), -3, "HOOKS_CALLOUT_EXCEPTION", "of unknown type");
  }
  return DHCP_NEXT_CONTINUE;
}

template <class M, class State>
dhcp_next_step forget(void* state, dhcp_query* query) {
  const Module& module = static_cast<Instance<M>*>(state)->module;
  void** slot = module.host().slot(query, module.handle());
  delete static_cast<State*>(*slot);
  *slot = nullptr;
  return DHCP_NEXT_CONTINUE;
}

template <class M>
void* create(dhcp_module* module, const dhcp_host_table* host, const dhcp_value* parameters, char* error,
             std::size_t error_size) {
  const auto refuse = [&](std::string_view why) {
    const std::size_t size = std::min(why.size(), error_size - 1);
    std::memcpy(error, why.data(), size);
    error[size] = '\0';
    return nullptr;
  };
  try {
    return new Instance<M>(Module(*host, module), Value(*host, parameters));
  } catch (const std::exception& failure) {
    return refuse(failure.what());
  } catch (...) {
    return refuse("an exception of unknown type");
  }
}

template <class M>
void destroy(void* state) {
  delete static_cast<Instance<M>*>(state);
}

}  // namespace detail

/// Attaches a member function `Next f(Call&)`.
template <auto function>
constexpr dhcp_hook at(const char* point) {
  return {point, &detail::run<function>};
}
/// Ends the `State` that functions of `M` have asked a call for, when the query ends.
template <class M, class State>
constexpr dhcp_hook forget() {
  return {"context_destroy", &detail::forget<M, State>};
}

/// The table of a module whose instances are objects of `M`. `hooks` ends with an empty entry and lives as
/// long as the table.
template <class M>
constexpr dhcp_module_table table(const char* name, const dhcp_hook* hooks, bool several_workers = true,
                                  bool heeds_dry_run = false) {
  return {sizeof(dhcp_module_table), DHCP_MODULE_ABI,      name,
          &detail::create<M>,        &detail::destroy<M>,  hooks,
          several_workers ? 1 : 0,   heeds_dry_run ? 1 : 0};
}

}  // namespace dhcp::module
