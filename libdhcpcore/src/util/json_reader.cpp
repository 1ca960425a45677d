// One pass over the text, token by token; docs/design/json-reader.md says why it is written by hand.
#include <charconv>
#include <unordered_map>

#include "dhcpcore/value.hpp"

namespace dhcp {

namespace {

constexpr unsigned nesting_limit = 500;
constexpr std::size_t include_limit = 10;
// From this size on, a map's keys are looked for in a hash table: a hostile map must not cost a square.
constexpr std::size_t hashed_map_size = 16;

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// A text being read: the file itself, or one that it includes.
struct Input {
  std::shared_ptr<const std::string> file;
  std::shared_ptr<const std::string> owned;  // the text of an include
  const char* at;
  const char* end;
  const char* line_start;
  std::uint32_t line = 1;

  Input(std::string_view text, std::shared_ptr<const std::string> name)
      : file(std::move(name)), at(text.data()), end(at + text.size()), line_start(at) {}
};

class JsonReader {
 public:
  JsonReader(std::string_view text, std::string_view file_name, const JsonSyntax& syntax,
             const OpenInclude& open)
      : syntax_(syntax), open_(open), input_(text, std::make_shared<const std::string>(file_name)) {}

  Result<JsonText> read() {
    JsonText text;
    read_value(text.value, 0);
    skip_blanks();
    if (!failed() && !at_end()) fail("expected nothing more after the value");
    if (failed()) return Error{std::move(error_)};
    text.warnings = std::move(warnings_);
    return text;
  }

 private:
  SourcePosition position() const { return position(input_.at); }
  SourcePosition position(const char* at) const {
    return {input_.file, input_.line, static_cast<std::uint32_t>(at - input_.line_start) + 1};
  }

  bool failed() const { return !error_.empty(); }
  // Keeps the first error, and makes the rest of the input look empty, so that every loop ends.
  void fail_at(const SourcePosition& where, std::string_view expected) {
    if (failed()) return;
    error_ = where.to_string() + ": " + found() + ", " + std::string(expected);
    stop();
  }
  void fail(std::string_view expected) { fail_at(position(), expected); }
  void refuse(const SourcePosition& where, std::string_view text) {
    if (failed()) return;
    error_ = where.to_string() + ": " + std::string(text);
    stop();
  }
  void stop() {
    outer_.clear();
    input_.at = input_.end;
  }

  // What stands here, for an error message.
  std::string found() const {
    if (at_end()) return "the text ends here";
    const char* end = input_.at;
    while (end != input_.end && end - input_.at < 20 && (is_letter(*end) || is_digit(*end))) ++end;
    if (end != input_.at) return "found \"" + std::string(input_.at, end) + '"';
    const auto byte = static_cast<unsigned char>(*input_.at);
    if (byte > 0x20 && byte < 0x7f) return std::string("found '") + *input_.at + '\'';
    constexpr char digits[] = "0123456789abcdef";
    return std::string("found byte 0x") + digits[byte >> 4] + digits[byte & 15];
  }

  bool at_end() const { return input_.at == input_.end; }
  bool next_is(char c) const { return !at_end() && *input_.at == c; }
  bool take(char c) {
    if (!next_is(c)) return false;
    ++input_.at;
    return true;
  }
  bool next_is(std::string_view token) const {
    return std::string_view(input_.at, static_cast<std::size_t>(input_.end - input_.at)).starts_with(token);
  }
  void end_line() {
    ++input_.line;
    input_.line_start = input_.at;
  }

  // Goes to the next token: over white space, comments, and into and out of included files.
  void skip_blanks() {
    for (;;) {
      if (at_end()) {
        if (outer_.empty()) return;
        input_ = std::move(outer_.back());
        outer_.pop_back();
        continue;
      }
      switch (*input_.at) {
        case '\n':
          ++input_.at;
          end_line();
          break;
        case ' ':
        case '\t':
        case '\r':
          ++input_.at;
          break;
        case '#':
          if (!syntax_.comments) return;
          skip_line();
          break;
        case '/':
          if (!syntax_.comments) return;
          if (next_is("//"))
            skip_line();
          else if (next_is("/*"))
            skip_block_comment();
          else
            return;
          break;
        case '<':
          if (!syntax_.includes || !next_is("<?")) return;
          enter_include();
          break;
        default:
          return;
      }
    }
  }

  void skip_line() {
    while (!at_end() && *input_.at != '\n') ++input_.at;
  }

  void skip_block_comment() {
    const SourcePosition begin = position();
    for (input_.at += 2; !at_end();) {
      if (next_is("*/")) {
        input_.at += 2;
        return;
      }
      if (*input_.at++ == '\n') end_line();
    }
    refuse(begin, "this comment is never closed; expected \"*/\"");
  }

