// Which files and places open as a ledger, and what is said about the others.
#include "adapters/sql/child.hpp"
#include "adapters/sql/ledger_place.hpp"
#include "adapters/sql/open_ledger.hpp"
#include "adapters/sql/sqlite.hpp"
#include "contract/ledger_samples.hpp"
#include "fakes/temporary_folder.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>
#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ecdsnap::tests {
namespace {

using contract::sample_slot;
using contract::sample_task;
using contract::wall;

bool says(const std::string& text, const std::string& part) {
    const bool found = text.find(part) != std::string::npos;
    if (!found) MESSAGE(text);
    return found;
}

// A closed ledger with so many tasks.
void make_ledger(const std::filesystem::path& file, int tasks) {
    boost::asio::io_context loop;
    auto ledger = open_ledger(loop, file).value();
    std::vector<ports::LedgerChange> changes{sample_slot(1)};
    for (int id = 1; id <= tasks; ++id)
        changes.emplace_back(sample_task(id, 1, "ecd-" + std::to_string(id)));
    REQUIRE(commit(loop, *ledger, changes, wall()));
    run(loop, ledger->close());
}

void overwrite(const std::filesystem::path& file, std::streamoff offset, std::size_t count) {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(offset);
    stream << std::string(count, '#');
}

// Runs as a user without privileges, so that permissions count also when the tests run as root.
std::string refusal_for_nobody(const std::filesystem::path& file) {
    Child child([&](int report) {
        if (::geteuid() == 0 && (::setgroups(0, nullptr) != 0 || ::setgid(65534) != 0 || ::setuid(65534) != 0))
            return 1;
        const auto text = refusal_to_open(file);
        return ::write(report, text.data(), text.size()) == static_cast<ssize_t>(text.size()) ? 0 : 1;
    });
    const auto text = child.read_to_end();
    CHECK(child.exit_status() == 0);
    return text;
}

TEST_CASE("a new ledger's files are for their owner only") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "ledger.db";
    boost::asio::io_context loop;
    const auto ledger = open_ledger(loop, file).value();
    REQUIRE(commit(loop, *ledger, {sample_slot(1)}, wall()));
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
        CAPTURE(entry.path().string());
        CHECK((entry.status().permissions() & std::filesystem::perms::mask) ==
              (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
    }
    CHECK_FALSE(std::filesystem::exists(folder.path() / "ledger.db-shm"));
}

TEST_CASE("a missing directory is named") {
    const TemporaryFolder folder;
    const auto text = refusal_to_open(folder.path() / "nowhere" / "ledger.db");
    CHECK(says(text, (folder.path() / "nowhere").string() + " cannot be used: No such file or directory"));
    CHECK_FALSE(std::filesystem::exists(folder.path() / "nowhere"));
}

TEST_CASE("a directory that is a file is named") {
    const TemporaryFolder folder;
    std::ofstream(folder.path() / "file") << "x";
    CHECK(says(refusal_to_open(folder.path() / "file" / "ledger.db"), "is not a directory"));
}

TEST_CASE("a directory that cannot be written is named") {
    const TemporaryFolder folder;
    const auto inner = folder.path() / "inner";
    std::filesystem::create_directory(inner);
    ::chmod(folder.path().c_str(), 0755);
    ::chmod(inner.c_str(), 0555);
    CHECK(says(refusal_for_nobody(inner / "ledger.db"), inner.string() + " is not writable for this user"));
    ::chmod(inner.c_str(), 0755);
}

TEST_CASE("a ledger that can only be read is refused") {
    const TemporaryFolder folder;
    const auto inner = folder.path() / "inner";
    std::filesystem::create_directory(inner);
    make_ledger(inner / "ledger.db", 1);
    ::chmod(folder.path().c_str(), 0755);
    ::chmod(inner.c_str(), 0777);
    ::chmod((inner / "ledger.db").c_str(), 0444);
    CHECK(says(refusal_for_nobody(inner / "ledger.db"), "the file can only be read by this user"));
    ::chmod((inner / "ledger.db").c_str(), 0000);
    CHECK(says(refusal_for_nobody(inner / "ledger.db"), "Let the daemon's user read and write the file"));
}

TEST_CASE("a directory in the place of the file is refused") {
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder.path() / "ledger.db");
    CHECK(says(refusal_to_open(folder.path() / "ledger.db"), "not a regular file"));
}

TEST_CASE("a file that is no database is refused and left as it is") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "ledger.db";
    std::ofstream(file) << std::string(5000, 'x');
    CHECK(says(refusal_to_open(file), "It is not a ledger (not a SQLite database)"));
    CHECK(std::filesystem::file_size(file) == 5000);
}

TEST_CASE("another program's database is refused and left as it is") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "ledger.db";
    std::ofstream{file};
    adapters::sql::Database(file).run("CREATE TABLE songs (title TEXT)");
    CHECK(says(refusal_to_open(file), "it is the database of another program"));
    adapters::sql::Database database(file);
    CHECK(database.word("PRAGMA journal_mode") == "delete");
    CHECK(database.number("SELECT count(*) FROM sqlite_schema") == 1);
}

