#include "bench/support/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace dhcp::bench {

namespace {

/// Characters, not bytes.
std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

bool is_number(std::string_view cell) {
  return cell.empty() || cell == "-" || (cell.front() >= '0' && cell.front() <= '9');
}

}  // namespace

void heading(std::string_view title, std::string_view text) {
  fmt::print("### {}\n\n{}\n", title, text);
}

std::string Table::markdown() const {
  const std::size_t columns = rows_.front().size();
  std::vector<std::size_t> widths(columns, 4);
  std::vector<bool> right(columns, true);
  for (std::size_t r = 0; r < rows_.size(); ++r)
    for (std::size_t c = 0; c < columns; ++c) {
      widths[c] = std::max(widths[c], width(rows_[r].at(c)));
      if (r != 0 && !is_number(rows_[r][c])) right[c] = false;
    }
  std::string out;
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    out += "|";
    for (std::size_t c = 0; c < columns; ++c) {
      const std::string space(widths[c] - width(rows_[r][c]), ' ');
      out +=
          right[c] ? fmt::format(" {}{} |", space, rows_[r][c]) : fmt::format(" {}{} |", rows_[r][c], space);
    }
    out += "\n";
    if (r != 0) continue;
    out += "|";
    for (std::size_t c = 0; c < columns; ++c)
      out += fmt::format(" {:-<{}}{} |", "", widths[c] - 1, right[c] ? ':' : '-');
    out += "\n";
  }
  return out;
}

void Table::print() const {
  fmt::print("\n{}", markdown());
  std::fflush(stdout);
}

std::string number(double value) {
  const double size = std::abs(value);
  if (size >= 99.95 || size == std::floor(size)) {
    std::string digits = fmt::format("{:.0f}", size);
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
      digits.insert(static_cast<std::size_t>(at), ",");
    return (value < 0 ? "-" : "") + digits;
  }
  if (size >= 9.995) return fmt::format("{:.1f}", value);
  if (size >= 0.9995) return fmt::format("{:.2f}", value);
  return fmt::format("{:.3g}", value);
}

void Targets::at_least(std::string_view measure, double target, double here) {
  add(measure, "≥", target, here, here >= target);
}
void Targets::at_most(std::string_view measure, double target, double here) {
  add(measure, "≤", target, here, here <= target);
}

void Targets::add(std::string_view measure, std::string_view relation, double target, double here,
                  bool holds) {
  table_.row({std::string(measure), fmt::format("{} {}", relation, number(target)), number(here),
              holds ? "yes" : "no"});
}

}  // namespace dhcp::bench
