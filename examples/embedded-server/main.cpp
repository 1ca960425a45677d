// A DHCPv4 server inside somebody else's event loop: embedded-server ADDRESS PORT CONFIG
//
// The engine opens nothing and reads no clock. This program owns the socket, the clock and the timer (here
// Boost.Asio's), hands datagrams in, and sends what comes out. It serves relays and unicast clients on one
// UDP socket, keeps leases in memory, and ends on SIGINT or SIGTERM. Port 0 lets the system choose.

#include <boost/asio.hpp>
#include <csignal>
#include <fstream>
#include <iostream>
#include <iterator>

#include "dhcpcore/engine4.hpp"
#include "dhcpstore/memory_store.hpp"

namespace asio = boost::asio;
using asio::ip::udp;

namespace {

dhcp::Ipv4Address from_asio(const asio::ip::address& address) {
  return dhcp::Ipv4Address(address.to_v4().to_uint());
}

class StandardErrorLog final : public dhcp::LogSink {
 public:
  void write(const dhcp::LogMessage& message, std::string_view text) noexcept override {
    std::cerr << dhcp::severity_name(message.verbosity) << ' ' << message.id << ' ' << text << '\n';
  }
};

class EmbeddedServer final : dhcp::ReplySink4 {
 public:
  EmbeddedServer(asio::io_context& loop, const udp::endpoint& endpoint,
                 std::shared_ptr<const dhcp::Config4> config)
      : socket_(loop, endpoint),
        timer_(loop),
        engine_({*leases_, log_, statistics_, {}, nullptr}, {}, std::move(config), interfaces()) {
    receive();
  }
  ~EmbeddedServer() { engine_.cancel(worker); }

  udp::endpoint endpoint() const { return socket_.local_endpoint(); }

 private:
  static constexpr dhcp::WorkerId worker = 0;
  static constexpr std::uint32_t interface_index = 1;

  // One interface with the address that the socket is bound to: the server identifier.
  std::shared_ptr<const dhcp::InterfaceTable> interfaces() const {
    dhcp::Interface interface;
    interface.index = interface_index;
    interface.name = "embedded";
    interface.addresses4 = {{from_asio(endpoint().address()), 32}};
    auto table = std::make_shared<dhcp::InterfaceTable>();
    table->interfaces.push_back(interface);
    return table;
  }

  void receive() {
    socket_.async_receive_from(asio::buffer(buffer_), peer_, [this](auto error, std::size_t size) {
      if (error == asio::error::operation_aborted) return;
      if (!error) handle(size);
      receive();
    });
  }

  void handle(std::size_t size) {
    dhcp::Datagram4 datagram;
    datagram.payload = dhcp::ByteView(buffer_).first(size);
    datagram.interface_index = interface_index;
    datagram.source = from_asio(peer_.address());
    datagram.source_port = peer_.port();
    datagram.destination = from_asio(endpoint().address());
    datagram.destination_port = endpoint().port();
    engine_.handle(worker, datagram, clock_.now(), *this);
    engine_.flush(worker);  // a server that reads many datagrams at once does this once for all of them
    arm_timer();
  }

  void arm_timer() {
    const dhcp::SteadyTime deadline = engine_.next_deadline(worker);
    if (deadline == dhcp::SteadyTime::max()) return;
    timer_.expires_at(deadline);
    timer_.async_wait([this](auto error) {
      if (error) return;
      engine_.advance(worker, clock_.now());
      arm_timer();
    });
  }

  // Clients without an address would need a raw socket (reply.link_destination); this server has none.
  void send(const dhcp::Reply4& reply) override {
    if (!reply.link_destination.empty()) return;
    boost::system::error_code ignored;  // as lost as any datagram; the client asks again
    socket_.send_to(asio::buffer(reply.payload.data(), reply.payload.size()),
                    {asio::ip::address_v4(reply.destination.value()), reply.destination_port}, 0, ignored);
  }

  udp::socket socket_;
  asio::steady_timer timer_;
  udp::endpoint peer_;
  std::array<std::uint8_t, 65536> buffer_;
  dhcp::SystemClock clock_;
  StandardErrorLog sink_;
  dhcp::Log log_{sink_};
  dhcp::Statistics4 statistics_{1};
  std::unique_ptr<dhcp::LeaseStore4> leases_ = dhcp::store::make_memory_store4();
  dhcp::Engine4 engine_;
};

int run(const char* address, const char* port, const char* config_path) {
  std::ifstream file(config_path);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  auto config = dhcp::Config4::parse(text, config_path);
  if (!config) {
    std::cerr << config.error().message << '\n';
    return 1;
  }
  asio::io_context loop;
  const udp::endpoint endpoint(asio::ip::make_address_v4(address),
                               static_cast<std::uint16_t>(std::stoul(port)));
  EmbeddedServer server(loop, endpoint, *config);
  asio::signal_set signals(loop, SIGINT, SIGTERM);
  signals.async_wait([&](auto, int) { loop.stop(); });
  std::cout << "listening on " << server.endpoint() << std::endl;
  loop.run();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: " << argv[0] << " ADDRESS PORT CONFIG\n";
    return 2;
  }
  try {
    return run(argv[1], argv[2], argv[3]);
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
