// SQLite's C API as three small owners: a database, a prepared statement, a transaction. The one header of the ledger
// that knows SQLite. Failures leave as `SqliteFailure`; the ledger's own boundary (ledger_thread) turns them into
// errors, so that the code between reads as what it does.
#pragma once

#include "core/time.hpp"

#include <chrono>
#include <concepts>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace ecdsnap::adapters::sql {

// What SQLite reported. Never holds bound values: SQLite's own texts name tables and columns only.
class SqliteFailure : public std::exception {
public:
    SqliteFailure(int code, std::string message) : code_(code), message_(std::move(message)) {}

    int code() const { return code_; }                 // extended result code, SQLITE_IOERR_WRITE
    int primary_code() const { return code_ & 0xff; }  // SQLITE_IOERR
    const char* what() const noexcept override { return message_.c_str(); }

private:
    int code_;
    std::string message_;
};

// As if SQLite had found the file damaged: what it holds cannot be what we wrote.
SqliteFailure damaged(std::string message);

// As if a constraint had refused it: the change contradicts what is stored.
SqliteFailure contradiction(std::string message);

// One open file. Used by one thread at a time.
class Database {
public:
    // Opens an existing file (an empty one is a new database) for reading and writing.
    explicit Database(const std::filesystem::path& file);

    void run(const char* statements);        // any number of statements without results
    std::int64_t number(const char* query);  // first column of the first row; 0 when there is none
    std::string word(const char* query);     // the same as text
    bool read_only() const;                  // the file could only be opened for reading
    bool in_transaction() const;
    std::int64_t changed_rows() const;  // by the last INSERT, UPDATE or DELETE

    // The write-ahead log. By itself SQLite copies it into the file after a commit that made it long.
    void leave_log_growing();   // not by itself any more: copy_log_into_file() does it
    int pages_in_log() const;   // after the last commit
    void copy_log_into_file();  // and empties it

    sqlite3* handle() const { return handle_.get(); }

private:
    struct Close {
        void operator()(sqlite3* handle) const;
    };
    std::unique_ptr<int> pages_in_log_ = std::make_unique<int>(0);  // SQLite's callback keeps its address
    std::unique_ptr<sqlite3, Close> handle_;
};

// A prepared statement, used again and again. Texts are copied on binding.
class Statement {
public:
    Statement(Database& database, std::string_view query);

    // Runs it to its end with these values for ?1, ?2, …
    template <class... Values>
    void run(const Values&... values) {
        start(values...);
        while (next()) {
        }
    }

    // Begins a query; rows follow from next().
    template <class... Values>
    void start(const Values&... values) {
        reset();
        int index = 0;
        (bind(++index, values), ...);
    }

    // true: a row is there and its columns are read in order with the functions below. After false it is at rest.
    bool next();
    void reset();

    std::int64_t integer();
    bool flag() { return integer() != 0; }
    std::uint32_t count() { return static_cast<std::uint32_t>(integer()); }
    std::string text();
    std::string_view word();  // valid until the next call of next() or reset()
    core::WallTime wall_time() { return core::WallTime{core::Millis{integer()}}; }  // null: the epoch
    core::SlotInstant instant() { return core::SlotInstant{std::chrono::seconds{integer()}}; }
    core::Millis duration() { return core::Millis{integer()}; }

private:
    void bind(int index, std::string_view value);
    void bind(int index, std::nullptr_t);
    void bind_integer(int index, std::int64_t value);
    template <std::integral Integer>
    void bind(int index, Integer value) {
        bind_integer(index, static_cast<std::int64_t>(value));
    }
    void bind(int index, core::Millis value) { bind_integer(index, value.count()); }
    void bind(int index, core::SlotInstant value) { bind_integer(index, value.time_since_epoch().count()); }
    // The epoch stands for "not yet" and is stored as null.
    void bind(int index, core::WallTime value);

    struct Finalize {
        void operator()(sqlite3_stmt* handle) const;
    };
    std::unique_ptr<sqlite3_stmt, Finalize> handle_;
    int column_ = 0;  // the next one to read
};

// BEGIN IMMEDIATE … COMMIT; rolled back unless commit() returned.
class Transaction {
public:
    explicit Transaction(Database& database);
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction();

    void commit();

private:
    Database& database_;
};

}  // namespace ecdsnap::adapters::sql
