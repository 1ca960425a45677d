#include "classify/lookup_reader.hpp"

#include <fmt/format.h>

namespace dhcp {

namespace {

using Kind = ExpressionToken::Kind;
using What = Lookup::What;
using Protocol = ExpressionContext::Protocol;

struct PacketField {
  std::string_view scope;
  std::string_view name;
  What what;
};

constexpr PacketField packet_fields[] = {
    {"pkt", "iface", What::interface_name},    {"pkt", "src", What::source_address},
    {"pkt", "dst", What::destination_address}, {"pkt", "len", What::length},
    {"pkt4", "mac", What::hardware_address},   {"pkt4", "hlen", What::hardware_length},
    {"pkt4", "htype", What::hardware_type},    {"pkt4", "ciaddr", What::ciaddr},
    {"pkt4", "giaddr", What::giaddr},          {"pkt4", "yiaddr", What::yiaddr},
    {"pkt4", "siaddr", What::siaddr},          {"pkt4", "msgtype", What::message_type},
    {"pkt4", "transid", What::transaction_id}, {"pkt6", "msgtype", What::message_type},
    {"pkt6", "transid", What::transaction_id},
};

class LookupReader {
 public:
  LookupReader(TokenReader& tokens, const ExpressionContext& context) : tokens_(tokens), context_(context) {}

  LookupTerm option() {
    Lookup lookup{.what = What::option, .code = option_code()};
    tokens_.symbol(".");
    if (tokens_.skip_word("option")) {
      lookup.what = What::sub_option;
      lookup.sub_code = option_code();
      tokens_.symbol(".");
    }
    return representation(lookup);
  }

  LookupTerm relay4() {
    const Lookup lookup{.what = What::relay4_option, .code = option_code()};
    tokens_.symbol(".");
    return representation(lookup);
  }

  LookupTerm relay6() {
    tokens_.symbol("[");
    Lookup lookup{.what = What::relay6_option, .nest = static_cast<std::int8_t>(tokens_.integer({-32, 31}))};
    tokens_.symbol("]");
    tokens_.symbol(".");
    if (tokens_.skip_word("peeraddr"))
      return {{.what = What::relay6_peer_address, .nest = lookup.nest}, Opcode::value};
    if (tokens_.skip_word("linkaddr"))
      return {{.what = What::relay6_link_address, .nest = lookup.nest}, Opcode::value};
    tokens_.keyword("option", "option, peeraddr or linkaddr");
    lookup.code = option_code();
    tokens_.symbol(".");
    return representation(lookup);
  }

  LookupTerm vendor() {
    if (tokens_.skip_symbol(".")) {
      tokens_.keyword("enterprise", "enterprise");
      return {{.what = What::vendor_enterprise}, Opcode::value};
    }
    Lookup lookup{.what = What::vendor, .enterprise = enterprise()};
    tokens_.symbol(".");
    if (tokens_.skip_word("exists")) return {lookup, Opcode::exists};
    tokens_.keyword("option", "exists or option");
    lookup.what = What::vendor_option;
    lookup.code = option_code();
    tokens_.symbol(".");
    return representation(lookup);
  }

  LookupTerm vendor_class() {
    if (tokens_.skip_symbol(".")) {
      tokens_.keyword("enterprise", "enterprise");
      return {{.what = What::vendor_class_enterprise}, Opcode::value};
    }
    Lookup lookup{.what = What::vendor_class, .enterprise = enterprise()};
    tokens_.symbol(".");
    if (tokens_.skip_word("exists")) return {lookup, Opcode::exists};
    tokens_.keyword("data", "exists or data");
    lookup.what = What::vendor_class_data;
    if (tokens_.skip_symbol("[")) {
      lookup.index = static_cast<std::uint32_t>(tokens_.integer(range_u32));
      tokens_.symbol("]");
    }
    return {lookup, Opcode::value};
  }

  LookupTerm packet(std::string_view scope) {
    tokens_.symbol(".");
    std::string known;
    for (const PacketField& field : packet_fields) {
      if (field.scope != scope) continue;
      if (tokens_.skip_word(field.name)) return {{.what = field.what}, Opcode::value};
      known += (known.empty() ? "" : ", ") + std::string(field.name);
    }
    tokens_.refuse(tokens_.current(), "one of " + known);
  }

 private:
  LookupTerm representation(const Lookup& lookup) {
    if (tokens_.skip_word("hex")) return {lookup, Opcode::value};
    if (tokens_.skip_word("exists")) return {lookup, Opcode::exists};
    if (tokens_.skip_word("text")) return {lookup, Opcode::option_text};
    tokens_.refuse(tokens_.current(),
                   lookup.what == What::option ? "hex, text, exists or option" : "hex, text or exists");
  }

