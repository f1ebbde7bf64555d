// What an answer that is no success means for the call: pure. For a create the question is whether it may have done its
// work; a read never has any effect.
#pragma once

#include "adapters/ecd/ecd_call.hpp"
#include "core/error.hpp"
#include "ports/http_transport.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::adapters {

// A create, and what changes a desktop's power, is *refused* (effect `none`) only by the gateway's own error body with
// a status of 400–499. Anything else, any 5xx and a repeated nonce among it, is *ambiguous* with effect `unknown`.
core::Error error_of_answer(const ports::HttpAnswer& answer, CallKind kind);

// The answer has status 200 but its body could not be read, for the reason in `why`.
core::Error error_of_unreadable(const ports::HttpAnswer& answer, CallKind kind, const core::Error& why);

// The transport's error as the call's: a read has no effect, and what is unknown about it is merely temporary.
core::Error error_of_transport(core::Error error, CallKind kind);

// Makes the error fit to be shown and stored: says what was being done; message, code and request id lose every
// occurrence of the `hidden` texts (also percent-encoded) and the echo of what was signed; the message becomes one line
// of valid UTF-8 of at most 300 bytes.
core::Error presentable(core::Error error, const std::string& doing, const std::vector<std::string>& hidden);

}  // namespace ecdsnap::adapters
