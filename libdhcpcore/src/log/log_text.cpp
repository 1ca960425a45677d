#include "dhcpcore/log_text.hpp"

namespace dhcp {

void LogText::grow(std::size_t size) {
  const std::size_t used = this->size();
  const std::size_t capacity = 2 * (used + size);
  char* const begin = new char[capacity];
  end_ = std::copy_n(begin_, used, begin);
  if (begin_ != first_) delete[] begin_;
  begin_ = begin;
  limit_ = begin + capacity;
}

void LogFormat::write_to(LogText& out, std::initializer_list<LogArgument> arguments) const {
  if (arguments.size() < arguments_) {
    out.append(text_);
    return out.append(" (arguments do not fit: argument not found)");
  }
  const char* at = text_.data();
  for (std::size_t i = 0; i < count_; ++i) {
    const Field& field = fields_[i];
    out.append({at, text_.data() + field.begin});
    arguments.begin()[field.argument].write_to(out);
    at = text_.data() + field.end;
  }
  out.append({at, text_.data() + text_.size()});
}

}  // namespace dhcp
