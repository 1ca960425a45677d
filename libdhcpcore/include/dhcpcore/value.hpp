/// @file
/// `Value`: a JSON value that remembers where it was written, in what order its keys came, and integers up to
/// 128 bits. Configuration and commands cross the API as Values.
/// @floor util
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "dhcpcore/export.hpp"
#include "dhcpcore/result.hpp"

namespace dhcp {

__extension__ using Int128 = __int128;

/// Where a token began: file name (shared by all values of the file), line and column from 1. No file: made
/// by a program.
struct SourcePosition {
  std::shared_ptr<const std::string> file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  /// "file:line:column", or "" without a file.
  DHCPCORE_API std::string to_string() const;
};

class Value;

/// A member of a map: the key, where it stands, and its value.
struct Member;

/// A JSON value. Copies are deep. Not thread-safe while written to.
class DHCPCORE_API Value {
 public:
  using List = std::vector<Value>;
  /// In the order written; keys are unique (the JSON reader says what happens to duplicates).
  using Map = std::vector<Member>;

  enum class Kind { null, boolean, integer, real, string, list, map };

  Value();
  Value(std::nullptr_t);
  Value(bool v);
  template <class Integer>
  requires(std::is_integral_v<Integer> && !std::is_same_v<Integer, bool>) Value(Integer v)
      : Value(Int128{v}) {}
  Value(Int128 v);
  Value(double v);
  Value(std::string v);
  Value(std::string_view v);
  Value(const char* v);
  Value(List v);
  Value(Map v);
  Value(const Value&);
  Value(Value&&) noexcept;
  Value& operator=(const Value&);
  Value& operator=(Value&&) noexcept;
  ~Value();

  Kind kind() const;
  /// "null", "boolean", "integer", "real", "string", "list" or "map".
  static std::string_view kind_name(Kind kind);

  bool is_null() const { return kind() == Kind::null; }
  bool is_map() const { return kind() == Kind::map; }
  bool is_list() const { return kind() == Kind::list; }
  bool is_string() const { return kind() == Kind::string; }
  bool is_integer() const { return kind() == Kind::integer; }
  bool is_boolean() const { return kind() == Kind::boolean; }
  bool is_real() const { return kind() == Kind::real; }

  // Reading as another kind than `kind()` is a programming error.
  bool as_boolean() const;
  Int128 as_integer() const;
  double as_real() const;  ///< also of an integer
  const std::string& as_string() const;
  const List& as_list() const;
  List& as_list();
  const Map& as_map() const;
  Map& as_map();

  /// The member of a map, or null when this is no map or has no such key.
  const Value* find(std::string_view key) const;
  Value* find(std::string_view key);
  /// Sets a member of a map (a null value becomes an empty map first); returns its value.
  Value& set(std::string_view key, Value value);

  const SourcePosition& position() const { return position_; }
  void set_position(SourcePosition position) { position_ = std::move(position); }

  /// Equal content; positions do not count, nor does the order of a map's keys.
  friend DHCPCORE_API bool operator==(const Value& a, const Value& b);

 private:
  std::variant<std::nullptr_t, bool, Int128, double, std::string, std::unique_ptr<List>, std::unique_ptr<Map>>
      data_;
  SourcePosition position_;
};

struct Member {
  std::string key;
  Value value;
  SourcePosition key_position;
};

/// How JSON text is read.
struct JsonSyntax {
  bool comments = false;  ///< `#`, `//` and block comments
  bool includes = false;  ///< `<?include "path"?>`, relative to the working directory, ten deep at most
  bool trailing_commas = false;  ///< accepted, each with a warning
  bool duplicate_keys = true;    ///< true: the last one wins; false: an error that names both places
};
/// What configuration files are written in.
inline constexpr JsonSyntax config_file_syntax{true, true, true, false};
/// What commands are written in.
inline constexpr JsonSyntax command_syntax{true, false, false, true};

struct JsonText {
  Value value;
  std::vector<std::string> warnings;  ///< "file:line:column: …"
};

/// Reads one JSON value and nothing after it. `file_name` is for messages. `open` gives the text of an
/// included file. The error reads "file:line:column: what was found, what was expected". Nesting is limited
/// to 500.
using OpenInclude = std::function<Result<std::string>(const std::string& path)>;
DHCPCORE_API Result<JsonText> parse_json(std::string_view text, std::string_view file_name,
                                         const JsonSyntax& syntax, const OpenInclude& open = {});

/// JSON text: on one line, or with `indent` > 0 on many.
DHCPCORE_API std::string to_json(const Value& value, unsigned indent = 0);

}  // namespace dhcp
