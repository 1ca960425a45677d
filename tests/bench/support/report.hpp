/// @file
/// What a benchmark prints: a section of Markdown.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dhcp::bench {

/// `### title`, and what is measured, in a sentence or two. Every benchmark begins with it.
void heading(std::string_view title, std::string_view text);

/// A table whose columns stand under each other; those of numbers are right-aligned.
class Table {
 public:
  explicit Table(std::vector<std::string> columns) : rows_{std::move(columns)} {}

  /// As many cells as there are columns.
  void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  std::string markdown() const;
  void print() const;

 private:
  std::vector<std::vector<std::string>> rows_;  // the first one has the names
};

/// For a cell: whole numbers as they are, others with three digits that count at least; thousands apart.
std::string number(double value);

/// Targets of the project, and what became of them: rows that the summary of docs/reference/performance.md
/// repeats. `measure` says the unit.
class Targets {
 public:
  void at_least(std::string_view measure, double target, double here);
  void at_most(std::string_view measure, double target, double here);
  void print() const { table_.print(); }

 private:
  void add(std::string_view measure, std::string_view relation, double target, double here, bool holds);
  Table table_{{"measure", "target", "here", "holds"}};
};

}  // namespace dhcp::bench
