// Opens a ledger file so that it is safe to use: place checked, locked against every other process, of our own kind,
// brought to this program's schema version, and known to be what its last run left or not.
#pragma once

#include "adapters/sql/migrations/migration.hpp"
#include "adapters/sql/sqlite.hpp"
#include "core/result.hpp"

#include <cstdint>
#include <filesystem>
#include <span>

namespace ecdsnap::adapters::sql {

struct OpenDatabase {
    Database database;
    std::uint64_t inode = 0;  // of the file
    bool rewritten = false;   // see file_mark.hpp
    bool cut_off = false;     // see ports::LedgerContents
};

// `versions` is migrations(), except in tests of the mechanism. An error says what, which file, and what to do.
core::Result<OpenDatabase> open_database(const std::filesystem::path& file, std::span<const Migration> versions);

}  // namespace ecdsnap::adapters::sql
