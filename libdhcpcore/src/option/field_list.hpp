/// @file
/// Lists of fields in configuration text: split, joined, a separator within a field escaped by `\`.
/// @floor option
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dhcp {

/// `text` without blanks (space, tab, line ends) at both ends.
std::string_view trim(std::string_view text);

/// The parts of `text` between separators, trimmed; `\` directly before a separator makes it a literal one
/// and stays a backslash anywhere else. Separators with nothing between them count as one, so that a trailing
/// comma does no harm; a part of blanks is an empty field.
std::vector<std::string> split_fields(std::string_view text, char separator);

/// Appends `field` to a list that `split_fields` reads back to the same fields. The field must not begin or
/// end with a blank.
void join_field(std::string& list, std::string_view field, char separator);

}  // namespace dhcp
