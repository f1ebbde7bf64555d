// What went wrong in correct operation: the cloud said no, the network broke, a file is wrong. Each error says what it
// means for the call's effect, since CreateSnapshot has no idempotency token.
#pragma once

#include "core/time.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace ecdsnap::core {

// Why. Each class has its own rule for retrying and for who is told (core/task/error_class.hpp).
enum class ErrorClass : std::uint8_t {
    throttled,    // too many requests; a later one will do
    busy,         // another snapshot of that disk is in progress
    name_taken,   // the service refuses the name because a snapshot has it
    not_ready,    // the desktop is in a state that allows no snapshot
    credentials,  // key unknown, disabled, expired, signature refused
    stale_key,    // so was the key that signed this call, but there is another one now
    permission,   // the key may not do this
    quota,        // a limit on the number of snapshots
    gone,         // desktop, disk or snapshot is not there
    bad_request,  // the service will never accept this request
    clock_skew,   // our date is refused
    temporary,    // the service or the network; later it may do
    ambiguous,    // nothing is known: no answer, a torn or foreign one, a repeated nonce
    local,        // our own side: ledger, files, shutting down
};

// Whether the call may have done its work although it failed.
enum class Effect : std::uint8_t {
    none,     // certainly not
    unknown,  // perhaps
};

struct Error {
    ErrorClass kind = ErrorClass::temporary;
    Effect effect = Effect::none;
    std::string doing;                  // "CreateSnapshot ecd-1 system"; never holds secrets
    std::string code;                   // the provider's code, e.g. "Throttling.User"; empty when there was no answer
    std::string message;                // for people; one line
    int http_status = 0;                // 0: no answer
    std::string request_id;             // the provider's, empty when unknown
    std::optional<Millis> retry_after;  // the time the service named
};

const char* text(ErrorClass kind);
const char* text(Effect effect);

// "CreateSnapshot ecd-1 system: Throttling.User (HTTP 400, request 4F…): Request was denied due to user flow control."
std::string describe(const Error& error);

}  // namespace ecdsnap::core
