// The ledger in one SQLite file: WAL, every commit synced, locked for one process, written by a thread of its own.
// schema.md describes the file.
#pragma once

#include "core/ledger_room.hpp"
#include "core/result.hpp"
#include "ports/ledger.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>

namespace ecdsnap::adapters {

struct LedgerFile {
    std::filesystem::path path;  // made, with mode 0600, if it is missing; its directory must be there
    // Below this much free space on its file system nothing is written (reading goes on); 0: no such floor.
    std::uint64_t free_space_floor = core::ledger_room_floor;
};

// Opens and locks the file, brings its schema up to date and starts the thread; blocks for as long as that takes, so
// call it before the loop runs. An error says what is wrong with which file and what to do about it.
//
// Calls answer on the executor of the coroutine that waits (`executor` where it has none) and cannot be cancelled. That
// executor's context must outlive the ledger. When the disk fails during a commit's sync, what was reported as not
// stored may be found stored after a crash: for an intent that means a suspect which was never sent.
core::Result<std::unique_ptr<ports::Ledger>> open_sqlite_ledger(boost::asio::any_io_executor executor,
                                                                LedgerFile settings);

}  // namespace ecdsnap::adapters
