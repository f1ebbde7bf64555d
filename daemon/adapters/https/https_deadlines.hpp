// How long each step of an exchange may take. A step that takes longer ends it and closes its connection.
#pragma once

#include "core/time.hpp"

#include <chrono>

namespace ecdsnap::adapters {

struct HttpsDeadlines {
    core::Millis queue{std::chrono::seconds{60}};       // for a free place in the pool
    core::Millis connect{std::chrono::seconds{5}};      // the name look-up, and again for TCP, over all addresses
    core::Millis tunnel{std::chrono::seconds{10}};      // for a proxy's answer, which itself looks up and connects
    core::Millis handshake{std::chrono::seconds{5}};    // TLS
    core::Millis write{std::chrono::seconds{10}};       // the whole request
    core::Millis first_byte{std::chrono::seconds{30}};  // after the request was written
    core::Millis whole{std::chrono::seconds{60}};       // from the start of the write to the last byte of the answer
};

}  // namespace ecdsnap::adapters
