/// @file
/// What changes make of the elements of a configuration, before anything of it is read and compiled.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/field.hpp"
#include "dhcpcore/config_change.hpp"
#include "util/name_map.hpp"

namespace dhcp {

/// The configuration that is changed, by its elements.
class ConfigElements {
 public:
  virtual ~ConfigElements() = default;

  /// "Dhcp4" or "Dhcp6", the table of the global scope, and "subnet4" or "subnet6".
  virtual std::string_view key() const = 0;
  virtual const Scope& scope() const = 0;
  virtual std::string_view subnets_key() const = 0;
  /// That of options that name none.
  virtual std::string_view option_space() const = 0;
  /// The code of an option that is known by name.
  virtual std::optional<std::uint16_t> option_code(std::string_view space, std::string_view name) const = 0;

  /// The shared network that a subnet is in, "" when it stands by itself; unset: there is no such subnet.
  virtual std::optional<std::string> network_of(SubnetId id) const = 0;
  virtual bool has_network(std::string_view name) const = 0;
  /// The subnets with the prefix that `text` stands for.
  virtual std::vector<SubnetId> with_prefix(std::string_view text) const = 0;

  // As they are written. What is asked for is there.
  virtual Value subnet(SubnetId id) const = 0;  ///< of one that stands by itself
  virtual Value network(std::string_view name) const = 0;
  virtual Value reservations() const = 0;  ///< the list of the global ones
  virtual Value globals() const = 0;       ///< everything but subnets, shared networks and reservations
};

/// What the layers say of one element.
struct LayeredElement {
  enum class Word : std::uint8_t { nothing, present, removed };
  struct Said {
    Word word = Word::nothing;
    /// The element, where a higher layer hides it, and the shared network of a subnet.
    std::shared_ptr<const Value> hidden = {};
    std::string network = {};
  };
  std::array<Said, 3> by_layer;
};

/// What a configuration remembers of its layers, by the names that the edit has for elements. Copies share
/// what they hold.
struct ConfigLayers {
  /// All elements but those of which the file alone says something.
  NameMap<LayeredElement> elements;
  /// Elements of the file that one of a backend puts out of effect though it is known by something else: the
  /// subnets with its prefix, all classes.
  NameMap<std::vector<std::string>> superseded;
};

/// Applies changes to values. What they touch is asked for once; nothing else is copied.
class ConfigEdit {
 public:
  /// A value that was touched; unset: it is gone.
  struct Touched {
    bool fresh = false;  ///< it was not there, and comes after all that were
    std::size_t sequence = 0;
    std::optional<Value> value = {};
  };

  ConfigEdit(const ConfigElements& elements, ConfigLayers layers)
      : elements_(elements), layers_(std::move(layers)) {}

  /// After an error the edit is of no use.
  Result<void> apply(const ConfigChange& change);

  /// Those that stand by themselves.
  const std::map<SubnetId, Touched>& subnets() const { return subnets_; }
  const std::map<std::string, Touched>& networks() const { return networks_; }
  /// A map of the one list.
  const std::optional<Value>& reservations() const { return reservations_; }
  const std::optional<Value>& globals() const { return globals_; }
  const ConfigLayers& layers() const { return layers_; }

 private:
  using List = ConfigChange::List;
  /// An element, by what it is known by.
  struct Reference {
    List list = List::subnets;
    std::string key = {};
    SubnetId subnet_id = 0;  ///< that of a subnet, or of the subnet that a reservation is in
  };

  std::string_view key_of(List list) const;
  std::string name_of(const Reference& what) const;
  Reference reference_of(std::string_view name) const;
  Error error(const ConfigChange& change, const Value& where, std::string_view text) const;

  std::string identity(List list, const Value& element) const;
  std::string identifier_of(const Value& reservation) const;
  std::string option_of(const Value& option) const;

  Result<void> apply(const ConfigChange& change, const Reference& what, const Value& element);

  // Layers.
  LayeredElement said_of(const Reference& what);
  void say(const Reference& what, ConfigLayer layer, LayeredElement::Said said);
  void supersede(const Reference& what, const Value& element);
  void bring_back(const Reference& what);
  bool has_prefix(const std::string& name, const std::string& prefix) const;
  std::vector<Reference> rivals(const Reference& what, const Value& element);

  // What is in force. An element whose container is no list or map is not there: what is wrong with the
  // container will be found when it is read.
  bool exists(const Reference& what);
  std::optional<std::string> network_of(SubnetId id) const;
  bool has_network(const std::string& name) const;
  std::optional<Value> get(const Reference& what);
  void put(const Reference& what, const Value& element, const std::string& network);
  void erase(const Reference& what);
  void put_subnet(const Reference& what, const Value& element, const std::string& network);
  void put_network(const std::string& name, Value element);
  void erase_network(const std::string& name);
  void note_members(const Value& network, const std::optional<std::string>& name);

  // The values that are touched.
  Value& subnet(SubnetId id);
  Value& network(const std::string& name);
  Value& global_map();
  Value* subnet_map(SubnetId id);
  Value::List* list_of(const Reference& what);
  Value* position(const Reference& what);
  std::pair<Value*, std::string_view> global(std::string_view key);

  const ConfigElements& elements_;
  ConfigLayers layers_;
  std::map<SubnetId, Touched> subnets_;
  std::map<std::string, Touched> networks_;
  std::optional<Value> reservations_;
  std::optional<Value> globals_;
  std::map<SubnetId, std::optional<std::string>> moved_;  // network_of, where it is another than before
  std::size_t sequence_ = 0;
};

}  // namespace dhcp
