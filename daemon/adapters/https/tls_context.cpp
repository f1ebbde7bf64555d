#include "adapters/https/tls_context.hpp"

#include "adapters/https/certificate_text.hpp"
#include "core/text/utc_text.hpp"

#include <fmt/format.h>
#include <openssl/x509v3.h>

#include <chrono>
#include <stdexcept>
#include <utility>

namespace ecdsnap::adapters {
namespace {

namespace ssl = boost::asio::ssl;
using boost::system::error_code;

// Where a context of OpenSSL's keeps its TlsContext (Asio uses the app data itself).
int owner_index() {
    static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

core::Error unusable(std::string_view what, const std::filesystem::path& file, const error_code& error,
                     std::string_view expected) {
    core::Error failure;
    failure.kind = core::ErrorClass::local;
    failure.message =
        fmt::format("the {} '{}' cannot be used: {} ({})", what, file.string(), error.message(), expected);
    return failure;
}

std::string moment(const std::optional<core::WallTime>& time) {
    return time ? core::utc_text(std::chrono::floor<std::chrono::seconds>(*time)) : "an unreadable date";
}

// "2026-11-30, 10 o'clock UTC": by the second it would make a new message of each attempt, and errors with one cause
// are told once.
std::string hour_of(core::WallTime now) {
    const std::string text = core::utc_text(now);
    return fmt::format("{}, {} o'clock UTC", text.substr(0, 10), text.substr(11, 2));
}

const char* name_of(TlsPeer::Role role) {
    return role == TlsPeer::Role::proxy ? "proxy" : "server";
}

}  // namespace

core::Result<std::unique_ptr<TlsContext>> TlsContext::make(TlsPeer peer, const TlsTrust& trust) {
    auto made = std::make_unique<TlsContext>(std::move(peer));
    const core::Result<void> used = made->use(trust);
    if (!used) return used.error();
    return made;
}

TlsContext::TlsContext(TlsPeer peer)
    : peer_(std::move(peer)), context_(ssl::context::tls_client), session_(nullptr, &SSL_SESSION_free) {
    SSL_CTX* const native = context_.native_handle();
    if (SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION) != 1 ||
        SSL_CTX_set_ex_data(native, owner_index(), this) != 1)
        throw std::runtime_error("OpenSSL refuses the TLS settings");
    context_.set_verify_mode(ssl::verify_peer);
    SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(native, &TlsContext::remember_session);
}

core::Result<void> TlsContext::use(const TlsTrust& trust) {
    constexpr std::string_view certificates = "it must be readable and hold PEM certificates";
    error_code error;
    if (trust.ca_file.empty() && trust.ca_path.empty()) context_.set_default_verify_paths(error);
    if (error) return unusable("CA file", trust.ca_file, error, certificates);
    if (!trust.ca_file.empty()) context_.load_verify_file(trust.ca_file.string(), error);
    if (error) return unusable("CA file", trust.ca_file, error, certificates);
    if (!trust.ca_path.empty()) context_.add_verify_path(trust.ca_path.string(), error);
    if (error) return unusable("CA folder", trust.ca_path, error, "its files are named by openssl rehash");

    if (trust.client_certificate.empty()) return core::Result<void>();
    context_.use_certificate_chain_file(trust.client_certificate.string(), error);
    if (error) return unusable("client certificate", trust.client_certificate, error, certificates);
    const auto& key = trust.client_key.empty() ? trust.client_certificate : trust.client_key;
    context_.use_private_key_file(key.string(), ssl::context::pem, error);
    if (error) return unusable("client key", key, error, "it must be readable, in PEM, and belong to the certificate");
    return core::Result<void>();
}

// Called by OpenSSL once a handshake is verified (TLS 1.2) or with a later ticket (1.3). 1: the session is ours now.
int TlsContext::remember_session(SSL* connection, SSL_SESSION* session) {
    owner_of(connection).session_.reset(session);
    return 1;
}

// Called by OpenSSL with each certificate of the chain; leaves the verdict as it is.
int TlsContext::note_refused(int is_good, X509_STORE_CTX* chain) {
    const auto* const connection =
        static_cast<SSL*>(X509_STORE_CTX_get_ex_data(chain, SSL_get_ex_data_X509_STORE_CTX_idx()));
    const X509* const certificate = X509_STORE_CTX_get_current_cert(chain);
    if (is_good == 1 || certificate == nullptr) return is_good;
    Refused& refused = owner_of(connection).refused_;
    refused.subject = subject_of(certificate);
    refused.names = names_of(certificate);
    refused.valid_from = time_of(X509_get0_notBefore(certificate));
    refused.valid_to = time_of(X509_get0_notAfter(certificate));
    return is_good;
}

TlsContext& TlsContext::owner_of(const SSL* connection) {
    return *static_cast<TlsContext*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(connection), owner_index()));
}

