// Where a ledger may lie, checked before SQLite sees the file, so that a refusal names the cause and not its symptom.
#pragma once

#include "core/result.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>

namespace ecdsnap::adapters::sql {

// The name of a file system on which a ledger is refused, by its magic number of statfs(2); nullptr: allowed.
//
// Refused are those of a network: two machines may both believe that they hold the lock, and a lost server blocks or
// tears a commit. 9p is among them (its locks are local to a client). FUSE is allowed although sshfs and its like use
// it: local file systems of containers and virtual machines (fuse-overlayfs, virtiofs) cannot be told from them.
const char* refused_file_system(std::int64_t magic);

// An error that says what is wrong with the place and what to do.
core::Result<void> check_place(const std::filesystem::path& file);

// Makes the file, empty and for its owner only (mode 0600), if there is none.
core::Result<void> make_if_missing(const std::filesystem::path& file);

// What an unprivileged user may still write to the file's file system, in bytes; nullopt: it cannot be told.
std::optional<std::uint64_t> free_space(const std::filesystem::path& file);

// The process that holds a lock on the file; nullopt: not known (another namespace, /proc not mounted).
std::optional<int> lock_holder(const std::filesystem::path& file);

}  // namespace ecdsnap::adapters::sql
