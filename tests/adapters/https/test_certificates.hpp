// Certificates made when a test asks for them: nothing expires in the repository.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

namespace ecdsnap::tests {

struct ServerKey {
    std::string certificate;  // PEM
    std::string private_key;  // PEM
    int newest_version = 0;   // of TLS that the server speaks; 0: all that OpenSSL has
};

// A CA of its own; its certificate lies in a file for as long as this lives.
class CertificateAuthority {
public:
    CertificateAuthority();
    CertificateAuthority(const CertificateAuthority&) = delete;
    CertificateAuthority& operator=(const CertificateAuthority&) = delete;
    ~CertificateAuthority();

    const std::filesystem::path& file() const { return file_; }

    // `names` is a subjectAltName as OpenSSL writes it: "DNS:localhost,IP:127.0.0.1". Valid until now + `valid_for`
    // (negative: expired); it began two days ago, or begins in `valid_in`.
    ServerKey issue(const std::string& names, std::chrono::seconds valid_for = std::chrono::hours{1},
                    std::chrono::seconds valid_in = std::chrono::hours{-48}) const;

    ServerKey own_key() const;  // as a server that nobody else vouches for
    std::string hash() const;   // under which a folder of certificates has its own

private:
    struct Keys;
    std::unique_ptr<Keys> keys_;
    std::filesystem::path file_;
};

}  // namespace ecdsnap::tests
