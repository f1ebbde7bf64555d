// Requests as they arrived, kept while recording is on: others verify the signatures with them.
#pragma once

#include "emulator/request/message.hpp"

#include <vector>

namespace ecdsnap::emulator {

struct RecordedRequest {
    Instant at;
    Request request;
};

class RecordedRequests {
public:
    static constexpr std::size_t most = 100'000;  // later ones are only counted

    /// Switching on begins anew.
    void record(bool on);
    void keep(const Request& request, Instant now);

    bool recording() const { return recording_; }
    const std::vector<RecordedRequest>& requests() const { return requests_; }
    std::size_t dropped() const { return dropped_; }

private:
    bool recording_ = false;
    std::vector<RecordedRequest> requests_;
    std::size_t dropped_ = 0;
};

}  // namespace ecdsnap::emulator
