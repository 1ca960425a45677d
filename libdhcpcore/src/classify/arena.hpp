/// @file
/// Memory for what lives as long as one query: pieces are handed out, and all are taken back at once.
/// @floor classify
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace dhcp {

/// Pieces stay where they are until `reset`. What a query used is kept for the next one, as one block, so
/// that queries like those before do not allocate; never more than `kept` bytes, so that one large query does
/// not hold memory for good.
class Arena {
 public:
  static constexpr std::size_t kept = std::size_t{128} << 10;

  std::span<std::uint8_t> allocate(std::size_t size) {
    if (size > capacity_ - used_ || blocks_.empty()) grow(size);
    const std::span<std::uint8_t> piece(blocks_.back().get() + used_, size);
    used_ += size;
    return piece;
  }

  void reset() {
    if (blocks_.size() > 1 || capacity_ > kept) {
      blocks_.clear();
      capacity_ = 0;
      grow(std::min(total_, kept));
    }
    used_ = 0;
  }

  std::size_t capacity() const { return total_; }

 private:
  using Block = std::unique_ptr<std::uint8_t[]>;

  void grow(std::size_t size) {
    if (blocks_.empty()) total_ = 0;
    capacity_ = std::max({size, std::min(2 * capacity_, kept), std::size_t{1024}});
    blocks_.push_back(std::make_unique_for_overwrite<std::uint8_t[]>(capacity_));
    total_ += capacity_;
    used_ = 0;
  }

  std::vector<Block> blocks_;
  std::size_t capacity_ = 0;  // of the last block
  std::size_t used_ = 0;      // in the last block
  std::size_t total_ = 0;     // of all blocks
};

}  // namespace dhcp