void TlsContext::prepare(SSL* connection) const {
    X509_VERIFY_PARAM* const verify = SSL_get0_param(connection);
    X509_VERIFY_PARAM_set_hostflags(verify, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    // A failure here would let any name pass: never go on.
    const int named = peer_.is_address ? X509_VERIFY_PARAM_set1_ip_asc(verify, peer_.host.c_str())
                                       : X509_VERIFY_PARAM_set1_host(verify, peer_.host.data(), peer_.host.size());
    if (named != 1) throw std::runtime_error("OpenSSL refuses the host name to verify");
    if (!peer_.is_address && SSL_set_tlsext_host_name(connection, peer_.host.c_str()) != 1)
        throw std::runtime_error("OpenSSL refuses the host name");
    SSL_set_verify(connection, SSL_VERIFY_PEER, &TlsContext::note_refused);
    if (session_) SSL_set_session(connection, session_.get());
}

std::string TlsContext::words_for(long problem, core::WallTime now) const {
    const char* const ca_key = peer_.role == TlsPeer::Role::proxy ? "the proxy's ca_file" : "the account's ca_file";
    switch (problem) {
        case X509_V_ERR_CERT_HAS_EXPIRED:
            return fmt::format(
                "it was valid until {} and this machine's clock says {}; if that is right, the {}'s "
                "certificate must be renewed, else the clock must be set",
                moment(refused_.valid_to), hour_of(now), name_of(peer_.role));
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return fmt::format(
                "it is valid from {} on and this machine's clock says {}: that is probably wrong, set it",
                moment(refused_.valid_from), hour_of(now));
        case X509_V_ERR_HOSTNAME_MISMATCH:
        case X509_V_ERR_IP_ADDRESS_MISMATCH:
            return fmt::format("it is for {}, not for '{}'; check the {}, and who answers in its place here",
                               refused_.names.empty() ? "no name" : refused_.names, peer_.host,
                               peer_.role == TlsPeer::Role::proxy ? "proxy's address" : "endpoint");
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
            return fmt::format("nobody but itself vouches for it; if it really is the {}'s, it goes into {}",
                               name_of(peer_.role), ca_key);
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        case X509_V_ERR_CERT_SIGNATURE_FAILURE:
            return fmt::format("its issuer is not a trusted CA here; a private CA goes into {}", ca_key);
        default: return fmt::format("the {} cannot be trusted", name_of(peer_.role));
    }
}

std::string TlsContext::describe_certificate_problem(SSL* connection, core::WallTime now) const {
    const long problem = SSL_get_verify_result(connection);
    if (problem == X509_V_OK) return {};
    return fmt::format("the {}'s certificate{} was refused: {}; {}", name_of(peer_.role),
                       refused_.subject.empty() ? "" : " (" + refused_.subject + ")",
                       X509_verify_cert_error_string(problem), words_for(problem, now));
}

bool has_unread_bytes(SSL* connection) {
    return SSL_has_pending(connection) == 1 || BIO_ctrl_pending(SSL_get_rbio(connection)) != 0;
}

void mark_cleanly_closed(SSL* connection) {
    SSL_set_shutdown(connection, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
}

}  // namespace ecdsnap::adapters
