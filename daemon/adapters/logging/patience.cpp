#include "adapters/logging/patience.hpp"

#include <algorithm>
#include <cerrno>
#include <poll.h>

namespace ecdsnap::adapters {
namespace {

// One wait. Short, because a limit that comes meanwhile is only seen after it.
constexpr long slice_ms = 50;

}  // namespace

bool Patience::wait_until_writable(int descriptor) {
    while (true) {
        const long left = left_;
        const long wait = left < 0 ? slice_ms : std::min(left, slice_ms);
        pollfd request{descriptor, POLLOUT, 0};
        const int ready = poll(&request, 1, static_cast<int>(wait));
        if (ready > 0) return (request.revents & POLLNVAL) == 0;
        if (ready < 0 && errno != EINTR) return false;
        if (left == 0) return false;
        if (left > 0) left_ = left - wait;
    }
}

}  // namespace ecdsnap::adapters
