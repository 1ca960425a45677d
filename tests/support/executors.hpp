/// @file
/// Executors for tests: one that the test turns by hand, one with real threads.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "dhcpcore/executor.hpp"

namespace dhcp::test {

/// Keeps jobs until the test runs them, all on the thread that does so.
class HandExecutor final : public Executor {
 public:
  void post(WorkerId worker, Job job) override {
    {
      const std::lock_guard guard(lock_);
      jobs_.push_back({worker, job});
    }
    posted_.notify_one();
  }
  std::size_t waiting() const {
    const std::lock_guard guard(lock_);
    return jobs_.size();
  }
  /// Runs what has been posted, jobs that these post included. Returns how many ran.
  std::size_t run() {
    std::size_t count = 0;
    while (true) {
      std::unique_lock guard(lock_);
      if (jobs_.empty()) return count;
      const Job job = jobs_.front().second;
      jobs_.pop_front();
      guard.unlock();
      job.run(job.context);
      ++count;
    }
  }
  /// The same, after waiting a moment for another thread to post something.
  std::size_t run_soon() {
    {
      std::unique_lock guard(lock_);
      posted_.wait_for(guard, std::chrono::milliseconds(1), [this] { return !jobs_.empty(); });
    }
    return run();
  }

 private:
  mutable std::mutex lock_;
  std::condition_variable posted_;
  std::deque<std::pair<WorkerId, Job>> jobs_;
};

/// One thread per worker. The destructor runs what was posted and then stops.
class ThreadExecutor final : public Executor {
 public:
  explicit ThreadExecutor(unsigned workers) {
    for (unsigned i = 0; i < workers; ++i) workers_.push_back(std::make_unique<Worker>());
    for (auto& worker : workers_) worker->thread = std::thread([w = worker.get()] { w->loop(); });
  }
  ~ThreadExecutor() override { stop(); }
  void stop() {
    for (auto& worker : workers_) {
      const std::lock_guard guard(worker->lock);
      worker->stopping = true;
      worker->posted.notify_one();
    }
    for (auto& worker : workers_)
      if (worker->thread.joinable()) worker->thread.join();
  }
  void post(WorkerId id, Job job) override {
    Worker& worker = *workers_[id];
    const std::lock_guard guard(worker.lock);
    worker.jobs.push_back(job);
    worker.posted.notify_one();
  }

 private:
  struct Worker {
    void loop() {
      while (true) {
        std::unique_lock guard(lock);
        posted.wait(guard, [this] { return stopping || !jobs.empty(); });
        if (jobs.empty()) return;
        const Job job = jobs.front();
        jobs.pop_front();
        guard.unlock();
        job.run(job.context);
      }
    }
    std::mutex lock;
    std::condition_variable posted;
    std::deque<Job> jobs;
    bool stopping = false;
    std::thread thread;
  };
  std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace dhcp::test
