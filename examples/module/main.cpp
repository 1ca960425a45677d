// A module in the server's own process: module CONFIG CLASS QUERY...
//
// It refuses DHCPDISCOVERs of clients whose vendor class (option 60) begins with CLASS, and puts all others
// that have one into the class "EXTERNAL_vendor". CONFIG is a file, each QUERY a DHCPv4 message as
// hexadecimal digits, as if it had been broadcast on the configuration's first subnet. What is answered is
// printed, a line a query. A loadable module is the part between the lines, and a function
// `dhcp_module_table` that returns the table.

#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>

#include "dhcpcore/engine4.hpp"
#include "dhcpcore/module.hpp"
#include "dhcpcore/packet4.hpp"
#include "dhcpstore/memory_store.hpp"

namespace {

// --- the module -------------------------------------------------------------------------------------------

class RefuseVendor {
 public:
  RefuseVendor(dhcp::module::Module self, dhcp::module::Value parameters)
      : self_(self), refused_(parameters["vendor-class"].text()) {
    if (refused_.empty()) throw std::runtime_error("\"vendor-class\" is missing, or no text");
  }

  dhcp::module::Next receive(dhcp::module::Call& call) {
    constexpr std::uint16_t vendor_class = 60;
    const auto option = call.query().option(vendor_class);
    if (!option) return dhcp::module::Next::go_on;
    const std::string_view name(reinterpret_cast<const char*>(option->data()), option->size());
    if (name.starts_with(refused_)) {
      if (self_.logs(-1)) self_.log(-1, "REFUSE_VENDOR", "refused: " + std::string(name));
      return dhcp::module::Next::drop;
    }
    call.add_class("EXTERNAL_vendor");
    return dhcp::module::Next::go_on;
  }

 private:
  dhcp::module::Module self_;
  std::string refused_;
};

constexpr dhcp_hook hooks[] = {dhcp::module::at<&RefuseVendor::receive>("pkt4_receive"), {}};
constexpr dhcp_module_table refuse_vendor = dhcp::module::table<RefuseVendor>("refuse-vendor", hooks);

// --- the server -------------------------------------------------------------------------------------------

class StandardErrorLog final : public dhcp::LogSink {
 public:
  void write(const dhcp::LogMessage& message, std::string_view text) noexcept override {
    std::cerr << message.id << ' ' << text << '\n';
  }
};

class Printer final : public dhcp::ReplySink4 {
 public:
  void send(const dhcp::Reply4& reply) override {
    dhcp::Packet4 packet;
    if (!packet.parse(reply.payload)) return;
    std::cout << dhcp::message_type_name(packet.type()) << ' ' << packet.yiaddr().to_string() << '\n';
    answered = true;
  }
  bool answered = false;
};

std::shared_ptr<const dhcp::InterfaceTable> one_interface(const char* address) {
  dhcp::Interface interface;
  interface.index = 1;
  interface.name = "example";
  interface.addresses4 = {{dhcp::Ipv4Address::parse(address).value(), 24}};
  auto table = std::make_shared<dhcp::InterfaceTable>();
  table->interfaces.push_back(interface);
  return table;
}

void ask(dhcp::Engine4& engine, const std::vector<std::uint8_t>& message) {
  dhcp::Datagram4 datagram;
  datagram.payload = message;
  datagram.interface_index = 1;
  datagram.source_port = 68;
  datagram.destination = dhcp::Ipv4Address::broadcast();
  datagram.destination_port = 67;
  Printer printer;
  engine.handle(0, datagram, dhcp::SystemClock().now(), printer);
  engine.flush(0);
  if (!printer.answered) std::cout << "no answer\n";
}

int run(const char* config_path, const char* vendor_class, std::span<char*> queries) {
  std::ifstream file(config_path);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  auto config = dhcp::Config4::parse(text, config_path);
  if (!config) throw std::runtime_error(config.error().message);

  StandardErrorLog sink;
  dhcp::Log log(sink);
  dhcp::Statistics4 statistics(1);
  const auto leases = dhcp::store::make_memory_store4();
  dhcp::Engine4 engine({*leases, log, statistics, {}, nullptr}, {}, *config, one_interface("192.0.2.1"));

  dhcp::Value parameters;
  parameters.set("vendor-class", vendor_class);
  const dhcp::ModuleSpec modules[] = {{&refuse_vendor, parameters}};
  auto prepared = engine.prepare_modules(**config, modules);
  if (!prepared) throw std::runtime_error(prepared.error().message);
  engine.reconfigure(*config, {}, *prepared);

  for (const char* digits : queries) {
    const auto message = dhcp::from_hex(digits);
    if (!message) throw std::runtime_error("a query is no hexadecimal number");
    ask(engine, *message);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::cerr << "usage: " << argv[0] << " CONFIG CLASS QUERY...\n";
    return 2;
  }
  try {
    return run(argv[1], argv[2], {argv + 3, argv + argc});
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
