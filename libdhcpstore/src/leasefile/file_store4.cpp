#include "leasefile/file_store4.hpp"

#include <cerrno>
#include <utility>

#include "leasefile/loader4.hpp"
#include "leasefile/messages.hpp"

namespace dhcp::store {

FileStore4::FileStore4(LeaseFileOptions options, FileSystem& files, Executor& executor, Log& log,
                       unsigned workers)
    : TableStore4(random_seed()),
      options_(std::move(options)),
      files_(files),
      executor_(executor),
      log_(log),
      workers_(workers),
      journal_(files, options_.path, options_.sync, table_) {
  for (unsigned i = 0; i < workers; ++i) {
    workers_[i].store = this;
    workers_[i].id = static_cast<WorkerId>(i);
  }
}

FileStore4::~FileStore4() {
  if (!writer_.joinable()) return;
  {
    const std::lock_guard guard(lock_);
    stopping_ = true;
  }
  queued_.notify_one();
  writer_.join();
}

Result<void> FileStore4::start(const LeaseCheck4& check) {
  LeaseFileLoader4 loader(options_, files_, log_, table_);
  if (auto loaded = loader.load(check); !loaded) return loaded;
  report_ = loader.report();
  const auto opened = loader.can_append() ? journal_.open(loader.keep_bytes()) : journal_.rewrite();
  if (!opened) {
    const auto slash = options_.path.rfind('/');
    const std::string directory = slash == std::string::npos ? "." : options_.path.substr(0, slash + 1);
    if (opened.error().code == ENOENT)
      return Error{"cannot make the lease file " + options_.path + ": there is no directory " + directory};
    return Error{"cannot write the lease file " + options_.path + ": " + opened.error().message()};
  }
  if (options_.sync) writer_ = std::thread([this] { run_writer(); });
  return {};
}

void FileStore4::commit(std::span<LeaseChange4> changes, WaitTable& waits, WaitToken token) {
  filling(workers_[token.worker]).add(table_, changes, waits, token);
}

Batch4& FileStore4::filling(Worker& worker) {
  if (worker.filling == nullptr) {
    if (worker.spare == nullptr) {
      worker.all.push_back(std::make_unique<Batch4>(*this, worker.id));
      worker.spare = worker.all.back().get();
    }
    worker.filling = std::exchange(worker.spare, worker.spare->next);
  }
  return *worker.filling;
}

void FileStore4::flush(WorkerId id) {
  Worker& worker = workers_[id];
  if (worker.filling == nullptr || worker.filling->empty()) return;
  Batch4& batch = *std::exchange(worker.filling, nullptr);
  {
    const std::lock_guard guard(lock_);
    queue_.push(batch);
    if (!options_.sync) {
      if (writing_) return;
      writing_ = true;
    }
  }
  if (options_.sync)
    queued_.notify_one();
  else
    lead(worker);
}

// One round, so that a busy server does not keep one worker writing for all others: who comes next was
// waiting anyway. Queries go on only after the lead is given up, because they may flush again.
void FileStore4::lead(Worker& worker) {
  BatchList4 round;
  {
    const std::lock_guard guard(lock_);
    round = std::exchange(queue_, BatchList4());
  }
  write(round);
  hand_on();
  BatchList4 own;
  while (!round.empty()) {
    Batch4& batch = round.pop();
    if (batch.worker() == worker.id)
      own.push(batch);
    else
      executor_.post(batch.worker(), {finish_job, &batch});
  }
  while (!own.empty()) finish(own.pop());
}

// Gives up the pen, to a worker that waits for it if there is one; moves the file before, if that is wanted.
void FileStore4::hand_on() {
  std::unique_lock guard(lock_);
  while (rotation_) {
    const auto done = std::exchange(rotation_, nullptr);
    guard.unlock();
    done(move_aside());
    guard.lock();
  }
  if (queue_.empty())
    writing_ = false;
  else
    executor_.post(queue_.front()->worker(), {lead_job, &workers_[queue_.front()->worker()]});
}

void FileStore4::rotate(std::function<void(Rotation)> done) {
  std::unique_lock guard(lock_);
  if (rotation_) {
    guard.unlock();
    return done(Rotation::waiting);
  }
  rotation_ = std::move(done);
  if (options_.sync) return queued_.notify_one();
  if (std::exchange(writing_, true)) return;
  guard.unlock();
  hand_on();
}

Rotation FileStore4::move_aside() {
  const auto moved = journal_.rotate();
  if (moved) return *moved ? Rotation::moved : Rotation::waiting;
  log_(message::not_moved, options_.path, moved.error().message());
  return Rotation::failed;
}

void FileStore4::run_writer() {
  while (true) {
    BatchList4 round;
    std::function<void(Rotation)> rotation;
    {
      std::unique_lock guard(lock_);
      queued_.wait(guard, [this] { return stopping_ || !queue_.empty() || rotation_; });
      if (queue_.empty() && stopping_) return;
      round = std::exchange(queue_, BatchList4());
      rotation = std::exchange(rotation_, nullptr);
    }
    if (!round.empty()) write(round);
    if (rotation) rotation(move_aside());
    while (!round.empty()) {
      Batch4& batch = round.pop();
      executor_.post(batch.worker(), {finish_job, &batch});
    }
  }
}

void FileStore4::write(BatchList4& round) {
  const Batch4& first = *round.front();
  const std::string* rows = &first.rows();
  if (first.next != nullptr) {
    joined_.clear();
    for (const Batch4* batch = &first; batch != nullptr; batch = batch->next) joined_ += batch->rows();
    rows = &joined_;
  }
  const auto written = journal_.append(as_bytes(*rows));
  set_writable(written);
  for (Batch4* batch = round.front(); batch != nullptr; batch = batch->next)
    batch->publish(table_, written.has_value());
}

void FileStore4::set_writable(const Result<void, IoError>& written) {
  if (written.has_value() == writable()) return;
  writable_.store(written.has_value(), std::memory_order_relaxed);
  if (written)
    log_(message::writable_again, options_.path);
  else
    log_(message::not_writable, written.error().message());
}

void FileStore4::finish(Batch4& batch) {
  batch.complete();
  Worker& worker = workers_[batch.worker()];
  batch.next = std::exchange(worker.spare, &batch);
}

void FileStore4::finish_job(void* context) noexcept {
  Batch4& batch = *static_cast<Batch4*>(context);
  batch.store().finish(batch);
}

void FileStore4::lead_job(void* context) noexcept {
  Worker& worker = *static_cast<Worker*>(context);
  worker.store->lead(worker);
}

Result<std::unique_ptr<LeaseFileStore4>> LeaseFileStore4::open(LeaseFileOptions options, FileSystem& files,
                                                               Executor& executor, Log& log, unsigned workers,
                                                               const LeaseCheck4& check) {
  auto store = std::make_unique<FileStore4>(std::move(options), files, executor, log, workers);
  if (auto started = store->start(check); !started) return started.error();
  return std::unique_ptr<LeaseFileStore4>(std::move(store));
}

}  // namespace dhcp::store
