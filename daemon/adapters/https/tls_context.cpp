#include "adapters/https/tls_context.hpp"

#include <fmt/format.h>
#include <openssl/x509v3.h>

#include <array>
#include <stdexcept>
#include <utility>

namespace ecdsnap::adapters {
namespace {

namespace ssl = boost::asio::ssl;

// Where a context of OpenSSL's keeps its TlsContext (Asio uses the app data itself).
int owner_index() {
    static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

std::string subject_of(const X509* certificate) {
    std::array<char, 256> name{};
    X509_NAME_oneline(X509_get_subject_name(certificate), name.data(), static_cast<int>(name.size()));
    return name.data();
}

std::string words_for(long problem, const EndpointUrl& url) {
    switch (problem) {
        case X509_V_ERR_CERT_HAS_EXPIRED:
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return "check this machine's clock; if it is right, the server's certificate must be renewed";
        case X509_V_ERR_HOSTNAME_MISMATCH:
        case X509_V_ERR_IP_ADDRESS_MISMATCH:
            return fmt::format("it is not a certificate for '{}'; check the endpoint", url.host);
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        case X509_V_ERR_CERT_SIGNATURE_FAILURE:
            return "its issuer is not a trusted CA here; a private CA goes into the account's ca_file";
        default: return "the server cannot be trusted";
    }
}

}  // namespace

core::Result<std::unique_ptr<TlsContext>> TlsContext::make(const EndpointUrl& url,
                                                           const std::filesystem::path& ca_file) {
    auto made = std::make_unique<TlsContext>(url);
    boost::system::error_code error;
    if (ca_file.empty())
        made->context_.set_default_verify_paths(error);
    else
        made->context_.load_verify_file(ca_file.string(), error);
    if (error) {
        core::Error failure;
        failure.kind = core::ErrorClass::local;
        failure.message = fmt::format(
            "the CA file '{}' cannot be used: {} (it must be readable and hold PEM "
            "certificates)",
            ca_file.string(), error.message());
        return failure;
    }
    return made;
}

TlsContext::TlsContext(const EndpointUrl& url)
    : url_(url), context_(ssl::context::tls_client), session_(nullptr, &SSL_SESSION_free) {
    SSL_CTX* const native = context_.native_handle();
    if (SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION) != 1 ||
        SSL_CTX_set_ex_data(native, owner_index(), this) != 1)
        throw std::runtime_error("OpenSSL refuses the TLS settings");
    context_.set_verify_mode(ssl::verify_peer);
    SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(native, &TlsContext::remember_session);
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
    if (is_good != 1 && certificate != nullptr) owner_of(connection).refused_subject_ = subject_of(certificate);
    return is_good;
}

TlsContext& TlsContext::owner_of(const SSL* connection) {
    return *static_cast<TlsContext*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(connection), owner_index()));
}

void TlsContext::prepare(SSL* connection) const {
    X509_VERIFY_PARAM* const verify = SSL_get0_param(connection);
    X509_VERIFY_PARAM_set_hostflags(verify, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    // A failure here would let any name pass: never go on.
    const int named = url_.is_address ? X509_VERIFY_PARAM_set1_ip_asc(verify, url_.host.c_str())
                                      : X509_VERIFY_PARAM_set1_host(verify, url_.host.data(), url_.host.size());
    if (named != 1) throw std::runtime_error("OpenSSL refuses the host name to verify");
    if (!url_.is_address && SSL_set_tlsext_host_name(connection, url_.host.c_str()) != 1)
        throw std::runtime_error("OpenSSL refuses the host name");
    SSL_set_verify(connection, SSL_VERIFY_PEER, &TlsContext::note_refused);
    if (session_) SSL_set_session(connection, session_.get());
}

std::string TlsContext::describe_certificate_problem(SSL* connection) const {
    const long problem = SSL_get_verify_result(connection);
    if (problem == X509_V_OK) return {};
    return fmt::format("the server's certificate{} was refused: {}; {}",
                       refused_subject_.empty() ? "" : " (" + refused_subject_ + ")",
                       X509_verify_cert_error_string(problem), words_for(problem, url_));
}

bool has_unread_bytes(SSL* connection) {
    return SSL_has_pending(connection) == 1 || BIO_ctrl_pending(SSL_get_rbio(connection)) != 0;
}

void mark_cleanly_closed(SSL* connection) {
    SSL_set_shutdown(connection, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
}

}  // namespace ecdsnap::adapters
