#include "adapters/sql/file_mark.hpp"

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <sys/stat.h>

namespace ecdsnap::adapters::sql {
namespace {

// The write of a commit follows its mark within milliseconds; file systems keep times as coarse as two seconds.
constexpr core::Millis slack = std::chrono::seconds{2};

core::WallTime change_time(const struct stat& status) {
    const auto seconds = std::chrono::seconds{status.st_ctim.tv_sec};
    const auto rest = std::chrono::nanoseconds{status.st_ctim.tv_nsec};
    return core::WallTime{seconds + std::chrono::duration_cast<core::Millis>(rest)};
}

}  // namespace

std::optional<FileMark> read_mark(const std::filesystem::path& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) return std::nullopt;
    FileMark mark;
    mark.inode = status.st_ino;
    mark.changed = change_time(status);
    if (::stat((file.native() + "-wal").c_str(), &status) == 0)
        mark.changed = std::max(mark.changed, change_time(status));
    return mark;
}

std::optional<FileMark> touch(const std::filesystem::path& file) {
    std::array<timespec, 2> times{};
    times[0].tv_nsec = UTIME_OMIT;
    times[1].tv_nsec = UTIME_NOW;
    if (::utimensat(AT_FDCWD, file.c_str(), times.data(), 0) != 0) return std::nullopt;
    return read_mark(file);
}

bool shows_rewriting(const FileMark& recorded, const FileMark& found) {
    return found.inode != recorded.inode || found.changed > recorded.changed + slack;
}

}  // namespace ecdsnap::adapters::sql
