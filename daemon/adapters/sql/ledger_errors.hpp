// What the ledger's failures say to a person: what happened, to which file, and what to do about it.
#pragma once

#include "adapters/sql/sqlite.hpp"
#include "core/error.hpp"

#include <filesystem>
#include <string>

namespace ecdsnap::adapters::sql {

// Every error of the ledger is of class `local` and without effect: nothing was stored.
core::Error ledger_error(std::string doing, std::string message);

core::Error explain_failure(const SqliteFailure& failure, const std::filesystem::path& file, std::string doing);

// The failure lies in the changes of one commit, not in the disk or the file: the others of its group can be stored.
bool is_about_one_commit(const SqliteFailure& failure);

bool means_locked(const SqliteFailure& failure);

}  // namespace ecdsnap::adapters::sql
