#include "dhcpcore/log_text.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdint>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>

namespace dhcp {
namespace {

std::string written(const LogFormat& format, std::initializer_list<LogArgument> arguments) {
  LogText text;
  format.write_to(text, arguments);
  return std::string(text.view());
}

struct Point {
  int x, y;
};
void append_to(LogText& out, const Point& point) {
  LogFormat("({}, {})").write_to(out, {point.x, point.y});
}

template <class Number>
void check_number(Number number) {
  CHECK(written("{}", {number}) == fmt::format("{}", number));
}

template <class Number>
void check_limits() {
  check_number(std::numeric_limits<Number>::min());
  check_number(std::numeric_limits<Number>::max());
  check_number(Number{});
}

/// Words and fields in any order, all of them numbered or none.
std::string random_format(std::mt19937& random, std::size_t arguments) {
  static constexpr std::string_view words[] = {
      "", ":", " ", "leased for ", " (type ", "a rather long piece of text "};
  const bool numbered = random() % 2 == 0;
  std::string format;
  for (std::size_t field = 0; field < arguments; ++field) {
    format += words[random() % std::size(words)];
    format += numbered ? fmt::format("{{{}}}", random() % arguments) : "{}";
  }
  return format + std::string(words[random() % std::size(words)]);
}

TEST_CASE("a message reads as fmt would write it") {
  std::mt19937 random(20261125);
  for (int i = 0; i < 2000; ++i) {
    const std::string format = random_format(random, random() % 6);
    const std::string text(random() % 700, 'x');
    const auto number = static_cast<std::int32_t>(random());
    const auto large = std::uint64_t{random()} << (random() % 33);
    const bool truth = random() % 2 == 0;
    CHECK(written(LogFormat(format), {text, number, "word", large, truth, std::string_view("view")}) ==
          fmt::format(fmt::runtime(format), text, number, "word", large, truth, std::string_view("view")));
  }
}

TEST_CASE("numbers of every type are written whole") {
  check_limits<std::int8_t>();
  check_limits<std::uint8_t>();
  check_limits<std::int16_t>();
  check_limits<std::uint16_t>();
  check_limits<std::int32_t>();
  check_limits<std::uint32_t>();
  check_limits<std::int64_t>();
  check_limits<std::uint64_t>();
  CHECK(written("{} {} {}", {true, false, 'c'}) == "true false c");
}

TEST_CASE("a type is an argument once it says how it is written") {
  CHECK(written("from {} to {}", {Point{0, -1}, Point{2, 3}}) == "from (0, -1) to (2, 3)");
}

TEST_CASE("where arguments lack, the bare words are there") {
  const std::string complaint = " (arguments do not fit: argument not found)";
  CHECK(written("{} of {}", {1}) == "{} of {}" + complaint);
  CHECK(written("{0} of {2}", {1, 2}) == "{0} of {2}" + complaint);
  CHECK(written("{0} of {2}", {1, 2, 3}) == "1 of 3");
  CHECK(written("no fields", {1}) == "no fields");
}

TEST_CASE("braces that are no field make no message") {
  for (const char* wrong : {"{", "}", "{{", "}}", "{} {", "{:x}", "{1", "{name}", "{10}", "a } b"})
    CHECK_THROWS_AS(LogFormat{wrong}, std::logic_error);
  std::string fields;
  for (std::size_t i = 0; i < LogFormat::most_fields; ++i) fields += "{}";
  CHECK_NOTHROW(LogFormat{fields});
  fields += "{}";
  CHECK_THROWS_AS(LogFormat{fields}, std::logic_error);
}

TEST_CASE("a text grows to any length and is used again from the start") {
  LogText text;
  std::string expected;
  for (int i = 0; i < 3000; ++i) {
    text.append("piece ");
    expected += "piece ";
  }
  CHECK(text.view() == expected);
  text.clear();
  CHECK(text.size() == 0);
  text.append("new");
  CHECK(text.view() == "new");
}

}  // namespace
}  // namespace dhcp
