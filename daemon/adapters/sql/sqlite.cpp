#include "adapters/sql/sqlite.hpp"

#include <sqlite3.h>

namespace ecdsnap::adapters::sql {
namespace {

[[noreturn]] void fail(sqlite3* handle) {
    throw SqliteFailure(sqlite3_extended_errcode(handle), sqlite3_errmsg(handle));
}

}  // namespace

SqliteFailure damaged(std::string message) {
    return {SQLITE_CORRUPT, std::move(message)};
}

SqliteFailure contradiction(std::string message) {
    return {SQLITE_CONSTRAINT, std::move(message)};
}

Database::Database(const std::filesystem::path& file) {
    sqlite3* handle = nullptr;
    // NOMUTEX: one thread at a time uses it. READWRITE falls back to read-only; see read_only().
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    const int code = sqlite3_open_v2(file.c_str(), &handle, flags, nullptr);
    handle_.reset(handle);
    if (handle == nullptr) throw SqliteFailure(code, "out of memory");
    if (code != SQLITE_OK) fail(handle);
}

void Database::Close::operator()(sqlite3* handle) const {
    sqlite3_close_v2(handle);
}

void Database::run(const char* statements) {
    if (sqlite3_exec(handle(), statements, nullptr, nullptr, nullptr) != SQLITE_OK) fail(handle());
}

std::int64_t Database::number(const char* query) {
    Statement statement(*this, query);
    statement.start();
    return statement.next() ? statement.integer() : 0;
}

std::string Database::word(const char* query) {
    Statement statement(*this, query);
    statement.start();
    return statement.next() ? statement.text() : std::string();
}

bool Database::read_only() const {
    return sqlite3_db_readonly(handle(), "main") == 1;
}

bool Database::in_transaction() const {
    return sqlite3_get_autocommit(handle()) == 0;
}

std::int64_t Database::changed_rows() const {
    return sqlite3_changes64(handle());
}

void Database::leave_log_growing() {
    const auto remember = [](void* pages, sqlite3*, const char*, int now) {
        *static_cast<int*>(pages) = now;
        return SQLITE_OK;
    };
    sqlite3_wal_hook(handle(), remember, pages_in_log_.get());
}

int Database::pages_in_log() const {
    return *pages_in_log_;
}

void Database::copy_log_into_file() {
    if (sqlite3_wal_checkpoint_v2(handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr) != SQLITE_OK)
        fail(handle());
    *pages_in_log_ = 0;
}

Statement::Statement(Database& database, std::string_view query) {
    sqlite3_stmt* handle = nullptr;
    const int code = sqlite3_prepare_v3(database.handle(), query.data(), static_cast<int>(query.size()),
                                        SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
    handle_.reset(handle);
    if (code != SQLITE_OK) fail(database.handle());
}

void Statement::Finalize::operator()(sqlite3_stmt* handle) const {
    sqlite3_finalize(handle);
}

bool Statement::next() {
    column_ = 0;
    const int code = sqlite3_step(handle_.get());
    if (code == SQLITE_ROW) return true;
    sqlite3* database = sqlite3_db_handle(handle_.get());
    if (code != SQLITE_DONE) {
        const SqliteFailure failure(sqlite3_extended_errcode(database), sqlite3_errmsg(database));
        reset();
        throw failure;
    }
    reset();
    return false;
}

void Statement::reset() {
    sqlite3_reset(handle_.get());
}

std::int64_t Statement::integer() {
    return sqlite3_column_int64(handle_.get(), column_++);
}

std::string Statement::text() {
    return std::string(word());
}

std::string_view Statement::word() {
    const int column = column_++;
    const auto* bytes = sqlite3_column_text(handle_.get(), column);
    if (bytes == nullptr) return {};
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column));
    return {reinterpret_cast<const char*>(bytes), size};
}

void Statement::bind(int index, std::string_view value) {
    // An empty view may have no address, which SQLite would take for null.
    const char* bytes = value.empty() ? "" : value.data();
    if (sqlite3_bind_text64(handle_.get(), index, bytes, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8) != SQLITE_OK)
        fail(sqlite3_db_handle(handle_.get()));
}

void Statement::bind(int index, std::nullptr_t) {
    if (sqlite3_bind_null(handle_.get(), index) != SQLITE_OK) fail(sqlite3_db_handle(handle_.get()));
}

void Statement::bind_integer(int index, std::int64_t value) {
    if (sqlite3_bind_int64(handle_.get(), index, value) != SQLITE_OK) fail(sqlite3_db_handle(handle_.get()));
}

void Statement::bind(int index, core::WallTime value) {
    if (value == core::WallTime{})
        bind(index, nullptr);
    else
        bind_integer(index, value.time_since_epoch().count());
}

Transaction::Transaction(Database& database) : database_(database) {
    // IMMEDIATE: the right to write is taken now, not at the first write.
    database_.run("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
    // After SQLITE_FULL and some I/O errors SQLite has rolled back by itself; and a ROLLBACK cannot leave half of it.
    if (database_.in_transaction()) sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
    database_.run("COMMIT");
}

}  // namespace ecdsnap::adapters::sql