  // "[code]": a number within the protocol's range, or a name that the context knows.
  std::uint16_t option_code() {
    tokens_.symbol("[");
    const ExpressionToken token = tokens_.current();
    std::uint16_t code = 0;
    if (token.kind == Kind::word) {
      tokens_.advance();
      const auto known = context_.option_code ? context_.option_code(token.text) : std::nullopt;
      if (!known)
        throw ExpressionRefused{
            fmt::format("column {}: there is no option named '{}'", token.column, token.text)};
      code = *known;
    } else {
      code =
          static_cast<std::uint16_t>(tokens_.integer({0, context_.protocol == Protocol::v4 ? 255 : 65535}));
    }
    tokens_.symbol("]");
    return code;
  }

  // "[4491]" or "[*]".
  std::uint32_t enterprise() {
    tokens_.symbol("[");
    const std::int64_t number = tokens_.skip_symbol("*") ? 0 : tokens_.integer(range_u32);
    tokens_.symbol("]");
    return static_cast<std::uint32_t>(number);
  }

  TokenReader& tokens_;
  const ExpressionContext& context_;
};

// The words that terms begin with; without a protocol they are for both.
struct Beginning {
  std::string_view word;
  std::optional<Protocol> only;
  LookupTerm (*read)(LookupReader&, std::string_view word);
};

constexpr Beginning beginnings[] = {
    {"option", {}, [](LookupReader& r, std::string_view) { return r.option(); }},
    {"relay4", Protocol::v4, [](LookupReader& r, std::string_view) { return r.relay4(); }},
    {"relay6", Protocol::v6, [](LookupReader& r, std::string_view) { return r.relay6(); }},
    {"vendor", {}, [](LookupReader& r, std::string_view) { return r.vendor(); }},
    {"vendor-class", {}, [](LookupReader& r, std::string_view) { return r.vendor_class(); }},
    {"pkt", {}, [](LookupReader& r, std::string_view scope) { return r.packet(scope); }},
    {"pkt4", Protocol::v4, [](LookupReader& r, std::string_view scope) { return r.packet(scope); }},
    {"pkt6", Protocol::v6, [](LookupReader& r, std::string_view scope) { return r.packet(scope); }},
};

}  // namespace

std::optional<LookupTerm> read_lookup(TokenReader& tokens, const ExpressionContext& context) {
  const ExpressionToken token = tokens.current();
  for (const Beginning& beginning : beginnings) {
    if (!token.is_word(beginning.word)) continue;
    if (beginning.only && *beginning.only != context.protocol)
      throw ExpressionRefused{fmt::format("column {}: '{}' is for DHCPv{} only", token.column, token.text,
                                          *beginning.only == Protocol::v4 ? 4 : 6)};
    tokens.advance();
    LookupReader reader(tokens, context);
    return beginning.read(reader, token.text);
  }
  return std::nullopt;
}

std::string describe(const Lookup& lookup, Protocol protocol) {
  const auto enterprise = [&] { return lookup.enterprise == 0 ? "*" : std::to_string(lookup.enterprise); };
  switch (lookup.what) {
    case What::option:
      return fmt::format("option[{}]", lookup.code);
    case What::sub_option:
      return fmt::format("option[{}].option[{}]", lookup.code, lookup.sub_code);
    case What::relay4_option:
      return fmt::format("relay4[{}]", lookup.code);
    case What::relay6_option:
      return fmt::format("relay6[{}].option[{}]", lookup.nest, lookup.code);
    case What::relay6_peer_address:
      return fmt::format("relay6[{}].peeraddr", lookup.nest);
    case What::relay6_link_address:
      return fmt::format("relay6[{}].linkaddr", lookup.nest);
    case What::vendor:
      return fmt::format("vendor[{}]", enterprise());
    case What::vendor_enterprise:
      return "vendor.enterprise";
    case What::vendor_option:
      return fmt::format("vendor[{}].option[{}]", enterprise(), lookup.code);
    case What::vendor_class:
      return fmt::format("vendor-class[{}]", enterprise());
    case What::vendor_class_enterprise:
      return "vendor-class.enterprise";
    case What::vendor_class_data:
      return fmt::format("vendor-class[{}].data[{}]", enterprise(), lookup.index);
    default:
      break;
  }
  const std::string_view other = protocol == Protocol::v4 ? "pkt6" : "pkt4";
  for (const PacketField& field : packet_fields)
    if (field.what == lookup.what && field.scope != other)
      return fmt::format("{}.{}", field.scope, field.name);
  return "?";
}

}  // namespace dhcp
