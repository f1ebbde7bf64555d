#include "adapters/logging/log_file.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace ecdsnap::adapters {
namespace {

constexpr std::uint64_t mebibyte = 1024 * 1024;

}  // namespace

core::Result<std::unique_ptr<LogFileWriter>> LogFileWriter::open(core::LogFile file) {
    auto writer = std::make_unique<LogFileWriter>(std::move(file));
    if (writer->open_again()) return writer;
    core::Error error;
    error.kind = core::ErrorClass::local;
    error.doing = "opening the log";
    error.message = fmt::format(
        "{}: {} (`log.file`; under systemd the folder has to be writable inside the sandbox, "
        "which /var/log/ecdsnapd is)",
        writer->file_.path.string(), std::strerror(errno));
    return error;
}

LogFileWriter::~LogFileWriter() {
    if (descriptor_ >= 0) close(descriptor_);
}

bool LogFileWriter::write(std::string_view line) {
    if (was_renamed()) open_again();
    const std::uint64_t bound = file_.rotate_mib * mebibyte;
    if (bound != 0 && size_ != 0 && size_ + line.size() >= bound) rotate();
    const bool written = line_.write(line);
    if (written) size_ += line.size() + 1;
    return written;
}

bool LogFileWriter::open_again() {
    const int opened = ::open(file_.path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0640);
    struct stat state {};
    if (opened < 0 || fstat(opened, &state) != 0) return false;
    if (descriptor_ >= 0) close(descriptor_);
    descriptor_ = opened;
    device_ = state.st_dev;
    inode_ = state.st_ino;
    size_ = static_cast<std::uint64_t>(state.st_size);
    line_.turn_to(opened);
    return true;
}

bool LogFileWriter::was_renamed() const {
    struct stat state {};
    if (stat(file_.path.c_str(), &state) != 0) return true;
    return state.st_dev != device_ || state.st_ino != inode_;
}

void LogFileWriter::rotate() {
    size_ = 0;  // where renaming fails, it is tried again when so much more has been written
    std::error_code failed;
    std::filesystem::rename(file_.path, older(0), failed);
    if (failed) return;
    std::error_code ignored;  // an older file that cannot be renamed is overwritten by the next
    for (std::uint32_t number = file_.rotate_keep; number > 0; --number)
        std::filesystem::rename(older(number - 1), older(number), ignored);
    open_again();
}

std::filesystem::path LogFileWriter::older(std::uint32_t number) const {
    return file_.path.string() + "." + std::to_string(number);
}

}  // namespace ecdsnap::adapters
