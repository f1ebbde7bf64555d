#include "emulator/http/tls_certificates.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace ecdsnap::emulator {
namespace {

namespace fs = std::filesystem;

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Memory = std::unique_ptr<BIO, decltype(&BIO_free_all)>;

void require(bool good, const char* what) {
    if (!good) throw std::runtime_error(std::string("OpenSSL cannot ") + what);
}

Key new_key() {
    Key key{EVP_EC_gen("P-256"), EVP_PKEY_free};
    require(key != nullptr, "make a key");
    return key;
}

void add_extension(X509* certificate, X509* issuer, int kind, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension{
        X509V3_EXT_conf_nid(nullptr, &context, kind, value), X509_EXTENSION_free};
    require(extension && X509_add_ext(certificate, extension.get(), -1) == 1, "add a certificate extension");
}

Certificate new_certificate(const char* common_name, EVP_PKEY* key, X509_NAME* issuer) {
    Certificate certificate{X509_new(), X509_free};
    require(certificate != nullptr, "make a certificate");
    std::uint32_t serial = 0;
    require(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1, "make a serial number");
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 365L * 24 * 3600);
    X509_set_pubkey(certificate.get(), key);
    X509_NAME* subject = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(common_name), -1, -1,
                               0);
    X509_set_issuer_name(certificate.get(), issuer != nullptr ? issuer : subject);
    return certificate;
}

Certificate new_authority(EVP_PKEY* key) {
    Certificate authority = new_certificate("ecd-emulator authority", key, nullptr);
    add_extension(authority.get(), authority.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
    add_extension(authority.get(), authority.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
    add_extension(authority.get(), authority.get(), NID_subject_key_identifier, "hash");
    require(X509_sign(authority.get(), key, EVP_sha256()) != 0, "sign a certificate");
    return authority;
}

Certificate new_leaf(EVP_PKEY* key, X509* authority, EVP_PKEY* authority_key) {
    Certificate leaf = new_certificate("localhost", key, X509_get_subject_name(authority));
    add_extension(leaf.get(), authority, NID_basic_constraints, "critical,CA:FALSE");
    add_extension(leaf.get(), authority, NID_key_usage, "critical,digitalSignature");
    add_extension(leaf.get(), authority, NID_ext_key_usage, "serverAuth");
    add_extension(leaf.get(), authority, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1");
    add_extension(leaf.get(), authority, NID_authority_key_identifier, "keyid");
    require(X509_sign(leaf.get(), authority_key, EVP_sha256()) != 0, "sign a certificate");
    return leaf;
}

std::string text_of(BIO* memory) {
    char* bytes = nullptr;
    const long length = BIO_get_mem_data(memory, &bytes);
    return {bytes, static_cast<std::size_t>(length)};
}

std::string pem(X509* certificate) {
    const Memory memory{BIO_new(BIO_s_mem()), BIO_free_all};
    require(PEM_write_bio_X509(memory.get(), certificate) == 1, "write a certificate");
    return text_of(memory.get());
}

std::string pem(EVP_PKEY* key) {
    const Memory memory{BIO_new(BIO_s_mem()), BIO_free_all};
    require(PEM_write_bio_PrivateKey(memory.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1, "write a key");
    return text_of(memory.get());
}

std::string read_file(const fs::path& path) {
    std::ifstream file{path, std::ios::binary};
    std::ostringstream text;
    if (!(file && text << file.rdbuf())) throw std::runtime_error("cannot read " + path.string());
    return text.str();
}

void write_file(const fs::path& path, const std::string& text, fs::perms permissions) {
    std::ofstream file{path, std::ios::binary | std::ios::trunc};
    fs::permissions(path, permissions);
    if (!(file << text << std::flush)) throw std::runtime_error("cannot write " + path.string());
}

}  // namespace

TlsIdentity load_identity(const fs::path& certificate, const fs::path& key) {
    return TlsIdentity{read_file(certificate), read_file(key)};
}

TlsIdentity make_identity(const fs::path& directory) {
    fs::create_directories(directory);
    const fs::path ca = directory / "ca.pem", server = directory / "server.pem", key = directory / "server.key";
    if (fs::exists(ca) && fs::exists(server) && fs::exists(key)) return load_identity(server, key);
    const Key authority_key = new_key();
    const Key leaf_key = new_key();
    const Certificate authority = new_authority(authority_key.get());
    const Certificate leaf = new_leaf(leaf_key.get(), authority.get(), authority_key.get());
    const TlsIdentity identity{pem(leaf.get()), pem(leaf_key.get())};
    const auto everyone =
        fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read | fs::perms::others_read;
    write_file(ca, pem(authority.get()), everyone);
    write_file(server, identity.certificate_chain_pem, everyone);
    write_file(key, identity.key_pem, fs::perms::owner_read | fs::perms::owner_write);
    return identity;
}

}  // namespace ecdsnap::emulator
