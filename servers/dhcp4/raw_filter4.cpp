#include "dhcp4/raw_filter4.hpp"

#include <linux/if_packet.h>

#include "dhcp4/frame4.hpp"

namespace dhcp::server {
namespace {

// Where the parts of a DHCP message stand (RFC 2131 section 2). Of `chaddr` the last four bytes of an
// Ethernet address count: the first two name its maker.
constexpr std::uint32_t xid_offset = 4;
constexpr std::uint32_t client_offset = 28 + 2;
constexpr std::uint32_t client_end = client_offset + 4;
// Spreads addresses that were given out in steps.
constexpr std::uint32_t hash_factor = 0x9e3779b1;
constexpr std::uint32_t hash_shift = 16;

constexpr std::uint16_t jump_equal = BPF_JMP | BPF_JEQ | BPF_K;
constexpr std::uint16_t jump_greater_or_equal = BPF_JMP | BPF_JGE | BPF_K;
constexpr std::uint16_t jump_greater = BPF_JMP | BPF_JGT | BPF_K;
constexpr std::uint16_t jump_any_bit = BPF_JMP | BPF_JSET | BPF_K;
constexpr std::uint32_t ancillary(std::uint32_t what) {
  return static_cast<std::uint32_t>(SKF_AD_OFF) + what;
}

/// Writes a program; jumps to "drop" are resolved when it is finished.
class Assembler {
 public:
  void put(unsigned code, std::uint32_t k) {
    program_.push_back({static_cast<std::uint16_t>(code), 0, 0, k});
  }
  /// Skips the next `skip` instructions when the condition holds.
  void skip_if(std::uint16_t condition, std::uint32_t k, std::uint8_t skip) {
    program_.push_back({condition, skip, 0, k});
  }
  void skip_unless(std::uint16_t condition, std::uint32_t k, std::uint8_t skip) {
    program_.push_back({condition, 0, skip, k});
  }
  void drop_if(std::uint16_t condition, std::uint32_t k) { program_.push_back({condition, to_drop, 0, k}); }
  void drop_unless(std::uint16_t condition, std::uint32_t k) {
    program_.push_back({condition, 0, to_drop, k});
  }
  PacketFilter finish() {
    put(BPF_RET | BPF_K, whole_packet);
    const std::size_t drop = program_.size();
    put(BPF_RET | BPF_K, 0);
    for (std::size_t i = 0; i < drop; ++i)
      for (std::uint8_t* target : {&program_[i].jt, &program_[i].jf})
        if (*target == to_drop) *target = static_cast<std::uint8_t>(drop - i - 1);
    return std::move(program_);
  }
  PacketFilter unfinished() { return std::move(program_); }

 private:
  static constexpr std::uint8_t to_drop = 0xff;
  static constexpr std::uint32_t whole_packet = 0x40000;
  PacketFilter program_;
};

/// Leaves the number of the client's worker in the accumulator. The message begins `base` bytes after the
/// index register.
void hash_client(Assembler& code, unsigned mode, std::uint32_t base, unsigned workers) {
  code.put(BPF_LD | BPF_W | mode, base + client_offset);
  // A client without a hardware address (RFC 4390) is spread by its transactions.
  code.skip_unless(jump_equal, 0, 1);
  code.put(BPF_LD | BPF_W | mode, base + xid_offset);
  code.put(BPF_ALU | BPF_MUL | BPF_K, hash_factor);
  code.put(BPF_ALU | BPF_RSH | BPF_K, hash_shift);
  code.put(BPF_ALU | BPF_MOD | BPF_K, workers);
}

}  // namespace

PacketFilter raw_socket_filter(std::uint16_t port, unsigned worker, unsigned workers) {
  constexpr std::uint32_t ip = ethernet_header_size;
  Assembler code;
  code.put(BPF_LD | BPF_W | BPF_ABS, ancillary(SKF_AD_PKTTYPE));
  code.drop_if(jump_greater, PACKET_MULTICAST);  // to another host, or outgoing
  code.put(BPF_LD | BPF_W | BPF_ABS, ancillary(SKF_AD_VLAN_TAG_PRESENT));
  code.skip_if(jump_equal, 0, 2);
  code.put(BPF_LD | BPF_W | BPF_ABS, ancillary(SKF_AD_VLAN_TAG));
  code.drop_if(jump_any_bit, 0x0fff);  // a VLAN of its own; number 0 is a mere priority
  code.put(BPF_LD | BPF_H | BPF_ABS, 12);
  code.drop_unless(jump_equal, 0x0800);
  code.put(BPF_LD | BPF_B | BPF_ABS, ip + 9);
  code.drop_unless(jump_equal, 17);
  code.put(BPF_LD | BPF_H | BPF_ABS, ip + 6);
  code.drop_if(jump_any_bit, 0x3fff);  // more fragments, or not the first
  code.put(BPF_LDX | BPF_B | BPF_MSH, ip);
  code.put(BPF_LD | BPF_H | BPF_IND, ip + 2);
  code.drop_unless(jump_equal, port);
  if (workers > 1) {
    constexpr std::uint32_t message = ip + 8;
    // What is too short to name a client belongs to worker 0, who counts it.
    code.put(BPF_LD | BPF_W | BPF_LEN, 0);
    code.put(BPF_ALU | BPF_SUB | BPF_X, 0);
    if (worker == 0)
      code.skip_unless(jump_greater_or_equal, message + client_end, 7);
    else
      code.drop_unless(jump_greater_or_equal, message + client_end);
    hash_client(code, BPF_IND, message, workers);
    code.drop_unless(jump_equal, worker);
  }
  return code.finish();
}

PacketFilter worker_selector(unsigned workers) {
  Assembler code;
  // A load past the end would end the program with 0, and that is the worker for short messages.
  code.put(BPF_LDX | BPF_W | BPF_IMM, 0);
  hash_client(code, BPF_IND, 0, workers);
  code.put(BPF_RET | BPF_A, 0);
  return code.unfinished();
}

PacketFilter nothing_filter() {
  Assembler code;
  code.put(BPF_RET | BPF_K, 0);
  return code.unfinished();
}

unsigned worker_of_client(ByteView message, unsigned workers) {
  if (message.size() < client_end) return 0;
  const auto word = [&](std::size_t at) { return ByteReader(message.subspan(at)).u32(); };
  std::uint32_t key = word(client_offset);
  if (key == 0) key = word(xid_offset);
  return ((key * hash_factor) >> hash_shift) % workers;
}

}  // namespace dhcp::server
