#include <doctest/doctest.h>

#include <random>
#include <thread>

#include "memory/lease_table4.hpp"
#include "support/lease_store_contract.hpp"

namespace dhcp::store {
namespace {

using test::client;
using test::hardware;

constexpr std::uint32_t base = 0x0a000000u;

Hostname name(std::string_view text) {
  return Hostname(as_bytes(text));
}

void change(LeaseTable4& table, const Lease4& lease, const std::optional<LeaseStamp>& expected) {
  REQUIRE(table.claim(lease.address, expected));
  table.put(lease);
}

}  // namespace

TEST_CASE("a loaded table answers like one that was filled lease by lease") {
  constexpr std::uint32_t count = 20000;  // enough for the indexes to be built by several threads
  LeaseTable4 table(1);
  for (std::uint32_t i = 0; i < count; ++i) {
    Lease4 l = test::lease(Ipv4Address(base + i * 3), i);
    l.subnet_id = i % 7 + 1;
    if (i % 2 == 0) l.hostname = name("android");
    table.load(l);
    if (i % 5 == 0) table.unload(l.address);
  }
  table.index_loaded();
  CHECK(table.size() == count - count / 5);
  CHECK(table.list_by_hostname(name("android")).size() == count / 2 - count / 10);
  for (std::uint32_t i = 0; i < count; ++i) {
    const bool there = i % 5 != 0;
    Lease4 found;
    REQUIRE(table.find(Ipv4Address(base + i * 3), found) == there);
    REQUIRE(table.find_by_client_id(client("c" + std::to_string(i)), i % 7 + 1, found) == there);
    REQUIRE(table.find_by_hardware_address(hardware(i), i % 7 + 1, found) == there);
    REQUIRE_FALSE(table.find_by_hardware_address(hardware(i), i % 7 + 2, found));
    REQUIRE(table.list_by_client_id(client("c" + std::to_string(i))).size() == (there ? 1 : 0));
  }
  // What was loaded can be changed like anything else.
  Lease4 l;
  REQUIRE(table.find(Ipv4Address(base + 6), l));
  const LeaseStamp before = stamp(l);
  l.hostname = name("other");
  change(table, l, before);
  CHECK(table.list_by_hostname(name("android")).size() == count / 2 - count / 10 - 1);
  CHECK(table.list_by_hostname(name("other")).size() == 1);
}

TEST_CASE("clients that share every name are told apart, and leave without a trace") {
  LeaseTable4 table(1);
  std::mt19937 random(5);
  std::map<std::uint32_t, Lease4> model;
  for (int round = 0; round < 20000; ++round) {
    const auto address = base + static_cast<std::uint32_t>(random() % 500);
    const auto there = model.find(address);
    if (there != model.end() && random() % 2 == 0) {
      REQUIRE(table.claim(Ipv4Address(address), stamp(there->second)));
      table.erase(Ipv4Address(address));
      model.erase(there);
      continue;
    }
    Lease4 next = test::lease(Ipv4Address(address), random() % 4);
    next.subnet_id = static_cast<SubnetId>(random() % 3);
    next.client_last_transaction = round;
    change(table, next, there == model.end() ? std::nullopt : std::optional(stamp(there->second)));
    model[address] = next;
  }
  REQUIRE(table.size() == model.size());
  for (std::uint64_t number = 0; number < 4; ++number) {
    std::vector<Lease4> expected;
    for (const auto& [address, l] : model)
      if (l.hardware_address == hardware(number)) expected.push_back(l);
    CHECK(table.list_by_hardware_address(hardware(number)) == expected);
    CHECK(table.list_by_client_id(client("c" + std::to_string(number))) == expected);
    CHECK(table.list_by_hostname(name("h" + std::to_string(number))) == expected);
    for (SubnetId subnet_id = 0; subnet_id < 3; ++subnet_id) {
      const Lease4* latest = nullptr;
      for (const Lease4& l : expected)
        if (l.subnet_id == subnet_id && (latest == nullptr || l.expires() > latest->expires())) latest = &l;
      Lease4 found;
      REQUIRE(table.find_by_client_id(client("c" + std::to_string(number)), subnet_id, found) ==
              (latest != nullptr));
      if (latest != nullptr) CHECK(found == *latest);
    }
  }
  for (const auto& [address, l] : model) {
    REQUIRE(table.claim(Ipv4Address(address), stamp(l)));
    table.erase(Ipv4Address(address));
  }
  CHECK(table.size() == 0);
  CHECK(table.list_by_hostname(name("h1")).empty());
  CHECK(table.next_free({Ipv4Address(base), Ipv4Address(base + 499)}, Ipv4Address(base), 0, nullptr,
                        nullptr) == Ipv4Address(base));
}

TEST_CASE("the last free address of a full pool is found wherever it is, and at both ends of the space") {
  LeaseTable4 table(1);
  constexpr std::uint32_t size = 70000;  // more than two levels of the tree
  for (const std::uint32_t first : {0u, 0x0a0000ffu, 0xffffffffu - size + 1}) {
    const Ipv4Range range{Ipv4Address(first), Ipv4Address(first + size - 1)};
    for (std::uint32_t i = 0; i < size; ++i) table.load(test::lease(Ipv4Address(first + i), i));
    const auto next = [&](std::uint32_t start) {
      return table.next_free(range, Ipv4Address(start), 2000, nullptr, nullptr);
    };
    CHECK_FALSE(next(first + 5));
    for (const std::uint32_t hole : {0u, 1u, 63u, 64u, 4095u, 4096u, 65536u, size - 1}) {
      table.unload(Ipv4Address(first + hole));
      REQUIRE(next(first) == Ipv4Address(first + hole));
      REQUIRE(next(first + size / 2) == Ipv4Address(first + hole));
      REQUIRE(next(first + size - 1) == Ipv4Address(first + hole));
      table.load(test::lease(Ipv4Address(first + hole), hole));
      REQUIRE_FALSE(next(first));
    }
  }
}

TEST_CASE("whether ends are seconds or years apart, those that ended first are found first") {
  for (const unsigned bits : {0u, 6u, 14u, 22u, 30u}) {
    CAPTURE(bits);
    LeaseTable4 table(1);
    std::mt19937 random(bits);
    std::vector<WallTime> ends;
    for (std::uint32_t i = 0; i < 5000; ++i) {
      Lease4 l = test::lease(Ipv4Address(base + i * 7), i);
      l.valid_lifetime = 1;
      l.client_last_transaction = 1000 + static_cast<WallTime>(random() % (1u << bits));
      table.load(l);
      ends.push_back(l.expires());
    }
    std::ranges::sort(ends);
    for (const WallTime now : {ends[0] - 1, ends[0], ends[2500], ends.back()}) {
      const auto over = static_cast<std::size_t>(std::ranges::upper_bound(ends, now) - ends.begin());
      for (const std::size_t limit : {std::size_t{1}, std::size_t{257}, ends.size() + 1}) {
        const std::vector<Lease4> found = table.ended(EndKind::waiting, now, limit);
        REQUIRE(found.size() == std::min(limit, over));
        for (std::size_t i = 0; i < found.size(); ++i) REQUIRE(found[i].expires() == ends[i]);
      }
    }
  }
}

TEST_CASE("threads that renew, take and give up leases next to each other do not disturb each other") {
  LeaseTable4 table(1);
  constexpr unsigned threads = 3;
  constexpr std::uint32_t span = 192;  // three leaves, shared by all
  const auto work = [&table](unsigned self) {
    std::mt19937 random(self);
    Lease4 l;
    for (int round = 0; round < 20000; ++round) {
      const Ipv4Address address(base + static_cast<std::uint32_t>(random() % span));
      const bool there = table.find(address, l);
      const auto expected = there ? std::optional(stamp(l)) : std::nullopt;
      if (!table.claim(address, expected)) continue;
      switch (random() % 4) {
        case 0:
          table.erase(address);
          break;
        case 1:
          table.release(address);
          break;
        default:
          l = test::lease(address, random() % 16);
          l.client_last_transaction = round;
          table.put(l);
      }
      table.find_by_hardware_address(hardware(random() % 16), 1, l);
      table.ended(EndKind::waiting, 5000, 5);
      table.next_free({Ipv4Address(base), Ipv4Address(base + span - 1)}, address, 5000, nullptr, nullptr);
    }
  };
  {
    std::vector<std::jthread> running;
    for (unsigned i = 0; i < threads; ++i) running.emplace_back(work, i);
  }
  // Afterwards every way of asking gives the same answer.
  const std::vector<Lease4> all = table.list_page({0, Ipv4Address(), span});
  CHECK(all.size() == table.size());
  std::size_t by_hardware = 0;
  for (std::uint64_t number = 0; number < 16; ++number)
    by_hardware += table.list_by_hardware_address(hardware(number)).size();
  CHECK(by_hardware == all.size());
  CHECK(table.ended(EndKind::waiting, 1000000, span).size() == all.size());
  std::size_t taken = 0;
  for (std::uint32_t i = 0; i < span; ++i) {
    const Ipv4Address address(base + i);
    taken += !table.next_free({address, address}, address, 0, nullptr, nullptr);
  }
  CHECK(taken == all.size());
}

}  // namespace dhcp::store
