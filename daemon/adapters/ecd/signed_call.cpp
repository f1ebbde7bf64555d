#include "adapters/ecd/signed_call.hpp"

#include "adapters/ecd/request_signing.hpp"
#include "core/text/utc_text.hpp"

#include <chrono>
#include <utility>

namespace ecdsnap::adapters {
namespace {

// A connection that has been idle longer may be half closed: a create sent on it could be lost without an answer.
constexpr core::Millis create_reuse_idle_at_most = std::chrono::seconds{5};

NameValues signed_headers(const EcdCall& call, const std::string& host, const ports::Credentials& credentials,
                          core::WallTime date, const std::string& nonce, const std::string& payload_hash) {
    NameValues headers{
        {"host", host},
        {"x-acs-action", call.action},
        {"x-acs-version", ecd_api_version},
        {"x-acs-date", core::utc_text(std::chrono::floor<std::chrono::seconds>(date))},
        {"x-acs-signature-nonce", nonce},
        {"x-acs-content-sha256", payload_hash},
    };
    if (credentials.security_token) {
        headers.emplace_back("x-acs-accesskey-id", credentials.access_key_id);
        headers.emplace_back("x-acs-security-token", credentials.security_token->reveal());
    }
    return headers;
}

}  // namespace

SignedCall sign_call(const EcdCall& call, const std::string& host, const ports::Credentials& credentials,
                     core::WallTime date, const std::string& nonce) {
    SignedRequest to_sign;
    to_sign.method = "POST";
    to_sign.query = core::canonical_query(call.query);
    to_sign.payload_hash = sha256_hex("");
    to_sign.headers = signed_headers(call, host, credentials, date, nonce, to_sign.payload_hash);

    SignedCall made;
    made.request.method = to_sign.method;
    made.request.target = "/?" + to_sign.query;
    if (call.kind == CallKind::create) made.request.reuse_idle_at_most = create_reuse_idle_at_most;
    made.signature = v3_signature(to_sign, credentials.access_key_secret);
    auto& headers = made.request.headers;
    headers = to_sign.headers;
    headers.erase(headers.begin());  // the transport adds Host
    headers.emplace_back("accept", "application/json");
    headers.emplace_back("user-agent", "ecdsnapd/" ECDSNAP_VERSION);
    headers.emplace_back("authorization", v3_authorization(to_sign, credentials.access_key_id, made.signature));
    return made;
}

}  // namespace ecdsnap::adapters
