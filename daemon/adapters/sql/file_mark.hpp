// How the ledger knows that a file is not what its last run left: an older copy was put back, or the file was copied.
//
// A copy can keep every byte and every settable time (cp -p, tar, rsync), but not the kernel's own change time (ctime)
// of the file, nor its inode number. So each commit writes into the file the kernel's time just before it and the inode
// number. When the file is next opened, its change time lies within moments of that, unless something else has touched
// it. Only the inode number is compared, not the device's: device numbers may change at each boot.
//
// Not everything that touches a file is a copy (chmod, chown, a hard link): a false alarm costs a slower start.
#pragma once

#include "core/time.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace ecdsnap::adapters::sql {

struct FileMark {
    core::WallTime changed{};  // newest change time of the file and of its write-ahead log
    std::uint64_t inode = 0;   // the file's
};

// nullopt: there is no such file.
std::optional<FileMark> read_mark(const std::filesystem::path& file);

// Sets the file's modification time to the kernel's present and returns the mark after it. The kernel's time and not
// the caller's: the two are compared later, and the caller's clock may be another (a test's, or one that stepped).
std::optional<FileMark> touch(const std::filesystem::path& file);

// `recorded` is what the last commit wrote, `found` what the file showed before it was opened.
bool shows_rewriting(const FileMark& recorded, const FileMark& found);

}  // namespace ecdsnap::adapters::sql
