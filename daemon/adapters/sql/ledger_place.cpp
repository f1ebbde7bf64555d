#include "adapters/sql/ledger_place.hpp"

#include "adapters/sql/ledger_errors.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <fstream>
#include <string>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <system_error>
#include <unistd.h>

namespace ecdsnap::adapters::sql {
namespace {

struct NetworkFileSystem {
    std::uint32_t magic;
    const char* name;
};

// statfs(2) and linux/magic.h
constexpr std::array<NetworkFileSystem, 8> refused{{
    {0x6969, "NFS"},
    {0x517B, "SMB"},
    {0xFF534D42, "CIFS"},
    {0xFE534D42, "SMB2"},
    {0x01021997, "9p"},
    {0x5346414F, "AFS"},
    {0x00C36400, "Ceph"},
    {0x0BD00BD0, "Lustre"},
}};

std::string system_words() {
    return std::generic_category().message(errno);
}

core::Error refusal(const std::filesystem::path& file, std::string message) {
    return ledger_error(fmt::format("open the ledger {}", file.native()), std::move(message));
}

}  // namespace

const char* refused_file_system(std::int64_t magic) {
    for (const auto& entry : refused)
        if (static_cast<std::uint32_t>(magic) == entry.magic) return entry.name;
    return nullptr;
}

core::Result<void> check_place(const std::filesystem::path& file) {
    const auto directory = file.parent_path();
    struct stat status {};
    if (::stat(directory.c_str(), &status) != 0)
        return refusal(file, fmt::format("the directory {} cannot be used: {}. Make it, owned by the daemon's user",
                                         directory.native(), system_words()));
    if (!S_ISDIR(status.st_mode)) return refusal(file, fmt::format("{} is not a directory", directory.native()));
    if (::faccessat(AT_FDCWD, directory.c_str(), W_OK | X_OK, AT_EACCESS) != 0)
        return refusal(file, fmt::format("the directory {} is not writable for this user: {}. SQLite keeps its "
                                         "write-ahead log beside the ledger; let the daemon's user write there",
                                         directory.native(), system_words()));
    struct statfs system {};
    if (::statfs(directory.c_str(), &system) == 0)
        if (const auto* name = refused_file_system(system.f_type))
            return refusal(file,
                           fmt::format("{} lies on a network file system ({}), whose locks and syncs do not keep a "
                                       "ledger safe. Put it on a local disk",
                                       directory.native(), name));
    if (::stat(file.c_str(), &status) == 0 && !S_ISREG(status.st_mode))
        return refusal(file, "it is not a regular file. Name a file that may be made or is a ledger");
    return {};
}

core::Result<void> make_if_missing(const std::filesystem::path& file) {
    // O_EXCL: a file that is there is never opened here, since closing any descriptor of it would drop the locks that
    // this process may hold on it (POSIX).
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor >= 0)
        ::close(descriptor);
    else if (errno != EEXIST)
        return refusal(file, fmt::format("it cannot be made: {}", system_words()));
    return {};
}

std::optional<std::uint64_t> free_space(const std::filesystem::path& file) {
    struct statvfs system {};
    if (::statvfs(file.parent_path().c_str(), &system) != 0) return std::nullopt;
    return static_cast<std::uint64_t>(system.f_bavail) * system.f_frsize;
}

std::optional<int> lock_holder(const std::filesystem::path& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) return std::nullopt;
    // "1: POSIX  ADVISORY  WRITE 4711 fe:00:131 1073741826 1073742335"
    const auto wanted = fmt::format("{:02x}:{:02x}:{}", major(status.st_dev), minor(status.st_dev), status.st_ino);
    std::ifstream locks("/proc/locks");
    for (std::string line; std::getline(locks, line);) {
        std::array<char, 64> place{};
        int pid = 0;
        const int found = std::sscanf(line.c_str(), "%*d: %*s %*s %*s %d %63s", &pid, place.data());
        if (found == 2 && pid > 0 && wanted == place.data()) return pid;
    }
    return std::nullopt;
}

}  // namespace ecdsnap::adapters::sql
