// TLS as every connection of one transport uses it: version 1.2 or later, server verified by CA and host name, sessions
// reused.
#pragma once

#include "adapters/https/tls_trust.hpp"
#include "core/result.hpp"
#include "core/time.hpp"

#include <boost/asio/ssl/context.hpp>
#include <openssl/ssl.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace ecdsnap::adapters {

// Whom a handshake is with.
struct TlsPeer {
    enum class Role : std::uint8_t { server, proxy };
    Role role = Role::server;
    std::string host;  // a name in lower case, or an IP address without brackets
    bool is_address = false;
};

class TlsContext {
public:
    // Error: a file of `trust` cannot be read or holds nothing of use.
    static core::Result<std::unique_ptr<TlsContext>> make(TlsPeer peer, const TlsTrust& trust);

    explicit TlsContext(TlsPeer peer);
    TlsContext(const TlsContext&) = delete;
    TlsContext& operator=(const TlsContext&) = delete;

    boost::asio::ssl::context& context() { return context_; }

    // Before a handshake: the name to ask for and to verify, and the last session to resume.
    void prepare(SSL* connection) const;

    // After a failed handshake: what was wrong with the peer's certificate, and what to do; empty: nothing. `now` is
    // this machine's clock, by which it was judged.
    std::string describe_certificate_problem(SSL* connection, core::WallTime now) const;

private:
    static TlsContext& owner_of(const SSL* connection);
    static int remember_session(SSL* connection, SSL_SESSION* session);
    static int note_refused(int is_good, X509_STORE_CTX* chain);

    core::Result<void> use(const TlsTrust& trust);
    std::string words_for(long problem, core::WallTime now) const;

    // Of the certificate that failed last.
    struct Refused {
        std::string subject;
        std::string names;  // that it is for; empty: none
        std::optional<core::WallTime> valid_from;
        std::optional<core::WallTime> valid_to;
    };

    TlsPeer peer_;
    boost::asio::ssl::context context_;
    std::unique_ptr<SSL_SESSION, decltype(&SSL_SESSION_free)> session_;  // the newest; null: none yet
    Refused refused_;
};

// Whether bytes from the peer wait that no read has asked for: those that came with the end of the last answer.
bool has_unread_bytes(SSL* connection);

// Lets the session be resumed although no close_notify is exchanged: for a connection about to be dropped.
void mark_cleanly_closed(SSL* connection);

}  // namespace ecdsnap::adapters
