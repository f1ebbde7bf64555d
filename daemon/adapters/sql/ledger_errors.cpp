#include "adapters/sql/ledger_errors.hpp"

#include "ports/ledger.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

namespace ecdsnap::adapters::sql {
namespace {

constexpr auto start_over =
    "Stop the daemon, keep this file for inspection, and put a copy back or move it away: without a ledger the daemon "
    "rebuilds what matters from the cloud's listing";

// What it means and what to do, after SQLite's own words.
std::string remedy(int primary_code) {
    switch (primary_code) {
        case SQLITE_FULL: return "The disk is full. Free space on its file system; the daemon goes on by itself";
        case SQLITE_IOERR:
            return "The disk did not read or write. Look at the kernel's log and at the free space and quota";
        case SQLITE_READONLY:
            return "The file or its file system can only be read. Make both writable for the daemon's user";
        case SQLITE_CANTOPEN:
        case SQLITE_PERM: return "Let the daemon's user read and write the file and its directory";
        case SQLITE_NOTADB: return std::string("It is not a ledger (not a SQLite database). ") + start_over;
        case SQLITE_CORRUPT: return std::string("It is damaged. ") + start_over;
        case SQLITE_BUSY:
        case SQLITE_LOCKED: return "Another program has it open. Close that program";
        case SQLITE_CONSTRAINT: return "The change contradicts what is stored; it was left out";
        default: return "Nothing was stored";
    }
}

}  // namespace

core::Error ledger_error(std::string doing, std::string message) {
    core::Error error;
    error.kind = core::ErrorClass::local;
    error.doing = std::move(doing);
    error.message = std::move(message);
    return error;
}

core::Error explain_failure(const SqliteFailure& failure, const std::filesystem::path& file, std::string doing) {
    auto error = ledger_error(std::move(doing), fmt::format("the ledger {}: {}. {}", file.native(), failure.what(),
                                                            remedy(failure.primary_code())));
    error.code = is_about_one_commit(failure) ? ports::commit_refused : sqlite3_errstr(failure.primary_code());
    return error;
}

bool is_about_one_commit(const SqliteFailure& failure) {
    const int code = failure.primary_code();
    return code == SQLITE_CONSTRAINT || code == SQLITE_TOOBIG || code == SQLITE_MISMATCH;
}

bool means_locked(const SqliteFailure& failure) {
    return failure.primary_code() == SQLITE_BUSY || failure.primary_code() == SQLITE_LOCKED;
}

}  // namespace ecdsnap::adapters::sql
