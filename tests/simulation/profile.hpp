/// @file
/// What a simulation is made of, and what goes wrong in it.
#pragma once

#include <cstdint>

#include "dhcpcore/random.hpp"

namespace dhcp::simulation {

/// So many of ten thousand.
using Chance = std::uint32_t;
inline bool happens(Random& random, Chance chance) {
  return chance != 0 && random.below(10'000) < chance;
}

struct Profile {
  const char* name = "rough";
  std::uint64_t seed = 1;
  unsigned days = 5;
  unsigned clients = 2000;

  // The network.
  Chance lost = 200;
  Chance duplicated = 100;
  Chance late = 100;  ///< comes up to half a minute later, after what was sent since
  // The store.
  Chance commit_held = 500;  ///< takes up to five seconds
  Chance commit_stalls = 0;  ///< takes longer than a query waits
  Chance commit_fails = 20;
  Chance read_held = 50;
  bool breaks = true;  ///< about once a day nothing can be stored for some minutes
  // The rest of the world.
  bool clock_jumps = true;  ///< the wall clock, about once a week, by up to a day, in either direction
  /// Pairs of clients with one hardware address (two systems on one machine).
  bool twins = true;

  /// Nothing happens that would let a client believe what the server cannot know to be wrong.
  static Profile calm(std::uint64_t seed) {
    Profile profile;
    profile.name = "calm";
    profile.seed = seed;
    profile.late = 0;
    profile.clock_jumps = false;
    profile.twins = false;
    return profile;
  }
  static Profile rough(std::uint64_t seed) {
    Profile profile;
    profile.seed = seed;
    return profile;
  }
  /// Commits are made when those who waited for them have given up.
  static Profile stalling(std::uint64_t seed) {
    Profile profile;
    profile.name = "stalling";
    profile.seed = seed;
    profile.commit_stalls = 50;
    return profile;
  }
};

}  // namespace dhcp::simulation
