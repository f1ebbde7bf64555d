// One call as the HTTP request that carries it: pure. Method, headers and query are those of Alibaba's own SDKs (POST,
// everything in the query, empty body, signature V3).
#pragma once

#include "adapters/ecd/ecd_call.hpp"
#include "core/time.hpp"
#include "ports/credentials.hpp"
#include "ports/http_transport.hpp"

#include <string>

namespace ecdsnap::adapters {

struct SignedCall {
    ports::HttpRequest request;
    std::string signature;  // hex: must never be shown
};

// `date` and `nonce` must be fresh for every send: the service refuses a repeated nonce and a date older than 15 min.
SignedCall sign_call(const EcdCall& call, const std::string& host, const ports::Credentials& credentials,
                     core::WallTime date, const std::string& nonce);

}  // namespace ecdsnap::adapters
