#include "runtime/signals.hpp"

#include <sys/signalfd.h>

#include <cerrno>
#include <csignal>
#include <system_error>

namespace dhcp::server {

Signals::Signals(EventLoop& loop, std::initializer_list<int> numbers, std::function<void(int)> arrived)
    : loop_(loop), arrived_(std::move(arrived)) {
  sigset_t set;
  ::sigemptyset(&set);
  for (int number : numbers) ::sigaddset(&set, number);
  // A peer that closes its end is an error of that write, not the end of the server.
  ::signal(SIGPIPE, SIG_IGN);
  errno = ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  if (errno == 0) descriptor_ = Descriptor(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!descriptor_ || !loop_.add(descriptor_.get(), *this))
    throw std::system_error(errno, std::generic_category(), "cannot receive signals");
}

Signals::~Signals() {
  loop_.remove(descriptor_.get(), *this);
}

void Signals::ready() {
  signalfd_siginfo info;
  while (::read(descriptor_.get(), &info, sizeof info) == sizeof info)
    arrived_(static_cast<int>(info.ssi_signo));
}

}  // namespace dhcp::server
