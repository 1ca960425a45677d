// The small parsers of the wire floor, one a first octet: names, FQDN options, frames, client identifiers,
// runs of options. Whatever the bytes, views stay inside them, and what is written from them reads the same.
#include <cstdlib>
#include <vector>

#include "dhcpcore/client_identifier.hpp"
#include "dhcpcore/dns_name.hpp"
#include "dhcpcore/fqdn_option.hpp"
#include "dhcpcore/lease_query.hpp"
#include "dhcpcore/option_run.hpp"
#include "dhcpcore/tcp_frame.hpp"

namespace {

using dhcp::ByteView;
using dhcp::ByteWriter;

void require(bool condition) {
  if (!condition) std::abort();
}

// Reads every byte, so that the sanitizer sees views that point outside.
void touch(ByteView view) {
  [[maybe_unused]] volatile std::uint8_t sink = 0;
  for (const std::uint8_t byte : view) sink = byte;
}

void dns_name(ByteView bytes) {
  std::size_t offset = 0;
  const auto text = dhcp::decode_dns_name(bytes, offset);
  require(text || offset == 0);
  if (!text) return;
  std::uint8_t wire[dhcp::max_dns_name_size];
  ByteWriter out(wire);
  require(dhcp::encode_dns_name(*text, out).has_value());
  std::size_t end = 0;
  require(*dhcp::decode_dns_name(out.written(), end) == *text && end == out.size());
}

void dns_text(ByteView bytes) {
  std::uint8_t wire[dhcp::max_dns_name_size];
  ByteWriter out(wire);
  if (!dhcp::encode_dns_name(dhcp::as_text(bytes), out)) return;
  std::size_t offset = 0;
  const auto text = dhcp::decode_dns_name(out.written(), offset);
  require(text && offset == out.size());
}

using Fqdn = dhcp::Result<dhcp::FqdnOption, dhcp::OptionError>;

std::string name_of(const dhcp::FqdnOption& fqdn) {
  std::uint8_t room[dhcp::max_dns_text_size];
  ByteWriter text(room);
  fqdn.write_name(text);
  require(text.ok());
  return std::string(dhcp::as_text(text.written()));
}

template <class Write>
void fqdn(const Fqdn& read, Fqdn (*read_again)(ByteView), Write write) {
  if (!read) {
    require(!read.error().to_string().empty());
    return;
  }
  touch(read->name);
  require(!read->to_string().empty());
  dhcp::FqdnFlags flags = read->flags;
  flags.canonical = true;  // text may have escapes, which ASCII has not
  std::uint8_t wire[3 + dhcp::max_dns_name_size];
  ByteWriter out(wire);
  const std::string name = name_of(*read);
  require(write(flags, name, out).has_value());
  const auto again = read_again(out.written());
  require(again && again->form == read->form && again->flags == flags && name_of(*again) == name);
}

void frames(ByteView bytes) {
  const std::size_t longest = 1 + bytes.size() % 300;
  dhcp::FrameReader reader(bytes, longest);
  std::size_t consumed = 0;
  while (const auto message = reader.next()) {
    touch(*message);
    require(!message->empty() && message->size() <= longest);
    consumed += message->size() + 2;
    require(reader.consumed() == consumed && consumed <= bytes.size());
  }
  require(reader.failed() == (reader.missing() == 0));
  if (reader.failed()) require(reader.claimed() == 0 || reader.claimed() > longest);
}

void client_identifier(ByteView bytes) {
  const auto id = dhcp::ClientIdentifier::read(bytes);
  require(id.has_value() == (bytes.size() >= 2));
  if (!id) return;
  touch(id->identifier);
  if (id->kind == dhcp::ClientIdentifier::Kind::duid)
    require(std::ranges::equal(dhcp::make_client_id(id->iaid, dhcp::Duid(id->identifier)).view(), bytes));
}

template <class Run>
void run(ByteView bytes) {
  const Run options(bytes);
  std::vector<std::uint8_t> room(bytes.size());
  std::size_t size = 0;
  for (const auto& [code, value] : options) {
    touch(value);
    size += Run::header_size + value.size();
    std::size_t joined = 0;
    for (const auto& other : options)
      if (other.code == code) joined += other.value.size();
    const auto whole = options.find_joined(code, room);
    require(whole && whole->size() == joined);
    touch(*whole);
    if (size > 2000) return;  // the check is quadratic
  }
  require(options.whole() == (size == bytes.size()));
  if (const auto misfit = options.misfit())
    require(misfit->offset == size && misfit->actual < misfit->expected);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const ByteView bytes(data + 1, size - 1);
  switch (data[0] % 9) {
    case 0:
      dns_name(bytes);
      break;
    case 1:
      dns_text(bytes);
      break;
    case 2:
      fqdn(dhcp::FqdnOption::read4(bytes), dhcp::FqdnOption::read4,
           [](const auto& flags, std::string_view name, ByteWriter& out) {
             return dhcp::write_fqdn4(flags, 0, name, out);
           });
      break;
    case 3:
      fqdn(dhcp::FqdnOption::read6(bytes), dhcp::FqdnOption::read6,
           [](const auto& flags, std::string_view name, ByteWriter& out) {
             return dhcp::write_fqdn6(flags, name, out);
           });
      break;
    case 4:
      frames(bytes);
      break;
    case 5:
      client_identifier(bytes);
      break;
    case 6:
      run<dhcp::SubOptions4>(bytes);
      break;
    case 7:
      run<dhcp::Options6>(bytes);
      break;
    default:
      run<dhcp::VendorData4>(bytes);
  }
  return 0;
}
