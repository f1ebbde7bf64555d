#include "emulator/recorded_requests.hpp"

namespace ecdsnap::emulator {

void RecordedRequests::record(bool on) {
    if (on) {
        requests_.clear();
        dropped_ = 0;
    }
    recording_ = on;
}

void RecordedRequests::keep(const Request& request, Instant now) {
    if (!recording_) return;
    if (requests_.size() == most) {
        ++dropped_;
    } else {
        requests_.push_back(RecordedRequest{now, request});
    }
}

}  // namespace ecdsnap::emulator
