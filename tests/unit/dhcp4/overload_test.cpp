#include "dhcp4/overload.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <deque>
#include <vector>

#include "dhcp4/datagram_source.hpp"
#include "sample_message.hpp"

using namespace dhcp;
using namespace dhcp::server;

namespace {

/// A message with these options.
std::vector<std::uint8_t> message_with(std::vector<std::uint8_t> options) {
  std::vector<std::uint8_t> message = sample_message(1);
  message.resize(236);
  options.insert(options.begin(), {99, 130, 83, 99});
  message.insert(message.end(), options.begin(), options.end());
  return message;
}

const std::vector<std::uint8_t> discover = message_with({53, 1, 1, 255});
const std::vector<std::uint8_t> request = message_with({53, 1, 3, 255});
constexpr std::size_t batch = DatagramSource::batch_size;

/// Under way, at the beginning of a round.
Overload begun() {
  Overload overload;
  overload.begin_round();
  overload.goes_on(Overload::begins_at);
  overload.begin_round();
  return overload;
}

/// Messages that wait in a buffer of limited size, and how workers serve them.
class Server {
 public:
  static constexpr std::size_t room = 1000;

  void arrive(bool is_request) {
    if (waiting_.size() < room)
      waiting_.push_back(is_request);
    else
      ++(is_request ? lost_requests : lost_discovers);
  }
  /// One round. Returns the time it takes, in units of one query; what is dropped takes little.
  double serve() {
    double time = 1;
    overload.begin_round();
    for (bool goes_on = true; goes_on;) {
      std::size_t count = 0;
      for (; count < batch && !waiting_.empty(); ++count) {
        const bool is_request = waiting_.front();
        waiting_.pop_front();
        const bool admitted = overload.admits(is_request ? request : discover);
        time += admitted ? 1 : 0.01;
        if (!admitted)
          ++(is_request ? lost_requests : lost_discovers);
        else
          ++(is_request ? acks : offers);
      }
      goes_on = overload.goes_on(static_cast<unsigned>(waiting_.size() / (room / 4)));
    }
    longest_backlog = std::max(longest_backlog, waiting_.size());
    return time;
  }
  std::size_t waiting() const { return waiting_.size(); }

  Overload overload;
  unsigned offers = 0, acks = 0, lost_discovers = 0, lost_requests = 0;
  std::size_t longest_backlog = 0;

 private:
  std::deque<bool> waiting_;  ///< whether it is a REQUEST
};

/// Clients that begin `rate` exchanges a unit of time, and ask for what they are offered in the next round.
void offer(Server& server, double rate, double until) {
  double begun = 0;
  for (double time = 0, passed = 0; time < until; time += passed) {
    const unsigned offers = server.offers;
    passed = server.serve();
    for (unsigned i = offers; i < server.offers; ++i) server.arrive(true);
    for (begun += rate * passed; begun >= 1; --begun) server.arrive(false);
  }
}

}  // namespace

TEST_CASE("a DISCOVER is told by its message type, wherever the option stands") {
  CHECK(is_discover(discover));
  CHECK(is_discover(message_with({12, 2, 'p', 'c', 0, 0, 61, 1, 0, 53, 1, 1})));
  CHECK_FALSE(is_discover(request));
  CHECK_FALSE(is_discover(message_with({12, 1, 'p', 53, 1, 8, 255})));
  CHECK_FALSE(is_discover(message_with({12, 3, 53, 1, 1, 255})));  // it stands inside of another
}

TEST_CASE("what cannot be told to be a DISCOVER is none") {
  CHECK_FALSE(is_discover({}));
  CHECK_FALSE(is_discover(sample_message(1)));  // BOOTP: no cookie
  CHECK_FALSE(is_discover(message_with({})));
  CHECK_FALSE(is_discover(message_with({53})));
  CHECK_FALSE(is_discover(message_with({53, 1})));
  CHECK_FALSE(is_discover(message_with({53, 2, 1, 1, 255})));
  CHECK_FALSE(is_discover(message_with({255, 53, 1, 1})));      // after the end
  CHECK_FALSE(is_discover(message_with({12, 200, 53, 1, 1})));  // the option before says it is longer
  std::vector<std::uint8_t> reply = discover;
  reply[0] = 2;
  CHECK_FALSE(is_discover(reply));
  std::vector<std::uint8_t> far(200, 0);
  far.insert(far.end(), {53, 1, 1});
  CHECK_FALSE(is_discover(message_with(far)));  // not worth the search
}

TEST_CASE("without overload every query is admitted, and a round is one batch") {
  Overload overload;
  for (int round = 0; round < 100; ++round) {
    overload.begin_round();
    for (std::size_t i = 0; i < batch; ++i) CHECK(overload.admits(discover));
    CHECK_FALSE(overload.goes_on(Overload::begins_at - 1));
    CHECK_FALSE(overload.lasts());
  }
}

TEST_CASE("under overload a round admits so many DISCOVERs, and all else") {
  Overload overload = begun();
  REQUIRE(overload.lasts());
  for (std::size_t i = 0; i < Overload::discovers_a_round; ++i) CHECK(overload.admits(discover));
  for (std::size_t i = 0; i < batch; ++i) {
    CHECK_FALSE(overload.admits(discover));
    CHECK(overload.admits(request));
  }
  CHECK_FALSE(overload.admits(discover));
  overload.begin_round();
  CHECK(overload.admits(discover));
}

TEST_CASE("under overload a round goes on until it has enough queries, or has looked at very many") {
  Overload overload = begun();
  for (std::size_t i = 1; i < Overload::queries_a_round; ++i) overload.admits(request);
  CHECK(overload.goes_on(Overload::lasts_at));
  overload.admits(request);
  CHECK_FALSE(overload.goes_on(Overload::lasts_at));
  CHECK(overload.lasts());

  overload = begun();
  for (std::size_t i = 1; i < Overload::batches_a_round; ++i) CHECK(overload.goes_on(4));
  CHECK_FALSE(overload.goes_on(4));
  CHECK(overload.lasts());
}

TEST_CASE("an overload ends, and its round, when less waits than at its beginning") {
  Overload overload = begun();
  CHECK(overload.goes_on(Overload::lasts_at));
  CHECK_FALSE(overload.goes_on(Overload::lasts_at - 1));
  CHECK_FALSE(overload.lasts());
  CHECK_FALSE(overload.goes_on(Overload::lasts_at));
  CHECK_FALSE(overload.lasts());
}

TEST_CASE("a burst that the buffer has room for is answered, every client") {
  Server server;
  constexpr unsigned clients = Server::room / 4 * Overload::begins_at;
  for (unsigned i = 0; i < clients; ++i) server.arrive(false);
  offer(server, 0, 4 * clients);
  CHECK(server.acks == clients);
  CHECK(server.lost_discovers == 0);
}

TEST_CASE("under lasting overload no REQUEST is lost, and all work completes exchanges") {
  for (const double peaks : {1.1, 1.5, 2.0, 3.0, 10.0}) {
    CAPTURE(peaks);
    Server server;
    constexpr double time = 100'000;
    constexpr double peak = 0.5;  // an exchange is two queries
    offer(server, peaks * peak, time);
    CHECK(server.lost_requests == 0);
    CHECK(server.acks + server.waiting() >= server.offers);
    CHECK(server.acks > 0.85 * peak * time);
    CHECK(server.longest_backlog < Server::room);
    offer(server, 0, 2 * Server::room);
    CHECK(server.acks == server.offers);
    CHECK_FALSE(server.overload.lasts());
  }
}
