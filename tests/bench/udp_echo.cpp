// Answers each UDP datagram with itself, in batches: the most that a machine's UDP stack gives one thread,
// which the server's benchmarks are compared with. With --dhcp it turns a DHCPv4 message into its reply in
// place, which makes it the fastest server there can be, for finding the limit of dhcp-perf.
//
// usage: udp-echo [--dhcp] ADDRESS PORT      (runs until it is killed; prints "ready" once it answers)

#include <arpa/inet.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <vector>

namespace {

constexpr std::size_t batch = 64;
constexpr std::size_t datagram_size = 2048;

// Makes an OFFER of a DISCOVER and an ACK of anything else. The address is made of the hardware address, so
// that both replies agree; the server identifier is 10.0.0.1. Returns the new length.
std::size_t make_dhcp_reply(std::uint8_t* message, std::size_t size) {
  constexpr std::size_t options_at = 240;
  constexpr std::size_t least = options_at + 3;
  if (size < least) return size;
  const bool discover = message[options_at] == 53 && message[options_at + 2] == 1;
  const std::uint8_t options[] = {
      53, 1, static_cast<std::uint8_t>(discover ? 2 : 5), 54, 4, 10, 0, 0, 1, 51, 4, 0, 0, 14, 16, 255};
  message[0] = 2;
  const std::uint8_t yiaddr[] = {10, message[31], message[32], message[33]};
  std::memcpy(message + 16, yiaddr, sizeof yiaddr);
  std::memcpy(message + options_at, options, sizeof options);
  return std::max(size, options_at + sizeof options);
}

struct Batch {
  std::array<mmsghdr, batch> headers{};
  std::array<iovec, batch> parts{};
  std::array<sockaddr_in, batch> names{};
  std::vector<std::uint8_t> memory = std::vector<std::uint8_t>(batch * datagram_size);

  void reset() {
    for (std::size_t i = 0; i < batch; ++i) {
      parts[i] = {memory.data() + i * datagram_size, datagram_size};
      headers[i].msg_hdr.msg_iov = &parts[i];
      headers[i].msg_hdr.msg_iovlen = 1;
      headers[i].msg_hdr.msg_name = &names[i];
      headers[i].msg_hdr.msg_namelen = sizeof names[i];
    }
  }
};

int open_socket(const char* address, std::uint16_t port) {
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(port);
  if (inet_pton(AF_INET, address, &name.sin_addr) != 1) return -1;
  const int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  constexpr int buffer = 8 << 20;
  setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof buffer);
  return bind(descriptor, reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0 ? descriptor : -1;
}

[[noreturn]] void echo(int descriptor, bool dhcp) {
  Batch datagrams;
  for (;;) {
    datagrams.reset();
    const int received = recvmmsg(descriptor, datagrams.headers.data(), batch, MSG_WAITFORONE, nullptr);
    if (received <= 0) continue;
    for (std::size_t i = 0; i < static_cast<std::size_t>(received); ++i) {
      std::size_t size = datagrams.headers[i].msg_len;
      if (dhcp) size = make_dhcp_reply(datagrams.memory.data() + i * datagram_size, size);
      datagrams.parts[i].iov_len = size;
    }
    for (int sent = 0; sent < received;) {
      const int count =
          sendmmsg(descriptor, datagrams.headers.data() + sent, static_cast<unsigned>(received - sent), 0);
      sent += count > 0 ? count : 1;  // a datagram that cannot be sent is skipped
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  const bool dhcp = argc > 1 && std::string_view(argv[1]) == "--dhcp";
  const int first = dhcp ? 2 : 1;
  std::uint16_t port = 0;
  if (argc == first + 2) {
    const std::string_view text = argv[first + 1];
    std::from_chars(text.data(), text.data() + text.size(), port);
  }
  const int descriptor = port == 0 ? -1 : open_socket(argv[first], port);
  if (descriptor < 0) {
    std::perror("usage: udp-echo [--dhcp] ADDRESS PORT");
    return 1;
  }
  std::puts("ready");
  std::fflush(stdout);
  echo(descriptor, dhcp);
}
