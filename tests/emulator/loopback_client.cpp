#include "emulator/loopback_client.hpp"

#include <openssl/bio.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>
#include <stdexcept>

namespace ecdsnap::emulator {
namespace {

void require(bool good, const char* what) {
    if (!good) throw std::runtime_error(what);
}

std::size_t length_after(const std::string& text, const std::string& name) {
    const auto at = text.find(name);
    return at == std::string::npos ? 0 : std::stoul(text.substr(at + name.size()));
}

}  // namespace

void LoopbackClient::Free::operator()(BIO* bio) const {
    BIO_free_all(bio);
}

void LoopbackClient::Free::operator()(SSL_CTX* context) const {
    SSL_CTX_free(context);
}

LoopbackClient::LoopbackClient(std::uint16_t port)
    : bio_(BIO_new_connect(("127.0.0.1:" + std::to_string(port)).c_str())) {
    require(BIO_do_connect(bio_.get()) == 1, "cannot connect");
}

LoopbackClient::LoopbackClient(std::uint16_t port, const std::filesystem::path& authority, const std::string& host)
    : context_(SSL_CTX_new(TLS_client_method())) {
    require(SSL_CTX_load_verify_locations(context_.get(), authority.c_str(), nullptr) == 1,
            "cannot read the authority");
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
    bio_.reset(BIO_new_ssl_connect(context_.get()));
    BIO_set_conn_hostname(bio_.get(), ("127.0.0.1:" + std::to_string(port)).c_str());
    SSL* ssl = nullptr;
    BIO_get_ssl(bio_.get(), &ssl);
    const bool is_address = host.find_first_not_of("0123456789.") == std::string::npos;
    require((is_address ? X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str())
                        : SSL_set1_host(ssl, host.c_str())) == 1,
            "cannot set the host");
    require(BIO_do_connect(bio_.get()) == 1, "the handshake fails");
}

void LoopbackClient::send(const std::string& bytes) {
    require(BIO_write(bio_.get(), bytes.data(), static_cast<int>(bytes.size())) == static_cast<int>(bytes.size()),
            "cannot send");
}

std::string LoopbackClient::receive_some() {
    std::array<char, 4096> buffer{};
    const int count = BIO_read(bio_.get(), buffer.data(), static_cast<int>(buffer.size()));
    return count > 0 ? std::string(buffer.data(), static_cast<std::size_t>(count)) : std::string{};
}

std::string LoopbackClient::receive_answer() {
    std::string text;
    while (true) {
        const auto head = text.find("\r\n\r\n");
        if (head != std::string::npos && text.size() >= head + 4 + length_after(text, "Content-Length: ")) return text;
        const std::string more = receive_some();
        if (more.empty()) return text;
        text += more;
    }
}

std::string LoopbackClient::receive_to_the_end() {
    std::string text;
    for (std::string more = receive_some(); !more.empty(); more = receive_some())
        text += more;
    return text;
}

}  // namespace ecdsnap::emulator
