// The schema's versions. Each migration brings a ledger from the version before to its own; a new ledger runs them all.
// schema.md says what every table and column means.
#pragma once

#include <span>

namespace ecdsnap::adapters::sql {

struct Migration {
    int version;      // 1, 2, …: dense
    const char* sql;  // runs in one transaction with all the others, foreign keys checked at its end
};

// "ECDS" in the file's header (PRAGMA application_id): tells our ledger from another program's database.
inline constexpr int application_id = 0x45434453;

extern const char* const schema_version_1;
extern const char* const schema_version_2;  // `verified`

// In order. The last one is the version this program writes.
std::span<const Migration> migrations();

}  // namespace ecdsnap::adapters::sql
