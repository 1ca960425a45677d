#include "config/config_edit.hpp"

#include <algorithm>

#include "config/diagnostics.hpp"
#include "config/settings.hpp"
#include "config/tables.hpp"
#include "dhcpcore/bytes.hpp"

namespace dhcp {

namespace {

using List = ConfigChange::List;
using Operation = ConfigChange::Operation;
using Word = LayeredElement::Word;

std::size_t index_of(ConfigLayer layer) {
  return static_cast<std::size_t>(layer);
}

constexpr std::size_t backend = static_cast<std::size_t>(ConfigLayer::backend);
constexpr std::size_t top = static_cast<std::size_t>(ConfigLayer::command);

// The highest of the layers up to `layer` that says something of the element.
std::optional<std::size_t> speaker(const LayeredElement& element, std::size_t layer = top) {
  for (std::size_t i = layer + 1; i-- > 0;)
    if (element.by_layer[i].word != Word::nothing) return i;
  return std::nullopt;
}

// Whether the element is there, as far as the layers up to `layer` say.
bool is_present(const LayeredElement& element, std::size_t layer = top) {
  const auto speaking = speaker(element, layer);
  return speaking && element.by_layer[*speaking].word == Word::present;
}

std::optional<SubnetId> id_of(const Value& subnet) {
  const Value* const id = subnet.find("id");
  if (!id || !id->is_integer() || id->as_integer() < 1 || id->as_integer() >= largest_u32)
    return std::nullopt;
  return static_cast<SubnetId>(id->as_integer());
}

std::string text_of(const Value& map, std::string_view key) {
  const Value* const text = map.find(key);
  return text && text->is_string() ? text->as_string() : std::string();
}

// The list `key` of a map; null where something else stands there.
Value::List* list_in(Value* map, std::string_view key) {
  if (!map || !map->is_map()) return nullptr;
  Value* list = map->find(key);
  if (!list) list = &map->set(key, Value::List{});
  return list->is_list() ? &list->as_list() : nullptr;
}

void drop_member(Value& map, std::string_view key) {
  std::erase_if(map.as_map(), [&](const Member& member) { return member.key == key; });
}

}  // namespace

// ---- Names

std::string_view ConfigEdit::key_of(List list) const {
  constexpr std::string_view keys[] = {{},           "shared-networks", "reservations", "client-classes",
                                       "option-def", "option-data",     "globals"};
  return list == List::subnets ? elements_.subnets_key() : keys[static_cast<std::size_t>(list)];
}

// A subnet has one name wherever it stands: it may move from one network to another.
std::string ConfigEdit::name_of(const Reference& what) const {
  std::string name(1, static_cast<char>('0' + static_cast<int>(what.list)));
  if (what.list == List::reservations) name.append(std::to_string(what.subnet_id)).append("/");
  return name.append(what.key);
}

// Of elements that may be superseded: reservations are not.
ConfigEdit::Reference ConfigEdit::reference_of(std::string_view name) const {
  Reference what{static_cast<List>(name.front() - '0'), std::string(name.substr(1))};
  if (what.list == List::subnets) what.subnet_id = static_cast<SubnetId>(std::stoul(what.key));
  return what;
}

Error ConfigEdit::error(const ConfigChange& change, const Value& where, std::string_view text) const {
  std::string path(elements_.key());
  if (change.list != List::globals) path.append("/").append(key_of(change.list));
  Diagnostics diagnostics(change.element, std::move(path));
  diagnostics.error(where, text);
  return diagnostics.take_error();
}

// ---- What elements are known by; empty when nothing says it

std::string ConfigEdit::identifier_of(const Value& reservation) const {
  const Scope& scope = *find_field(elements_.scope(), "reservations")->scope;
  Diagnostics diagnostics(reservation);
  for (const Member& member : reservation.as_map()) {
    const Field* const field = find_field(scope, member.key);
    if (!field || field->type != &identifier_type) continue;
    IdentifierSetting identifier;
    field->type->read(*field, member.value, &identifier, diagnostics);
    return diagnostics.failed() ? std::string()
                                : std::string(field->key) + "=" + to_hex(identifier.bytes, ':');
  }
  return {};
}

std::string ConfigEdit::option_of(const Value& option) const {
  std::string space = text_of(option, "space");
  if (space.empty()) space = elements_.option_space();
  const std::string name = text_of(option, "name");
  std::string code;
  if (const Value* const written = option.find("code"); written && written->is_integer())
    code = to_json(*written);
  else if (const auto known = elements_.option_code(space, name))
    code = std::to_string(*known);
  else
    code = name;
  return code.empty() ? code : space + "/" + code;
}

std::string ConfigEdit::identity(List list, const Value& element) const {
  if (!element.is_map()) return {};
  switch (list) {
    case List::subnets:
      if (const auto id = id_of(element)) return std::to_string(*id);
      return {};
    case List::reservations:
      return identifier_of(element);
    case List::option_definitions:
    case List::option_data:
      return option_of(element);
    default:
      return text_of(element, "name");
  }
}

// ---- Changes

Result<void> ConfigEdit::apply(const ConfigChange& change) {
  const Value& element = change.element;
  if (!element.is_map()) return error(change, element, "expected a map");
  if (change.list == List::globals) {
    for (const Member& member : element.as_map()) {
      for (const List list : {List::subnets, List::shared_networks, List::reservations, List::client_classes,
                              List::option_definitions, List::option_data})
        if (member.key == key_of(list))
          return error(change, member.value, "is a list; its elements are changed each by itself");
      if (auto applied = apply(change, {List::globals, member.key}, member.value); !applied) return applied;
    }
    return {};
  }
  Reference what{change.list, identity(change.list, element), change.subnet_id};
  if (what.key.empty()) {
    constexpr std::string_view known_by[] = {
        "an id of 1 to 4294967294", "a name", "its identifier", "a name", "code and space",
        "code, or a name",          ""};
    return error(change, element,
                 std::string("cannot be told from others; it is known by ")
                     .append(known_by[static_cast<std::size_t>(change.list)]));
  }
  if (change.list == List::subnets) {
    what.subnet_id = *id_of(element);
    if (change.operation != Operation::remove && !change.network.empty() && !has_network(change.network))
      return error(change, element, "there is no shared network \"" + change.network + "\"");
  }
  if (change.list == List::reservations && what.subnet_id != 0 && !network_of(what.subnet_id))
    return error(change, element, "there is no subnet " + std::to_string(what.subnet_id));
  return apply(change, what, element);
}

Result<void> ConfigEdit::apply(const ConfigChange& change, const Reference& what, const Value& element) {
  const LayeredElement said = said_of(what);
  const std::size_t layer = index_of(change.layer);
  const bool present = is_present(said, layer);
  const bool removes = change.operation == Operation::remove;
  const bool by_command = change.layer == ConfigLayer::command;
  // A global has a value when nobody says anything, too.
  const bool is_global = what.list == List::globals;
  // A backend, or the file, takes back what it said itself.
  const bool removable = by_command ? present : said.by_layer[layer].word == Word::present;
  if (change.operation == Operation::add && present && !is_global)
    return error(change, element, "there is one already that is known by " + what.key);
  if (((change.operation == Operation::replace && !present) || (removes && !removable)) && !is_global)
    return error(change, element, "there is none that is known by " + what.key);

  if (!removes) {
    say(what, change.layer, {Word::present, std::make_shared<const Value>(element), change.network});
    if (change.layer == ConfigLayer::backend) supersede(what, element);
    return {};
  }
  const bool hides = by_command && (is_global || is_present(said, layer - 1));
  say(what, change.layer, {hides ? Word::removed : Word::nothing});
  if (change.layer == ConfigLayer::backend) bring_back(what);
  return {};
}

// ---- Layers

LayeredElement ConfigEdit::said_of(const Reference& what) {
  const bool there = exists(what);
  // Globals have defaults when nobody says anything. Others may have gone with what they were in.
  if (const LayeredElement* const known = layers_.elements.find(name_of(what)))
    if (what.list == List::globals || is_present(*known) == there) return *known;
  LayeredElement said;
  if (there) said.by_layer[0].word = Word::present;
  return said;
}

// Lets a layer say something, and puts into force what the highest one says.
void ConfigEdit::say(const Reference& what, ConfigLayer layer, LayeredElement::Said word) {
  LayeredElement said = said_of(what);
  const std::size_t at = index_of(layer);
  const auto before = speaker(said);
  if (before && *before < at && said.by_layer[*before].word == Word::present) {
    auto& hidden = said.by_layer[*before];
    if (auto current = get(what))
      hidden.hidden = std::make_shared<const Value>(*std::move(current));
    else
      hidden = {};  // a key of a global map that has been replaced
    if (what.list == List::subnets) hidden.network = network_of(what.subnet_id).value_or("");
  }
  said.by_layer[at] = std::move(word);
  if (const auto now = speaker(said); !now || said.by_layer[*now].word == Word::removed) {
    if (exists(what)) erase(what);
  } else if (auto& in_force = said.by_layer[*now]; in_force.hidden) {
    put(what, *std::exchange(in_force.hidden, nullptr), std::exchange(in_force.network, {}));
  }
  const bool by_file_alone = std::ranges::all_of(said.by_layer.begin() + 1, said.by_layer.end(),
                                                 [](const auto& of) { return of.word == Word::nothing; });
  layers_.elements = by_file_alone ? layers_.elements.without(name_of(what))
                                   : layers_.elements.with(name_of(what), std::move(said));
}

// What an element of a backend stands in for, besides what is known by the same.
std::vector<ConfigEdit::Reference> ConfigEdit::rivals(const Reference& what, const Value& element) {
  std::vector<Reference> rivals;
  if (what.list == List::subnets) {
    for (const SubnetId id : elements_.with_prefix(text_of(element, "subnet")))
      if (id != what.subnet_id) rivals.push_back({List::subnets, std::to_string(id), id});
  } else if (what.list == List::client_classes) {
    if (const Value::List* const classes = list_of(what))
      for (const Value& of : *classes) rivals.push_back({List::client_classes, identity(what.list, of)});
  }
  std::erase_if(rivals, [&](const Reference& rival) {
    return rival.key == what.key || !exists(rival) || speaker(said_of(rival)) != std::size_t{0};
  });
  return rivals;
}

// Whether a subnet that was superseded has that prefix.
bool ConfigEdit::has_prefix(const std::string& name, const std::string& prefix) const {
  const LayeredElement* const said = layers_.elements.find(name);
  return said && said->by_layer[0].hidden && text_of(*said->by_layer[0].hidden, "subnet") == prefix;
}

// All classes of the file go when there is one of a backend, and come back when there is none.
void ConfigEdit::supersede(const Reference& what, const Value& element) {
  const std::string name = what.list == List::client_classes ? name_of({what.list}) : name_of(what);
  std::vector<std::string> superseded;
  if (const auto* const known = layers_.superseded.find(name)) {
    for (const std::string& rival : std::vector<std::string>(*known)) {
      if (what.list == List::client_classes || has_prefix(rival, text_of(element, "subnet")))
        superseded.push_back(rival);
      else
        say(reference_of(rival), ConfigLayer::backend, {});
    }
  }
  layers_.superseded = layers_.superseded.without(name);
  for (const Reference& rival : rivals(what, element)) {
    say(rival, ConfigLayer::backend, {Word::removed});
    superseded.push_back(name_of(rival));
  }
  if (!superseded.empty()) layers_.superseded = layers_.superseded.with(name, std::move(superseded));
}

void ConfigEdit::bring_back(const Reference& what) {
  std::string name = name_of(what);
  if (what.list == List::client_classes) {
    if (const Value::List* const classes = list_of(what))
      for (const Value& of : *classes)
        if (said_of({what.list, identity(what.list, of)}).by_layer[backend].word == Word::present) return;
    name = name_of({what.list});
  }
  const auto* const superseded = layers_.superseded.find(name);
  if (!superseded) return;
  for (const std::string& rival : *superseded) say(reference_of(rival), ConfigLayer::backend, {});
  layers_.superseded = layers_.superseded.without(name);
}

// ---- What is in force

bool ConfigEdit::exists(const Reference& what) {
  if (what.list == List::subnets) return network_of(what.subnet_id).has_value();
  if (what.list == List::shared_networks) return has_network(what.key);
  return position(what) != nullptr;
}

std::optional<std::string> ConfigEdit::network_of(SubnetId id) const {
  const auto moved = moved_.find(id);
  return moved != moved_.end() ? moved->second : elements_.network_of(id);
}

bool ConfigEdit::has_network(const std::string& name) const {
  const auto touched = networks_.find(name);
  return touched != networks_.end() ? touched->second.value.has_value() : elements_.has_network(name);
}

std::optional<Value> ConfigEdit::get(const Reference& what) {
  if (what.list != List::shared_networks) {
    const Value* const there = position(what);
    return there ? std::optional(*there) : std::nullopt;
  }
  Value without_members = network(what.key);
  drop_member(without_members, elements_.subnets_key());
  return without_members;
}

void ConfigEdit::put(const Reference& what, const Value& element, const std::string& network) {
  if (what.list == List::subnets) return put_subnet(what, element, network);
  if (what.list == List::shared_networks) return put_network(what.key, element);
  if (what.list == List::globals) {
    if (const auto [map, key] = global(what.key); map && map->is_map()) map->set(key, element);
  } else if (Value* const there = position(what)) {
    *there = element;
  } else if (Value::List* const list = list_of(what)) {
    list->push_back(element);
  }
}

void ConfigEdit::put_subnet(const Reference& what, const Value& element, const std::string& network_name) {
  const auto place = network_of(what.subnet_id);
  if (place == network_name) {
    if (Value* const there = position(what)) *there = element;
    return;
  }
  // It would come back to a network that is gone.
  if (!network_name.empty() && !has_network(network_name)) return;
  if (place) erase(what);
  moved_[what.subnet_id] = network_name;
  if (network_name.empty())
    subnets_[what.subnet_id] = {true, sequence_++, element};
  else if (Value::List* const list = list_in(&network(network_name), elements_.subnets_key()))
    list->push_back(element);
}

void ConfigEdit::put_network(const std::string& name, Value element) {
  const std::string_view members = elements_.subnets_key();
  const bool there = has_network(name);
  if (there && !element.find(members))
    if (const Value* const kept = network(name).find(members)) element.set(members, *kept);
  if (there) note_members(network(name), std::nullopt);
  note_members(element, name);
  if (there)
    network(name) = std::move(element);
  else
    networks_[name] = {true, sequence_++, std::move(element)};
}

void ConfigEdit::erase_network(const std::string& name) {
  note_members(network(name), std::nullopt);
  networks_[name].value.reset();
}

// Subnets that stand elsewhere already are found to stand twice when they are compiled.
void ConfigEdit::note_members(const Value& network, const std::optional<std::string>& name) {
  const Value* const members = network.find(elements_.subnets_key());
  if (!members || !members->is_list()) return;
  for (const Value& subnet : members->as_list())
    if (const auto id = id_of(subnet)) moved_[*id] = name;
}

void ConfigEdit::erase(const Reference& what) {
  if (what.list == List::shared_networks) return erase_network(what.key);
  if (what.list == List::globals) return drop_member(*global(what.key).first, global(what.key).second);
  if (what.list == List::subnets) {
    const std::string place = *network_of(what.subnet_id);
    if (place.empty()) {
      subnets_[what.subnet_id].value.reset();
    } else {
      Value::List& list = *list_in(&network(place), elements_.subnets_key());
      std::erase_if(list, [&](const Value& of) { return id_of(of) == what.subnet_id; });
    }
    moved_[what.subnet_id] = std::nullopt;
    return;
  }
  std::erase_if(*list_of(what), [&](const Value& of) { return identity(what.list, of) == what.key; });
}

// ---- The values that are touched

Value& ConfigEdit::subnet(SubnetId id) {
  Touched& touched = subnets_[id];
  if (!touched.value) touched.value = elements_.subnet(id);
  return *touched.value;
}

Value& ConfigEdit::network(const std::string& name) {
  Touched& touched = networks_[name];
  if (!touched.value) touched.value = elements_.network(name);
  return *touched.value;
}

Value& ConfigEdit::global_map() {
  if (!globals_) globals_ = elements_.globals();
  return *globals_;
}

Value* ConfigEdit::subnet_map(SubnetId id) {
  return position({List::subnets, std::to_string(id), id});
}

Value::List* ConfigEdit::list_of(const Reference& what) {
  if (what.list != List::reservations) return list_in(&global_map(), key_of(what.list));
  if (what.subnet_id != 0) return list_in(subnet_map(what.subnet_id), key_of(what.list));
  if (!reservations_) reservations_.emplace().set(key_of(what.list), elements_.reservations());
  return list_in(&*reservations_, key_of(what.list));
}

// A global key, or "map.key": the map that it is in, and its key there.
std::pair<Value*, std::string_view> ConfigEdit::global(std::string_view key) {
  const auto dot = key.find('.');
  if (dot == key.npos) return {&global_map(), key};
  Value* map = global_map().find(key.substr(0, dot));
  if (!map) map = &global_map().set(key.substr(0, dot), Value::Map{});
  return {map, key.substr(dot + 1)};
}

Value* ConfigEdit::position(const Reference& what) {
  if (what.list == List::globals) {
    const auto [map, key] = global(what.key);
    return map->find(key);
  }
  if (what.list == List::subnets) {
    const auto place = network_of(what.subnet_id);
    if (!place) return nullptr;
    if (place->empty()) return &subnet(what.subnet_id);
  }
  Value::List* const list = what.list == List::subnets
                                ? list_in(&network(*network_of(what.subnet_id)), elements_.subnets_key())
                                : list_of(what);
  if (!list) return nullptr;
  const auto at =
      std::ranges::find_if(*list, [&](const Value& of) { return identity(what.list, of) == what.key; });
  return at != list->end() ? &*at : nullptr;
}

}  // namespace dhcp
