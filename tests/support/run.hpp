/// @file
/// Runs tasks that are expected to complete without suspending.
#pragma once

#include <doctest/doctest.h>

#include <utility>

#include "dhcpcore/task.hpp"

namespace dhcp::test {

/// The value of a task that must not have to wait.
template <class T>
T run(Task<T> task) {
  task.start();
  REQUIRE(task.done());
  return task.take();
}

}  // namespace dhcp::test
