// Opens ledgers for the tests of the SQLite adapter.
#pragma once

#include "adapters/sql/sqlite_ledger.hpp"
#include "fakes/print_result.hpp"
#include "fakes/run_coroutine.hpp"

#include <boost/asio/io_context.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ecdsnap::tests {

inline core::Result<std::unique_ptr<ports::Ledger>> open_ledger(boost::asio::io_context& loop,
                                                                const std::filesystem::path& file,
                                                                std::uint64_t free_space_floor = 0) {
    adapters::LedgerFile settings;
    settings.path = file;
    settings.free_space_floor = free_space_floor;
    return adapters::open_sqlite_ledger(loop.get_executor(), settings);
}

// The text of the error that opening must give; empty when it opens.
inline std::string refusal_to_open(const std::filesystem::path& file) {
    boost::asio::io_context loop;
    const auto opened = open_ledger(loop, file);
    return opened ? std::string() : core::describe(opened.error());
}

inline core::Result<void> commit(boost::asio::io_context& loop, ports::Ledger& ledger,
                                 std::vector<ports::LedgerChange> changes, core::WallTime now) {
    return run(loop, ledger.commit(std::move(changes), now));
}

inline ports::LedgerContents load(boost::asio::io_context& loop, ports::Ledger& ledger) {
    return run(loop, ledger.load()).value();
}

}  // namespace ecdsnap::tests
