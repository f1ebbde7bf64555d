#include "adapters/https/test_certificates.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <unistd.h>

namespace ecdsnap::tests {
namespace {

template <class T>
using Owned = std::unique_ptr<T, void (*)(T*)>;
using Key = Owned<EVP_PKEY>;
using Certificate = Owned<X509>;

void check(bool good) {
    if (!good) throw std::runtime_error("OpenSSL could not make a certificate");
}

// No two certificates share a serial number, no two CAs a name.
std::string next_number() {
    static long number = 0;
    return std::to_string(++number);
}

Key make_key() {
    Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    check(key != nullptr);
    return key;
}

void add_extension(X509* certificate, X509* issuer, int id, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const Owned<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str()),
                                          X509_EXTENSION_free);
    check(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

Certificate start_certificate(EVP_PKEY* key, const std::string& common_name, std::chrono::seconds valid_for,
                              std::chrono::seconds valid_in = std::chrono::hours{-48}) {
    Certificate made(X509_new(), X509_free);
    check(X509_set_version(made.get(), 2) == 1 && X509_set_pubkey(made.get(), key) == 1);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), std::stol(next_number()));
    X509_gmtime_adj(X509_getm_notBefore(made.get()), static_cast<long>(valid_in.count()));
    X509_gmtime_adj(X509_getm_notAfter(made.get()), static_cast<long>(valid_for.count()));
    const auto* const name = reinterpret_cast<const unsigned char*>(common_name.c_str());
    check(X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_ASC, name, -1, -1, 0) == 1);
    return made;
}

template <class Write>
std::string pem(Write write) {
    const Owned<BIO> memory(BIO_new(BIO_s_mem()), BIO_free_all);
    check(memory && write(memory.get()) == 1);
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &bytes);
    return {bytes, static_cast<std::size_t>(size)};
}

std::string pem_of(X509* certificate) {
    return pem([&](BIO* out) { return PEM_write_bio_X509(out, certificate); });
}

ServerKey server_key(X509* certificate, EVP_PKEY* key) {
    ServerKey made;
    made.certificate = pem_of(certificate);
    made.private_key =
        pem([&](BIO* out) { return PEM_write_bio_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr); });
    return made;
}

}  // namespace

struct CertificateAuthority::Keys {
    Key key = make_key();
    Certificate certificate = start_certificate(key.get(), "test CA " + next_number(), std::chrono::hours{1});
};

CertificateAuthority::CertificateAuthority() : keys_(std::make_unique<Keys>()) {
    X509* const own = keys_->certificate.get();
    check(X509_set_issuer_name(own, X509_get_subject_name(own)) == 1);
    add_extension(own, own, NID_basic_constraints, "critical,CA:TRUE");
    add_extension(own, own, NID_key_usage, "critical,keyCertSign");
    check(X509_sign(own, keys_->key.get(), EVP_sha256()) > 0);

    std::string path = (std::filesystem::temp_directory_path() / "test_ca_XXXXXX").string();
    const int file = ::mkstemp(path.data());
    if (file == -1) throw std::runtime_error("mkstemp");
    ::close(file);
    file_ = path;
    std::ofstream(file_) << pem_of(own);
}

CertificateAuthority::~CertificateAuthority() {
    std::filesystem::remove(file_);
}

ServerKey CertificateAuthority::issue(const std::string& names, std::chrono::seconds valid_for,
                                      std::chrono::seconds valid_in) const {
    const Key key = make_key();
    const Certificate made = start_certificate(key.get(), "test server", valid_for, valid_in);
    check(X509_set_issuer_name(made.get(), X509_get_subject_name(keys_->certificate.get())) == 1);
    add_extension(made.get(), keys_->certificate.get(), NID_subject_alt_name, names);
    check(X509_sign(made.get(), keys_->key.get(), EVP_sha256()) > 0);
    return server_key(made.get(), key.get());
}

ServerKey CertificateAuthority::own_key() const {
    return server_key(keys_->certificate.get(), keys_->key.get());
}

std::string CertificateAuthority::hash() const {
    std::array<char, 9> digits{};
    std::snprintf(digits.data(), digits.size(), "%08lx", X509_subject_name_hash(keys_->certificate.get()));
    return digits.data();
}

}  // namespace ecdsnap::tests
