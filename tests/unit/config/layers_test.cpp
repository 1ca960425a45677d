#include "sample_change.hpp"
#include "sample_config.hpp"

namespace dhcp {
namespace {

using enum ConfigChange::Operation;
using enum ConfigLayer;

Lifetime lifetime_of(const std::shared_ptr<const Config4>& config, SubnetId id) {
  const Subnet4* const subnet = config->snapshot().subnet_index.find(id);
  REQUIRE(subnet);
  return subnet->valid_lifetime;
}

bool has(const std::shared_ptr<const Config4>& config, SubnetId id) {
  return config->snapshot().subnet_index.find(id) != nullptr;
}

ConfigChange subnet(ConfigChange::Operation operation, ConfigLayer layer, unsigned id, unsigned lifetime,
                    const std::string& prefix = "10.1.0.0/16") {
  return change(operation, ChangeList::subnets,
                "{\"id\": " + std::to_string(id) + ", \"subnet\": \"" + prefix +
                    "\", \"valid-lifetime\": " + std::to_string(lifetime) + "}",
                layer);
}

const char* const file_text = R"("subnet4": [{"id": 1, "subnet": "10.1.0.0/16", "valid-lifetime": 1},
  {"id": 2, "subnet": "10.2.0.0/16", "valid-lifetime": 2}])";

TEST_CASE("what a backend says of a subnet counts before the file, until it takes it back") {
  const auto of_file = config_of(file_text);
  const auto of_backend = changed(of_file, {subnet(set, backend, 1, 10)});
  CHECK(lifetime_of(of_backend, 1).preferred == 10);
  CHECK(lifetime_of(of_backend, 2).preferred == 2);
  const auto taken_back = changed(of_backend, {change(remove, ChangeList::subnets, R"({"id": 1})", backend)});
  CHECK(taken_back->to_value().find("Dhcp4")->find("subnet4")->as_list()[0] ==
        of_file->to_value().find("Dhcp4")->find("subnet4")->as_list()[0]);
}

TEST_CASE("a backend takes back only what it said itself") {
  CHECK(refusal(config_of(file_text), {change(remove, ChangeList::subnets, R"({"id": 1})", backend)}) ==
        "command:1:1: Dhcp4/subnet4: there is none that is known by 1");
}

TEST_CASE("a command takes away what the file says, and what a backend says later stays hidden") {
  const auto gone = changed(config_of(file_text), {change(remove, ChangeList::subnets, R"({"id": 1})")});
  CHECK_FALSE(has(gone, 1));
  const auto hidden = changed(gone, {subnet(set, backend, 1, 10)});
  CHECK_FALSE(has(hidden, 1));
  const auto again = changed(hidden, {subnet(add, command, 1, 100)});
  CHECK(lifetime_of(again, 1).preferred == 100);
  CHECK(refusal(again, {subnet(add, command, 1, 100)}) ==
        "command:1:1: Dhcp4/subnet4: there is one already that is known by 1");
}

TEST_CASE("a lower layer changes unseen what a higher one hides") {
  const auto changed_below =
      changed(config_of(file_text), {subnet(set, backend, 1, 10), subnet(set, file, 1, 5)});
  CHECK(lifetime_of(changed_below, 1).preferred == 10);
  CHECK(lifetime_of(changed(changed_below, {change(remove, ChangeList::subnets, R"({"id": 1})", backend)}), 1)
            .preferred == 5);
  const auto gone_below = changed(changed_below, {change(remove, ChangeList::subnets, R"({"id": 1})", file)});
  CHECK(lifetime_of(gone_below, 1).preferred == 10);
  CHECK_FALSE(has(changed(gone_below, {change(remove, ChangeList::subnets, R"({"id": 1})", backend)}), 1));
}

