// TLS as every connection of one transport uses it: version 1.2 or later, server verified by CA and host name, sessions
// reused.
#pragma once

#include "adapters/https/endpoint_url.hpp"
#include "core/result.hpp"

#include <boost/asio/ssl/context.hpp>
#include <openssl/ssl.h>

#include <filesystem>
#include <memory>
#include <string>

namespace ecdsnap::adapters {

class TlsContext {
public:
    // An empty `ca_file` means the system's CAs. Error: the file cannot be read or holds no certificate.
    static core::Result<std::unique_ptr<TlsContext>> make(const EndpointUrl& url, const std::filesystem::path& ca_file);

    explicit TlsContext(const EndpointUrl& url);
    TlsContext(const TlsContext&) = delete;
    TlsContext& operator=(const TlsContext&) = delete;

    boost::asio::ssl::context& context() { return context_; }

    // Before a handshake: the name to ask for and to verify, and the last session to resume.
    void prepare(SSL* connection) const;

    // After a failed handshake: what was wrong with the server's certificate, and what to do; empty: nothing.
    std::string describe_certificate_problem(SSL* connection) const;

private:
    static TlsContext& owner_of(const SSL* connection);
    static int remember_session(SSL* connection, SSL_SESSION* session);
    static int note_refused(int is_good, X509_STORE_CTX* chain);

    EndpointUrl url_;
    boost::asio::ssl::context context_;
    std::unique_ptr<SSL_SESSION, decltype(&SSL_SESSION_free)> session_;  // the newest; null: none yet
    std::string refused_subject_;                                        // of the certificate that failed last
};

// Whether bytes from the peer wait that no read has asked for: those that came with the end of the last answer.
bool has_unread_bytes(SSL* connection);

// Lets the session be resumed although no close_notify is exchanged: for a connection about to be dropped.
void mark_cleanly_closed(SSL* connection);

}  // namespace ecdsnap::adapters
