// The identity of a TLS listener: given as files, or made here by a certificate authority of our own for loopback.
#pragma once

#include "emulator/http/http_server.hpp"

#include <filesystem>

namespace ecdsnap::emulator {

/// Throws when a file cannot be read.
TlsIdentity load_identity(const std::filesystem::path& certificate, const std::filesystem::path& key);

/// A certificate for localhost, 127.0.0.1 and ::1, valid for a year, signed by a new authority whose certificate is
/// written to `directory`/ca.pem. An earlier run's server.pem and server.key there are used again, so that clients need
/// not learn a new authority after a restart. Throws when the directory cannot be written.
TlsIdentity make_identity(const std::filesystem::path& directory);

}  // namespace ecdsnap::emulator
