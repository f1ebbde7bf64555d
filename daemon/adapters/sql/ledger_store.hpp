// Everything the ledger's thread does with the file. Used by that thread only.
#pragma once

#include "adapters/sql/change_writer.hpp"
#include "adapters/sql/open_database.hpp"
#include "adapters/sql/questions.hpp"
#include "adapters/sql/site_numbers.hpp"
#include "core/result.hpp"
#include "ports/ledger.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace ecdsnap::adapters::sql {

struct CommitRequest {
    std::vector<ports::LedgerChange> changes;
    core::WallTime now{};
};

class LedgerStore {
public:
    LedgerStore(std::filesystem::path file, std::uint64_t free_space_floor, OpenDatabase opened);
    ~LedgerStore();

    const std::filesystem::path& file() const { return file_; }

    // One transaction, one disk write, in order. A request whose changes contradict the ledger fails alone; any other
    // failure is that of all. The answers are those of the requests, in order.
    std::vector<core::Result<void>> commit(const std::vector<const CommitRequest*>& group);

    ports::LedgerContents load();
    Questions& questions();

    // Removes one part (up to some thousand tasks) of what prune() removes; nullopt: nothing is left to remove.
    core::Result<std::optional<std::uint64_t>> prune_some(core::WallTime older_than);

    // Copies the write-ahead log into the file and marks it as closed. Calls after it fail.
    void close();

private:
    struct Parts;

    Parts& parts();
    void prune_memories(core::WallTime older_than);
    bool still_in_place() const;
    std::optional<core::Error> obstacle(const char* doing) const;
    void write_group(const std::vector<const CommitRequest*>& group, const std::vector<core::Result<void>>& answers,
                     std::size_t& current);
    void shorten_log();
    void mark(std::optional<core::WallTime> now, bool closed);

    const std::filesystem::path file_;
    const std::uint64_t free_space_floor_;
    const std::uint64_t inode_;
    const bool rewritten_;
    const bool cut_off_;
    bool committed_ = false;        // commit() stored something in this run
    std::unique_ptr<Parts> parts_;  // null once closed
};

}  // namespace ecdsnap::adapters::sql