TEST_CASE("an empty file becomes a new ledger") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "ledger.db";
    std::ofstream{file};
    boost::asio::io_context loop;
    const auto ledger = open_ledger(loop, file).value();
    CHECK(load(loop, *ledger).made_new);
}

TEST_CASE("a damaged ledger is refused at opening when it was copied, with what to do") {
    const TemporaryFolder folder;
    make_ledger(folder.path() / "original", 500);
    const auto file = folder.path() / "ledger.db";
    std::filesystem::copy_file(folder.path() / "original", file);
    const auto size = static_cast<std::streamoff>(std::filesystem::file_size(file));
    overwrite(file, size / 2, static_cast<std::size_t>(size / 3));
    const auto text = refusal_to_open(file);
    CHECK(says(text, "It is damaged"));
    CHECK(says(text, "put a copy back or move it away"));
}

TEST_CASE("damage that appears under an open ledger's data is an error when it is read") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "ledger.db";
    make_ledger(file, 500);
    const auto size = static_cast<std::streamoff>(std::filesystem::file_size(file));
    overwrite(file, 4096 * 4, static_cast<std::size_t>(size - 4096 * 4));
    boost::asio::io_context loop;
    auto opened = open_ledger(loop, file);
    std::string text;
    if (opened) {
        const auto contents = run(loop, (*opened)->load());
        REQUIRE_FALSE(contents);
        text = core::describe(contents.error());
    } else {
        text = core::describe(opened.error());
    }
    CHECK(says(text, "It is damaged"));
    CHECK(says(text, file.string()));
}

TEST_CASE("a truncated ledger is refused") {
    const TemporaryFolder folder;
    make_ledger(folder.path() / "original", 500);
    const auto file = folder.path() / "ledger.db";
    std::filesystem::copy_file(folder.path() / "original", file);
    std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
    CHECK(says(refusal_to_open(file), "It is damaged"));
}

TEST_CASE("a second process is refused while the first lives, with its process id, and let in after it was killed") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "ledger.db";
    Child first([&](int report) {
        boost::asio::io_context loop;
        const auto ledger = open_ledger(loop, file).value();
        if (::write(report, "o", 1) != 1) return 1;
        for (;;)
            ::pause();
    });
    REQUIRE(first.read(1) == "o");
    const auto text = refusal_to_open(file);
    CHECK(says(text, fmt::format("{} is in use by another ecdsnapd (process {})", file.string(), first.pid())));
    CHECK(says(refusal_to_open(file), "in use"));  // refusing it once has not let go of the first one's lock
    first.kill();
    CHECK(refusal_to_open(file).empty());
}

TEST_CASE("a second opening in the same process is refused too, and does not free the lock for a third") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "ledger.db";
    boost::asio::io_context loop;
    const auto first = open_ledger(loop, file).value();
    CHECK(says(refusal_to_open(file), "in use"));
    Child other([&](int) { return refusal_to_open(file).empty() ? 1 : 0; });
    CHECK(other.exit_status() == 0);
    CHECK(commit(loop, *first, {sample_slot(1)}, wall()));
}

TEST_CASE("the file is the same whatever the working directory becomes") {
    const TemporaryFolder folder;
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(folder.path());
    boost::asio::io_context loop;
    auto ledger = open_ledger(loop, "ledger.db").value();
    std::filesystem::current_path(before);
    CHECK(commit(loop, *ledger, {sample_slot(1)}, wall()));
    ledger.reset();
    CHECK(std::filesystem::exists(folder.path() / "ledger.db"));
}

TEST_CASE("network file systems are refused by name, local ones and FUSE are not") {
    using adapters::sql::refused_file_system;
    CHECK(std::string(refused_file_system(0x6969)) == "NFS");
    CHECK(std::string(refused_file_system(0x517B)) == "SMB");
    CHECK(std::string(refused_file_system(static_cast<std::int32_t>(0xFF534D42))) == "CIFS");
    CHECK(std::string(refused_file_system(0xFE534D42)) == "SMB2");
    CHECK(std::string(refused_file_system(0x01021997)) == "9p");
    CHECK(std::string(refused_file_system(0x00C36400)) == "Ceph");
    for (const std::int64_t local : {0xEF53L, 0x58465342L, 0x9123683EL, 0x01021994L, 0x794C7630L, 0x65735546L})
        CHECK(refused_file_system(local) == nullptr);  // ext4, XFS, Btrfs, tmpfs, overlay, FUSE
}

TEST_CASE("calls after close answer an error") {
    const TemporaryFolder folder;
    boost::asio::io_context loop;
    const auto ledger = open_ledger(loop, folder.path() / "ledger.db").value();
    run(loop, ledger->close());
    const auto answer = commit(loop, *ledger, {sample_slot(1)}, wall());
    REQUIRE_FALSE(answer);
    CHECK(says(core::describe(answer.error()), "closed"));
    CHECK_FALSE(run(loop, ledger->load()));
}

}  // namespace
}  // namespace ecdsnap::tests
