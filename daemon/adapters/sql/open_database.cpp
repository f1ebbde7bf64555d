#include "adapters/sql/open_database.hpp"

#include "adapters/sql/file_mark.hpp"
#include "adapters/sql/ledger_errors.hpp"
#include "adapters/sql/ledger_place.hpp"

#include <fmt/format.h>

#include <optional>

namespace ecdsnap::adapters::sql {
namespace {

// A damaged page is found at the latest when it is read. Looking at every page beforehand is worth its time only when
// the file may have suffered, and only while that is short (64 MiB: below half a second).
constexpr std::uintmax_t largest_checked_file = 64U * 1024 * 1024;

// EXCLUSIVE before anything is read: the lock is then kept from the first access on, and no shared-memory file is made.
constexpr auto before_reading = R"sql(
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA trusted_schema = OFF;
PRAGMA temp_store = MEMORY;
)sql";

// synchronous=FULL: a commit is on the disk when it returns, also in WAL mode.
constexpr auto after_identity = R"sql(
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
PRAGMA cache_size = -8192;
PRAGMA journal_size_limit = 67108864;
)sql";

// Refusals that are not SQLite's own.
core::Error refusal(const std::filesystem::path& file, std::string message) {
    return ledger_error(fmt::format("open the ledger {}", file.native()), std::move(message));
}

core::Error in_use(const std::filesystem::path& file) {
    const auto holder = lock_holder(file);
    const auto who = holder ? fmt::format("process {}", *holder) : std::string("process not known");
    return refusal(file, fmt::format("the ledger {} is in use by another ecdsnapd ({}). Two daemons cannot share one "
                                     "ledger: stop that one, or give this one a ledger of its own",
                                     file.native(), who));
}

// Tells our own files, and empty ones, from other programs' databases, before anything is changed.
core::Result<void> check_identity(Database& database, const std::filesystem::path& file, int newest) {
    const auto id = database.number("PRAGMA application_id");
    const auto version = database.number("PRAGMA user_version");
    const auto tables = database.number("SELECT count(*) FROM sqlite_schema");
    const bool empty = id == 0 && version == 0 && tables == 0;
    if (id != application_id && !empty)
        return refusal(file, "it is the database of another program. Name another file; this one was not changed");
    if (version > newest)
        return refusal(file,
                       fmt::format("its schema is version {}, written by a newer ecdsnapd; this one knows versions "
                                   "up to {}. Install the newer one again; this file was not changed",
                                   version, newest));
    return {};
}

void migrate(Database& database, std::span<const Migration> versions) {
    const auto present = database.number("PRAGMA user_version");
    if (present == versions.back().version) return;
    // Off while tables may be rebuilt (it cannot be switched inside a transaction); checked as a whole at the end.
    database.run("PRAGMA foreign_keys = OFF");
    Transaction transaction(database);
    for (const auto& migration : versions)
        if (migration.version > present) database.run(migration.sql);
    database.run(
        fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", application_id, versions.back().version)
            .c_str());
    if (!database.word("PRAGMA foreign_key_check").empty())
        throw damaged(fmt::format("rows without their owner after the migration from schema version {}", present));
    transaction.commit();
    database.run("PRAGMA foreign_keys = ON");
}

bool was_rewritten(Database& database, const std::optional<FileMark>& found) {
    Statement meta(database, "SELECT written_at_ms, file_inode FROM meta WHERE last_commit_ms IS NOT NULL");
    meta.start();
    if (!found || !meta.next()) return false;  // a new ledger, or one that nothing was ever committed to
    FileMark recorded;
    recorded.changed = meta.wall_time();
    recorded.inode = static_cast<std::uint64_t>(meta.integer());
    return shows_rewriting(recorded, *found);
}

void check_pages(Database& database, const std::filesystem::path& file, bool may_have_suffered) {
    std::error_code unknown;
    const auto size = std::filesystem::file_size(file, unknown);
    if (!may_have_suffered || unknown || size > largest_checked_file) return;
    const auto verdict = database.word("PRAGMA quick_check(1)");
    if (verdict != "ok") throw damaged(verdict);
}

core::Result<OpenDatabase> open_checked(const std::filesystem::path& file, std::span<const Migration> versions,
                                        const std::optional<FileMark>& found) {
    OpenDatabase opened{Database(file)};
    auto& database = opened.database;
    if (database.read_only())
        return refusal(file, "the file can only be read by this user. Make it writable for the daemon's user");
    database.run(before_reading);
    if (auto ours = check_identity(database, file, versions.back().version); !ours) return ours.error();
    if (database.word("PRAGMA journal_mode = WAL") != "wal")
        return refusal(file,
                       "SQLite cannot keep a write-ahead log beside it. Put the ledger on an ordinary local disk");
    database.run(after_identity);
    database.run("BEGIN IMMEDIATE; COMMIT");  // takes the lock, until this process ends or closes the file
    migrate(database, versions);
    opened.rewritten = was_rewritten(database, found);
    opened.cut_off = database.number("SELECT closed = 0 AND last_commit_ms IS NOT NULL FROM meta") != 0;
    check_pages(database, file, opened.rewritten || opened.cut_off);
    if (const auto mark = read_mark(file)) opened.inode = mark->inode;
    return opened;
}

}  // namespace

core::Result<OpenDatabase> open_database(const std::filesystem::path& file, std::span<const Migration> versions) {
    if (auto place = check_place(file); !place) return place.error();
    const auto found = read_mark(file);  // before anything of ours touches the file
    if (auto made = make_if_missing(file); !made) return made.error();
    try {
        return open_checked(file, versions, found);
    } catch (const SqliteFailure& failure) {
        if (means_locked(failure)) return in_use(file);
        return explain_failure(failure, file, fmt::format("open the ledger {}", file.native()));
    }
}

}  // namespace ecdsnap::adapters::sql