  // <?include "path"?>: the file's text stands where the directive stands.
  void enter_include() {
    const SourcePosition begin = position();
    const std::string_view text(input_.at, static_cast<std::size_t>(input_.end - input_.at));
    constexpr std::string_view blanks = " \t";
    constexpr std::string_view keyword = "include";
    const auto word = text.find_first_not_of(blanks, 2);
    const auto open = word == text.npos || !text.substr(word).starts_with(keyword)
                          ? text.npos
                          : text.find_first_not_of(blanks, word + keyword.size());
    const auto close =
        open == text.npos || text[open] != '"' ? text.npos : text.find_first_of("\"\n", open + 1);
    const auto end =
        close == text.npos || text[close] != '"' ? text.npos : text.find_first_not_of(blanks, close + 1);
    if (end == text.npos || !text.substr(end).starts_with("?>"))
      return refuse(begin, "this is no directive; expected <?include \"path\"?>");
    const std::string path(text.substr(open + 1, close - open - 1));
    input_.at += end + 2;

    if (outer_.size() == include_limit)
      return refuse(begin,
                    "\"" + path + "\" is included too deeply; at most ten files may include each other");
    if (!open_) return refuse(begin, "files cannot be included here");
    auto content = open_(path);
    if (!content) return refuse(begin, "cannot include \"" + path + "\": " + content.error().message);
    auto owned = std::make_shared<const std::string>(std::move(*content));
    outer_.push_back(std::move(input_));
    input_ = Input(*owned, std::make_shared<const std::string>(path));
    input_.owned = std::move(owned);
  }

  void read_value(Value& value, unsigned depth) {
    skip_blanks();
    if (at_end()) return fail("expected a value");
    SourcePosition begin = position();
    switch (*input_.at) {
      case '{':
        read_map(value, depth);
        break;
      case '[':
        read_list(value, depth);
        break;
      case '"': {
        std::string text;
        read_string(text);
        value = Value(std::move(text));
        break;
      }
      default:
        if (*input_.at == '-' || is_digit(*input_.at))
          read_number(value);
        else
          read_word(value);
    }
    value.set_position(std::move(begin));
  }

  void read_word(Value& value) {
    const char* end = input_.at;
    while (end != input_.end && (is_letter(*end) || is_digit(*end) || *end == '_')) ++end;
    const std::string_view word(input_.at, static_cast<std::size_t>(end - input_.at));
    if (word == "true")
      value = Value(true);
    else if (word == "false")
      value = Value(false);
    else if (word != "null")
      return fail("expected a value: a string in double quotes, a number, true, false, null, '{' or '['");
    input_.at = end;
  }

  // Decides after an element whether another one follows; `close` ends the container. Sees to superfluous
  // commas.
  bool another(char close) {
    skip_blanks();
    if (take(close)) return false;
    if (!next_is(',')) {
      fail(close == '}' ? "expected ',' or '}'" : "expected ',' or ']'");
      return false;
    }
    SourcePosition comma = position();
    ++input_.at;
    for (skip_blanks(); syntax_.trailing_commas && (next_is(',') || next_is(close)); skip_blanks()) {
      warnings_.push_back(comma.to_string() + ": superfluous comma");
      if (take(close)) return false;
      comma = position();
      ++input_.at;
    }
    return !failed();
  }

  bool enter(unsigned depth) {
    if (depth == nesting_limit)
      refuse(position(),
             "nested too deeply; at most " + std::to_string(nesting_limit) + " levels are allowed");
    if (failed()) return false;
    ++input_.at;
    skip_blanks();
    return true;
  }

  void read_list(Value& value, unsigned depth) {
    if (!enter(depth)) return;
    Value::List list;
    for (bool more = !take(']'); more; more = another(']')) read_value(list.emplace_back(), depth + 1);
    value = Value(std::move(list));
  }

  void read_map(Value& value, unsigned depth) {
    if (!enter(depth)) return;
    Value::Map map;
    KeyTable keys;
    for (bool more = !take('}'); more; more = another('}')) read_member(map, keys, depth);
    value = Value(std::move(map));
  }

  using KeyTable = std::unordered_map<std::string, std::size_t>;

  void read_member(Value::Map& map, KeyTable& keys, unsigned depth) {
    skip_blanks();
    if (!next_is('"')) return fail("expected a key in double quotes");
    Member member;
    member.key_position = position();
    read_string(member.key);
    skip_blanks();
    if (!failed() && !take(':')) fail("expected ':' after the key");
    const std::size_t present = find_key(map, keys, member.key);
    if (present != map.size() && !syntax_.duplicate_keys)
      return refuse(member.key_position, "\"" + member.key +
                                             "\" stands here a second time; the first is at " +
                                             map[present].key_position.to_string());
    read_value(member.value, depth + 1);
    if (present != map.size())
      map[present] = std::move(member);
    else
      map.push_back(std::move(member));
  }

