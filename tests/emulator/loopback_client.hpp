// A client made of blocking sockets, so that what goes over the wire is seen byte by byte.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

typedef struct bio_st BIO;
typedef struct ssl_ctx_st SSL_CTX;

namespace ecdsnap::emulator {

class LoopbackClient {
public:
    explicit LoopbackClient(std::uint16_t port);

    /// Speaks TLS, trusts only the authority in that file, and insists on the host name. Throws when it is not met.
    LoopbackClient(std::uint16_t port, const std::filesystem::path& authority, const std::string& host);

    void send(const std::string& bytes);
    std::string receive_answer();      // headers and as much body as Content-Length says, or what came until the end
    std::string receive_to_the_end();  // until the server hangs up

private:
    struct Free {
        void operator()(BIO* bio) const;
        void operator()(SSL_CTX* context) const;
    };
    std::string receive_some();

    std::unique_ptr<SSL_CTX, Free> context_;
    std::unique_ptr<BIO, Free> bio_;
};

}  // namespace ecdsnap::emulator
