#include "engine/client_name.hpp"

#include <algorithm>

#include "engine/name_builder.hpp"
#include "engine/stages4.hpp"

namespace dhcp {

DnsAgreement agree_on_dns(const FqdnFlags& client, const DdnsParameters& ddns, bool updates) {
  enum class Wish { nothing, reverse, both };
  const Wish wish = client.no_updates ? Wish::nothing : client.server_updates ? Wish::both : Wish::reverse;
  const bool overridden = (wish == Wish::nothing && ddns.override_no_update) ||
                          (wish == Wish::reverse && ddns.override_client_update);
  DnsAgreement agreed;
  agreed.forward = updates && (wish == Wish::both || overridden);
  agreed.reverse = updates && (wish != Wish::nothing || overridden);
  // N also when only the PTR record is updated: so says the manual's table; RFC 4702 would have it clear.
  agreed.flags = {.server_updates = agreed.forward,
                  .overridden = agreed.forward != client.server_updates,
                  .no_updates = !agreed.forward,
                  .canonical = client.canonical};
  return agreed;
}

namespace {

enum class NameSource { none, reservation, fqdn_option, host_name_option, generated };

/// RFC 2132 section 2: NULs at the end of text mean nothing.
ByteView host_name_of(const Context4& q) {
  ByteView name = q.query.option(option4::host_name).value_or(ByteView());
  while (!name.empty() && name.back() == 0) name = name.first(name.size() - 1);
  return name;
}

/// A reservation first, then option 81, then option 12. A client that sends no more than the root has a name
/// made for it.
NameSource name_source(const Context4& q, ReplaceClientName replace) {
  using enum NameSource;
  if (q.host && !q.host->hostname.empty()) return reservation;
  const ByteView host_name = host_name_of(q);
  if (!q.fqdn && host_name.empty())
    return replace == ReplaceClientName::always || replace == ReplaceClientName::when_not_present ? generated
                                                                                                  : none;
  if (replace == ReplaceClientName::always || replace == ReplaceClientName::when_present) return generated;
  if (q.fqdn) return q.fqdn->form == FqdnOption::Form::none ? generated : fqdn_option;
  return as_text(host_name) == "." ? generated : host_name_option;
}

/// "myhost-192-0-2-5".
void add_generated(NameBuilder& name, std::string_view prefix, Ipv4Address address) {
  std::array<char, max_dns_text_size + 17> room;
  if (prefix.size() > max_dns_text_size) return name.label({});
  char* end = std::ranges::copy(prefix, room.begin()).out;
  *end++ = '-';
  char* const dotted = end;
  end += address.format_to(dotted) - dotted;
  std::replace(dotted, end, '.', '-');
  name.text({room.data(), end});
}

Result<Hostname, DnsNameError> make_name(const Context4& q, NameSource source, const DdnsParameters& ddns,
                                         Ipv4Address address) {
  NameBuilder name;
  bool whole = false;
  switch (source) {
    case NameSource::none:
      return Hostname();
    case NameSource::reservation:
      name.text(q.host->hostname);
      break;
    case NameSource::fqdn_option:
      whole = name.client_labels(*q.fqdn, ddns);
      break;
    case NameSource::host_name_option:
      whole = name.client_labels(host_name_of(q), ddns);
      break;
    case NameSource::generated:
      add_generated(name, ddns.generated_prefix, address);
      break;
  }
  if (!whole) name.text(ddns.qualifying_suffix);
  return name.finish();
}

void log_received(const Context4& q, NameSource source) {
  if (q.fqdn) {
    q.log(messages4::client_fqdn_process, q.label());
    q.log(messages4::client_fqdn_data, q.label(), *q.fqdn);
  } else if (const auto stated = q.query.option(option4::host_name)) {
    q.log(messages4::client_hostname_process, q.label());
    q.log(messages4::client_hostname_data, q.label(), Printable{*stated});
    if (host_name_of(q).empty()) q.log(messages4::empty_hostname, q.label());
  } else if (source == NameSource::generated) {
    q.log(messages4::generate_fqdn, q.label());
  }
}

void log_made(const Context4& q, NameSource source) {
  if (source == NameSource::reservation) q.log(messages4::reserved_hostname, q.label(), q.name.name.text());
  if (source == NameSource::generated) q.log(messages4::hostname_generated, q.label(), q.name.name.text());
}

/// Whether the server tells the DNS of clients in `subnet`.
bool updates_dns(const Context4& q, const Subnet4& subnet) {
  return q.shared->parts.name_changes && subnet.ddns->send_updates &&
         q.setup->config()->server().dhcp_ddns.enable_updates;
}

/// Whether the reply tells the name in option 12: not besides option 81, not unasked. A client that lists no
/// parameters leaves it to us.
bool expects_host_name(const Context4& q) {
  if (q.fqdn) return false;
  return q.query.has(option4::host_name) || q.requests(option4::host_name) ||
         !q.query.has(option4::parameter_request_list);
}

template <class Reason>
bool drop_unparsable(Context4& q, const Reason& reason) {
  q.count(Statistic4::pkt4_parse_failed);
  return q.drop(messages4::drop_unparsable, q.datagram.source, q.datagram.destination, q.interface_name(),
                reason);
}

}  // namespace

bool read_client_fqdn(Context4& q) {
  q.fqdn.reset();
  const auto value = q.query.option(option4::client_fqdn);
  if (!value) return true;
  const auto read = FqdnOption::read4(*value);
  if (!read && q.snapshot().compatibility.lenient_option_parsing) return true;
  if (!read) return drop_unparsable(q, read.error());
  if (read->flags.no_updates && read->flags.server_updates)
    return drop_unparsable(q, "flags N and S of option 81 are both set");
  q.fqdn = *read;
  return true;
}

void settle_name(Context4& q, const Subnet4& subnet, Ipv4Address address) {
  q.name.clear();
  const DdnsParameters& ddns = *subnet.ddns;
  const NameSource source = name_source(q, ddns.replace_client_name);
  log_received(q, source);
  if (source == NameSource::none) return;
  const auto made = make_name(q, source, ddns, address);
  if (!made) {
    const bool of_option = source == NameSource::host_name_option;
    q.log(of_option ? messages4::client_hostname_malformed : messages4::client_name_failed, q.label(),
          dns_name_error_text(made.error()));
    return;
  }
  q.name.name = *made;
  log_made(q, source);
  const bool updates = updates_dns(q, subnet);
  if (q.fqdn) {
    const DnsAgreement agreed = agree_on_dns(q.fqdn->flags, ddns, updates);
    q.name.fqdn = agreed.flags;
    q.name.forward = agreed.forward;
    q.name.reverse = agreed.reverse;
  } else {
    q.name.forward = q.name.reverse = updates;
    q.name.in_host_name = expects_host_name(q);
  }
}

void add_name_options(const Context4& q, ReplyOptions4& options) {
  const ClientName& name = q.name;
  if (name.fqdn) {
    ByteWriter out(q.scratch->client_fqdn);
    std::array<char, Hostname::capacity + 1> whole;
    char* end = std::ranges::copy(name.name.text(), whole.begin()).out;
    *end++ = '.';
    constexpr std::uint8_t from_server = 255;  // RFC 4702 section 2.2
    if (write_fqdn4(*name.fqdn, from_server, {whole.data(), end}, out)) {
      options.add(option4::client_fqdn, out.written());
      q.log(messages4::response_fqdn_data, q.label(), name.name.text());
    }
  }
  if (name.in_host_name) {
    ByteWriter out(q.scratch->host_name);
    write_host_name(name.name, out);
    options.add(option4::host_name, out.written());
    q.log(messages4::response_hostname_data, q.label(), name.name.text());
  }
}

}  // namespace dhcp
