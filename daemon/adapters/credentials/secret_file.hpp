// Small local files that hold a secret: read whole, and only when nobody else can read them.
#pragma once

#include "core/secret.hpp"
#include "core/text/text_error.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <sys/stat.h>

namespace ecdsnap::adapters {

enum class SecretOwner : std::uint8_t {
    user,     // mode 0600 or stricter
    systemd,  // as LoadCredential= makes them: of this user or root; 0400, or 0440 where an access list lets us in
};

// By where it lies: what LoadCredential= makes is below /run/credentials.
SecretOwner owner_by_place(const std::filesystem::path& file);

// Which state of the file was read; it changes with every write, replacement, chmod and chown.
struct FileState {
    dev_t device = 0;
    ino_t inode = 0;
    mode_t mode = 0;
    uid_t owner = 0;
    off_t size = 0;
    timespec modified{};
    timespec changed{};

    bool operator==(const FileState& other) const;
};

struct SecretFile {
    core::Secret text;
    FileState state;  // from before the text was read: a write in between shows as a change
};

// nullopt: there is no such file, or it cannot be examined.
std::optional<FileState> state_of(const std::filesystem::path& file);

// Error: what is wrong with the file ("does not exist", "can be read by others (mode 0644)"), in `hint` the command
// that mends it.
core::TextResult<SecretFile> read_secret_file(const std::filesystem::path& file, SecretOwner owner);

// The token of an identity provider, without the white space around it. Whoever runs the program has put it there,
// often so that others can read it too.
core::TextResult<core::Secret> read_token_file(const std::filesystem::path& file);

// What is wrong with a file that a configuration names as holding a secret; nullopt: it may be used.
std::optional<core::TextError> secret_file_problem(const std::filesystem::path& file);

// Why this program cannot look at a file (of any kind) that the daemon may find in order: this user has not the
// daemon's rights, or the service does not run. Empty: what is found here holds for the daemon too.
std::string unseen_because(const std::filesystem::path& file);

}  // namespace ecdsnap::adapters
