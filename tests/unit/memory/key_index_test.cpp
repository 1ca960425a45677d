#include "memory/key_index.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <random>
#include <set>
#include <thread>
#include <vector>

namespace dhcp::store {
namespace {

/// Looks like a hash of `number`.
std::uint64_t hash_of(std::uint64_t number) {
  number = (number + 1) * 0x9e3779b97f4a7c15ull;
  return (number ^ (number >> 32)) * 0xbf58476d1ce4e5b9ull;
}

/// A record of an address, in no index.
Handle record_of(RecordPool& records, std::uint32_t address) {
  const Handle handle = records.take(address);
  Lease4 lease;
  lease.address = Ipv4Address(address);
  records[handle].assign(lease);
  return handle;
}

std::multiset<std::uint32_t> candidates(const KeyIndex& index, std::uint64_t hash) {
  CandidateAddresses found;
  index.candidates(hash, found);
  return {found.begin(), found.end()};
}

}  // namespace

TEST_CASE("an index that fills and empties names the records of each hash, and no others") {
  // Keys of one record, of some, and of thousands.
  for (const std::uint32_t keys : {5u, 1000u, 60000u}) {
    CAPTURE(keys);
    RecordPool records;
    KeyIndex index(records, Key4::hostname);
    std::mt19937 random(keys);
    std::vector<Handle> handles;
    std::vector<std::multiset<std::uint32_t>> model(keys);
    const auto all_agree = [&] {
      for (std::uint32_t key = 0; key < keys; ++key) REQUIRE(candidates(index, hash_of(key)) == model[key]);
    };
    for (std::uint32_t address = 0; address < 60000; ++address) {
      handles.push_back(record_of(records, address));
      index.prefetch(hash_of(address % keys));
      index.add(hash_of(address % keys), handles.back());
      model[address % keys].insert(address);
    }
    all_agree();
    CHECK(candidates(index, hash_of(keys)).empty());
    std::ranges::shuffle(handles, random);
    const auto half = handles.begin() + 30000;
    const auto remove = [&](Handle handle) {
      const std::uint32_t address = records[handle].address();
      index.remove(hash_of(address % keys), handle);
      model[address % keys].erase(address);
    };
    std::for_each(handles.begin(), half, remove);
    all_agree();
    std::for_each(half, handles.end(), remove);
    all_agree();
  }
}

TEST_CASE("records are named all the time while others come and go and the index grows") {
  constexpr std::uint32_t stay = 500;
  constexpr std::uint32_t each = 20000;
  constexpr unsigned writers = 2;
  RecordPool records;
  KeyIndex index(records, Key4::hostname);
  for (std::uint32_t i = 0; i < stay; ++i) index.add(hash_of(i), record_of(records, i));
  std::atomic<unsigned> writing{writers};
  std::atomic<std::size_t> missed{0};
  const auto write = [&](std::uint32_t first) {
    std::vector<Handle> handles;
    for (std::uint32_t i = first; i < first + each; ++i) {
      handles.push_back(record_of(records, i));
      index.add(hash_of(i), handles.back());
      if (i % 3 != 0) continue;
      index.remove(hash_of(i), handles.back());
      handles.pop_back();
    }
    --writing;
  };
  const auto read = [&] {
    do {
      for (std::uint32_t i = 0; i < stay; ++i) {
        index.prefetch(hash_of(i));
        missed += !candidates(index, hash_of(i)).contains(i);
      }
    } while (writing != 0);
  };
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < writers; ++i) threads.emplace_back(write, stay + i * each);
    threads.emplace_back(read);
  }
  CHECK(missed == 0);
  for (std::uint32_t i = stay; i < stay + writers * each; ++i)
    REQUIRE(candidates(index, hash_of(i)).contains(i) == (i % 3 != 0));
}

}  // namespace dhcp::store
