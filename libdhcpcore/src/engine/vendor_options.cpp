#include "engine/vendor_options.hpp"

#include <algorithm>
#include <array>
#include <bitset>

namespace dhcp {

namespace {

constexpr std::uint32_t cable_labs = 4491;
constexpr std::uint8_t cable_labs_option_request = 1;
constexpr std::size_t block_head = 5;  // enterprise number and length
constexpr std::size_t longest_block = 255;
constexpr std::size_t sub_option_head = 2;  // code and length

/// Calls `visit` with enterprise number and content of each block of option 124 or 125.
template <class Visit>
void each_block(std::optional<ByteView> option, Visit visit) {
  if (!option) return;
  ByteReader reader(*option);
  while (reader.remaining() >= block_head) {
    const std::uint32_t enterprise = reader.u32();
    const ByteView content = reader.take(reader.u8());
    if (!reader.ok()) return;
    visit(enterprise, content);
  }
}

bool speaks_of(const Packet4& query, std::uint32_t enterprise) {
  bool found = false;
  for (const std::uint8_t code : {option4::vendor_identifying_class, option4::vendor_identifying_options})
    each_block(query.option(code), [&](std::uint32_t of, ByteView) { found |= of == enterprise; });
  return found;
}

/// The sub-options of the enterprise that the client lists.
std::bitset<256> requested_of(const Packet4& query, std::uint32_t enterprise) {
  std::bitset<256> requested;
  if (enterprise != cable_labs) return requested;
  each_block(query.option(option4::vendor_identifying_options), [&](std::uint32_t of, ByteView content) {
    if (of != enterprise) return;
    ByteReader reader(content);
    while (reader.remaining() >= sub_option_head) {
      const std::uint8_t code = reader.u8();
      const ByteView value = reader.take(reader.u8());
      if (code == cable_labs_option_request)
        for (const std::uint8_t sub_code : value) requested.set(sub_code);
    }
  });
  return requested;
}

/// Writes sub-options into blocks, each of which can be read by itself: a sub-option is cut only when no
/// block could hold it (RFC 3396 section 8, of sub-options).
class BlockWriter {
 public:
  BlockWriter(std::uint32_t enterprise, std::vector<std::uint8_t>& out) : enterprise_(enterprise), out_(out) {
    begin_block();
  }
  void add(std::uint8_t code, ByteView value) {
    do {
      const ByteView part = value.first(std::min(value.size(), longest_block - sub_option_head));
      if (length() + sub_option_head + part.size() > longest_block) begin_block();
      out_.push_back(code);
      out_.push_back(static_cast<std::uint8_t>(part.size()));
      out_.insert(out_.end(), part.begin(), part.end());
      out_[content_at_ - 1] = static_cast<std::uint8_t>(length());
      value = value.subspan(part.size());
    } while (!value.empty());
  }

 private:
  std::size_t length() const { return out_.size() - content_at_; }
  void begin_block() {
    const auto number = Ipv4Address(enterprise_).bytes();
    out_.insert(out_.end(), number.begin(), number.end());
    out_.push_back(0);
    content_at_ = out_.size();
  }

  std::uint32_t enterprise_;
  std::vector<std::uint8_t>& out_;
  std::size_t content_at_ = 0;
};

/// What the scopes have of one enterprise.
struct Vendor {
  ScopedOption vendor_class;
  ScopedOption container;
  std::array<ScopedOption, 256> options;

  Vendor(const ConfiguredOptions& configured, std::uint32_t enterprise) {
    configured.each_scope_of(enterprise, [&](const VendorOptions& scope) {
      if (scope.vendor_class) vendor_class.see(*scope.vendor_class);
      if (scope.container) container.see(*scope.container);
      for (const OptionValue& option : scope.options)
        options[static_cast<std::uint8_t>(option.code)].see(option);
    });
  }
};

class VendorReply {
 public:
  VendorReply(const Context4& q, const ConfiguredOptions& configured, ReplyOptions4& reply)
      : q_(q),
        configured_(configured),
        reply_(reply),
        bytes_(q.scratch->vendor_bytes),
        ends_(q.scratch->vendor_ends) {
    bytes_.clear();
    ends_.clear();
  }

  void add(std::uint32_t enterprise) {
    const Vendor vendor(configured_, enterprise);
    add_class(vendor);
    write_options(vendor, enterprise);
  }
  /// Now that the bytes stay where they are.
  void add_written() {
    std::size_t begin = 0;
    for (const std::size_t end : ends_) {
      reply_.add_instance(option4::vendor_identifying_options, ByteView(bytes_).subspan(begin, end - begin));
      begin = end;
    }
  }

 private:
  bool is_sent(const ScopedOption& option, std::uint8_t code) const {
    return !configured_.never_sent(code) && option.is_sent(q_.requests(code));
  }
  void add_class(const Vendor& vendor) {
    constexpr std::uint8_t code = option4::vendor_identifying_class;
    if (is_sent(vendor.vendor_class, code)) reply_.add_instance(code, vendor.vendor_class.option->value);
  }
  void write_options(const Vendor& vendor, std::uint32_t enterprise) {
    constexpr std::uint8_t code = option4::vendor_identifying_options;
    if (vendor.container.never_send || configured_.never_sent(code)) return;
    const bool sent = is_sent(vendor.container, code);
    if (!sent && !speaks_of(q_.query, enterprise)) return;
    const std::size_t before = bytes_.size();
    BlockWriter writer(enterprise, bytes_);
    bool any = false;
    const std::bitset<256> requested = requested_of(q_.query, enterprise);
    for (std::size_t sub_code = 0; sub_code < vendor.options.size(); ++sub_code) {
      const ScopedOption& option = vendor.options[sub_code];
      if (!option.is_sent(requested.test(sub_code))) continue;
      writer.add(static_cast<std::uint8_t>(sub_code), option.option->value);
      any = true;
    }
    if (sent || any)
      ends_.push_back(bytes_.size());
    else
      bytes_.resize(before);
  }

  const Context4& q_;
  const ConfiguredOptions& configured_;
  ReplyOptions4& reply_;
  std::vector<std::uint8_t>& bytes_;  // of all instances of option 125
  std::vector<std::size_t>& ends_;    // of each
};

}  // namespace

void add_vendor_options(const Context4& q, const ConfiguredOptions& configured, ReplyOptions4& reply) {
  VendorReply vendors(q, configured, reply);
  configured.each_enterprise([&](std::uint32_t enterprise) { vendors.add(enterprise); });
  vendors.add_written();
}

}  // namespace dhcp
