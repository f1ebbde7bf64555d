// Whom a TLS connection trusts, and what it shows of itself.
#pragma once

#include <filesystem>

namespace ecdsnap::adapters {

struct TlsTrust {
    std::filesystem::path ca_file;             // PEM; with ca_path empty: the system's CAs
    std::filesystem::path ca_path;             // a folder of certificates under their hashes
    std::filesystem::path client_certificate;  // PEM, with its chain; empty: none is shown
    std::filesystem::path client_key;          // PEM; empty: it stands in client_certificate
};

}  // namespace ecdsnap::adapters
