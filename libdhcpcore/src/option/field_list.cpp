#include "option/field_list.hpp"

#include <utility>

namespace dhcp {

std::string_view trim(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::vector<std::string> split_fields(std::string_view text, char separator) {
  std::vector<std::string> fields;
  std::string part;
  const auto end_part = [&] {
    if (!part.empty()) fields.emplace_back(trim(part));
    part.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == separator) {
      part += separator;
      ++i;
    } else if (text[i] == separator) {
      end_part();
    } else {
      part += text[i];
    }
  }
  end_part();
  return fields;
}

void join_field(std::string& list, std::string_view field, char separator) {
  if (!list.empty()) {
    // A backslash would escape the separator; others than the comma are easier to see between blanks.
    if (list.back() == '\\' || separator != ',') list += ' ';
    list += separator;
    list += ' ';
  } else if (field.empty()) {
    list += ' ';
  }
  for (const char c : field) {
    if (c == separator) list += '\\';
    list += c;
  }
}

}  // namespace dhcp