  // The index of `key`, or the map's size; then `key` is about to be added.
  static std::size_t find_key(const Value::Map& map, KeyTable& keys, const std::string& key) {
    if (map.size() < hashed_map_size) {
      std::size_t i = 0;
      while (i < map.size() && map[i].key != key) ++i;
      return i;
    }
    if (keys.empty())
      for (std::size_t i = 0; i < map.size(); ++i) keys.emplace(map[i].key, i);
    return keys.try_emplace(key, map.size()).first->second;
  }

  void read_string(std::string& out) {
    const SourcePosition begin = position();
    const char* run = ++input_.at;
    for (;; ++input_.at) {
      if (at_end()) return refuse(begin, "this string is never closed; expected '\"'");
      const char c = *input_.at;
      if (c == '"') break;
      if (static_cast<unsigned char>(c) < 0x20)
        return c == '\n' ? refuse(begin, "this string is not closed on its line; expected '\"'")
                         : fail("expected no control character in a string; write it as an escape");
      if (c != '\\') continue;
      out.append(run, input_.at);
      if (!read_escape(out)) return;
      run = input_.at + 1;
    }
    out.append(run, input_.at);
    ++input_.at;
  }

  // Leaves the input on the last character of the escape.
  bool read_escape(std::string& out) {
    const SourcePosition begin = position();
    ++input_.at;
    constexpr std::string_view escapes = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    if (!at_end()) {
      if (const auto i = escapes.find(*input_.at); i != escapes.npos) {
        out.push_back(meanings[i]);
        return true;
      }
      if (*input_.at == 'u' && input_.end - input_.at > 4) {
        unsigned code = 0;
        bool hexadecimal = true;
        for (int i = 1; i <= 4; ++i) {
          const int digit = hex_digit(input_.at[i]);
          hexadecimal = hexadecimal && digit >= 0;
          code = code << 4 | static_cast<unsigned>(digit & 15);
        }
        if (hexadecimal && code > 0xff) {
          refuse(begin, "characters above \\u00ff are not supported; strings are Latin-1");
          return false;
        }
        if (hexadecimal) {
          out.push_back(static_cast<char>(code));
          input_.at += 4;
          return true;
        }
      }
    }
    refuse(begin, "this is no escape; expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u00XX");
    return false;
  }

  void read_number(Value& value) {
    const char* at = input_.at;
    const char* const begin = at;
    const auto digits = [&] {
      const char* const first = at;
      while (at != input_.end && is_digit(*at)) ++at;
      return at != first;
    };
    const bool negative = *at == '-';
    if (negative) ++at;
    const char* const first_digit = at;
    bool valid = digits() && (*first_digit != '0' || at - first_digit == 1);
    const char* const integer_end = at;
    if (valid && at != input_.end && *at == '.') {
      ++at;
      valid = digits();
    }
    if (valid && at != input_.end && (*at == 'e' || *at == 'E')) {
      ++at;
      if (at != input_.end && (*at == '+' || *at == '-')) ++at;
      valid = digits();
    }
    if (!valid || (at != input_.end && (is_letter(*at) || *at == '.')))
      return refuse(position(), "this is no JSON number; expected digits as in 12, -3 or 0.5");
    if (at == integer_end) {
      Int128 integer = 0;
      if (!read_integer(first_digit, at, negative, integer))
        return refuse(position(), "this integer does not fit 128 bits");
      value = Value(integer);
    } else {
      double real = 0;
      if (std::from_chars(begin, at, real).ec != std::errc())
        return refuse(position(), "this number is too large or too small for a real");
      value = Value(real);
    }
    input_.at = at;
  }

  // Counts downwards for negative numbers: the range is not symmetric.
  static bool read_integer(const char* at, const char* end, bool negative, Int128& out) {
    for (; at != end; ++at) {
      const int digit = negative ? '0' - *at : *at - '0';
      if (__builtin_mul_overflow(out, 10, &out) || __builtin_add_overflow(out, digit, &out)) return false;
    }
    return true;
  }

  const JsonSyntax& syntax_;
  const OpenInclude& open_;
  Input input_;
  std::vector<Input> outer_;  // the files that include `input_`
  std::string error_;
  std::vector<std::string> warnings_;
};

}  // namespace

Result<JsonText> parse_json(std::string_view text, std::string_view file_name, const JsonSyntax& syntax,
                            const OpenInclude& open) {
  return JsonReader(text, file_name, syntax, open).read();
}

}  // namespace dhcp