TEST_CASE("a subnet of a backend supersedes one of the file that has its prefix") {
  const auto superseded = changed(config_of(file_text), {subnet(set, backend, 9, 10)});
  CHECK_FALSE(has(superseded, 1));
  CHECK(has(superseded, 2));
  CHECK(lifetime_of(superseded, 9).preferred == 10);
  CHECK(superseded->subnet_count() == 2);
  const auto moved = changed(superseded, {subnet(set, backend, 9, 10, "10.9.0.0/16")});
  CHECK(has(moved, 1));
  CHECK(has(moved, 9));
  const auto removed = changed(superseded, {change(remove, ChangeList::subnets, R"({"id": 9})", backend)});
  CHECK(has(removed, 1));
  CHECK_FALSE(has(removed, 9));
}

TEST_CASE("a command does not supersede a prefix") {
  CHECK(refusal(config_of(file_text), {subnet(add, command, 9, 10)}) ==
        "command:1:21: Dhcp4/subnet4[2]/subnet: \"10.1.0.0/16\" is that of subnet 1; it must be unique");
}

TEST_CASE("a subnet comes back to the shared network that it was in") {
  const auto of_file =
      config_of(R"("shared-networks": [{"name": "a", "subnet4": [{"id": 1, "subnet": "10.1.0.0/16"}]}])");
  const auto outside = changed(of_file, {subnet(set, backend, 1, 10)});
  CHECK(outside->snapshot().subnet_index.find(1)->network == nullptr);
  const auto back = changed(outside, {change(remove, ChangeList::subnets, R"({"id": 1})", backend)});
  CHECK(back->snapshot().subnet_index.find(1)->network->name == "a");
  CHECK(back->to_value() == of_file->to_value());
}

TEST_CASE("classes of a backend put all those of the file out of effect, until the last one goes") {
  const auto of_file = config_of(R"("client-classes": [{"name": "a"}, {"name": "b"}], "subnet4": [])");
  const auto defines = [](const auto& config, std::string_view name) {
    const auto id = config->snapshot().class_dictionary->find(name);
    return id && config->snapshot().class_dictionary->is_defined(*id);
  };
  const auto two = changed(of_file, {change(set, ChangeList::client_classes, R"({"name": "b"})", backend),
                                     change(set, ChangeList::client_classes, R"({"name": "c"})", backend)});
  CHECK_FALSE(defines(two, "a"));
  CHECK(defines(two, "b"));
  CHECK(defines(two, "c"));
  const auto one = changed(two, {change(remove, ChangeList::client_classes, R"({"name": "c"})", backend)});
  CHECK_FALSE(defines(one, "a"));
  const auto none = changed(one, {change(remove, ChangeList::client_classes, R"({"name": "b"})", backend)});
  CHECK(defines(none, "a"));
  CHECK(defines(none, "b"));
}

TEST_CASE("a global that a backend takes back has the value of the file, one of a command that of nobody") {
  const auto of_file = config_of(R"("valid-lifetime": 5, "subnet4": [])");
  const auto lifetime = [](const auto& config) { return config->snapshot().valid_lifetime.preferred; };
  const auto of_backend =
      changed(of_file, {change(set, ChangeList::globals, R"({"valid-lifetime": 50})", backend)});
  CHECK(lifetime(of_backend) == 50);
  CHECK(lifetime(changed(of_backend,
                         {change(remove, ChangeList::globals, R"({"valid-lifetime": 0})", backend)})) == 5);
  CHECK(lifetime(changed(of_backend, {change(remove, ChangeList::globals, R"({"valid-lifetime": 0})")})) ==
        7200);
}

TEST_CASE("layers are remembered when everything is compiled anew") {
  const auto both =
      changed(config_of(file_text),
              {subnet(set, backend, 1, 10), change(set, ChangeList::globals, R"({"renew-timer": 5})")});
  CHECK(lifetime_of(both, 1).preferred == 10);
  CHECK(lifetime_of(changed(both, {change(remove, ChangeList::subnets, R"({"id": 1})", backend)}), 1)
            .preferred == 1);
}

}  // namespace
}  // namespace dhcp
