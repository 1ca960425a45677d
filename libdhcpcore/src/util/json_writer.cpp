#include <algorithm>
#include <charconv>
#include <cmath>

#include "dhcpcore/value.hpp"

namespace dhcp {

namespace {

// The length of the well-formed UTF-8 sequence of several bytes at the front (RFC 3629 section 4), or 0.
std::size_t utf8_sequence(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xc0) != 0x80) return 0;
  const bool overlong = (first == 0xe0 && byte(1) < 0xa0) || (first == 0xf0 && byte(1) < 0x90);
  const bool beyond = (first == 0xed && byte(1) > 0x9f) || (first == 0xf4 && byte(1) > 0x8f);
  return overlong || beyond ? 0 : length;
}

class JsonWriter {
 public:
  explicit JsonWriter(unsigned indent) : indent_(indent) {}

  void write(const Value& value) {
    switch (value.kind()) {
      case Value::Kind::null:
        out_ += "null";
        break;
      case Value::Kind::boolean:
        out_ += value.as_boolean() ? "true" : "false";
        break;
      case Value::Kind::integer:
        write_integer(value.as_integer());
        break;
      case Value::Kind::real:
        write_real(value.as_real());
        break;
      case Value::Kind::string:
        write_string(value.as_string());
        break;
      case Value::Kind::list:
        write_all(value.as_list(), '[', ']', [this](const Value& element) { write(element); });
        break;
      case Value::Kind::map:
        write_all(value.as_map(), '{', '}', [this](const Member& member) {
          write_string(member.key);
          out_ += ": ";
          write(member.value);
        });
        break;
    }
  }

  std::string take() && { return std::move(out_); }

 private:
  template <class Elements, class WriteElement>
  void write_all(const Elements& elements, char open, char close, const WriteElement& write_element) {
    out_ += open;
    ++depth_;
    bool first = true;
    for (const auto& element : elements) {
      if (!first) out_ += indent_ == 0 ? ", " : ",";
      first = false;
      break_line();
      write_element(element);
    }
    --depth_;
    if (!first) break_line();
    out_ += close;
  }

  void break_line() {
    if (indent_ == 0) return;
    out_ += '\n';
    out_.append(std::size_t{indent_} * depth_, ' ');
  }

  void write_integer(Int128 v) {
    char digits[40];
    char* at = digits + sizeof digits;
    const bool negative = v < 0;
    do {
      const int digit = static_cast<int>(v % 10);
      *--at = static_cast<char>('0' + (digit < 0 ? -digit : digit));
      v /= 10;
    } while (v != 0);
    if (negative) *--at = '-';
    out_.append(at, digits + sizeof digits);
  }

  // The shortest text that reads back as the same real, and never as an integer.
  void write_real(double v) {
    if (!std::isfinite(v)) {
      out_ += "null";  // JSON has no word for it
      return;
    }
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, v).ptr;
    out_.append(text, end);
    if (std::none_of(text, end, [](char c) { return c == '.' || c == 'e'; })) out_ += ".0";
  }

  // Well-formed UTF-8 passes; other bytes outside ASCII are written as the Latin-1 escape that reads back as
  // the same byte.
  void write_string(std::string_view text) {
    out_ += '"';
    while (!text.empty()) {
      const auto byte = static_cast<unsigned char>(text[0]);
      std::size_t length = byte >= 0x80 ? utf8_sequence(text) : 1;
      if (length == 0 || byte < 0x20 || byte == 0x7f || byte == '"' || byte == '\\') {
        write_escape(byte);
        length = 1;
      } else {
        out_ += text.substr(0, length);
      }
      text.remove_prefix(length);
    }
    out_ += '"';
  }

  void write_escape(unsigned char byte) {
    constexpr std::string_view meanings = "\"\\\b\f\n\r\t";
    constexpr std::string_view escapes = "\"\\bfnrt";
    constexpr std::string_view digits = "0123456789abcdef";
    out_ += '\\';
    if (const auto i = meanings.find(static_cast<char>(byte)); i != meanings.npos) {
      out_ += escapes[i];
      return;
    }
    out_ += "u00";
    out_ += digits[byte >> 4];
    out_ += digits[byte & 15];
  }

  std::string out_;
  unsigned indent_;
  unsigned depth_ = 0;
};

}  // namespace

std::string to_json(const Value& value, unsigned indent) {
  JsonWriter writer(indent);
  writer.write(value);
  return std::move(writer).take();
}

}  // namespace dhcp
