// What a request says of itself - who, what, when, signed how - read from its headers or its query. Nothing in a claim
// is believed yet; request_check decides.
#pragma once

#include "emulator/refusal.hpp"
#include "emulator/request/message.hpp"
#include "emulator/request/query_text.hpp"

#include <optional>
#include <string>

namespace ecdsnap::emulator {

enum class SignatureVersion {
    v2,  // RPC, HMAC-SHA1: everything in query or form
    v3,  // ACS3-HMAC-SHA256: headers
};

struct Claim {
    SignatureVersion version = SignatureVersion::v3;
    std::string access_key;
    std::string action;
    std::string api_version;
    std::string date;
    std::string nonce;
    std::optional<std::string> security_token;
    std::string signature;
    std::string string_to_sign;  // as this side computes it from what arrived
    Parameters parameters;       // the action's own, of query and form
};

/// Refuses what cannot be read: no signature, headers left unsigned, a body that is no form.
Outcome<Claim> read_claim(const Request& request);

}  // namespace ecdsnap::emulator
