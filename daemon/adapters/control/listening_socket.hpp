// The Unix socket in the file system: opened so that no second daemon is pushed aside and nobody else gets in, even for
// a moment.
#pragma once

#include "adapters/control/control_answer.hpp"
#include "core/result.hpp"

#include <filesystem>
#include <string>
#include <sys/types.h>

namespace ecdsnap::adapters {

// A bound, listening, non-blocking descriptor. What a daemon left behind when it died is removed first; a socket that
// answers, and a file that is no socket, are left alone and an error. Mode 0660.
core::Result<int> open_listening_socket(const std::filesystem::path& path);

// The file behind an open path, to know later whether it is still the same.
struct FileIdentity {
    dev_t device = 0;
    ino_t inode = 0;

    bool operator==(const FileIdentity&) const = default;
};
FileIdentity identity_of(const std::filesystem::path& path);  // all zero: nothing there

// Of /etc/passwd; "" when it is not there.
std::string local_user(uid_t uid);

// Who is connected to this descriptor, without a name. An error of the kernel counts as nobody: no rights.
Peer peer_of(int descriptor);

}  // namespace ecdsnap::adapters
