#include "cli/written_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace ecdsnap::cli {
namespace {

constexpr mode_t private_mode = S_IRUSR | S_IWUSR;
constexpr mode_t public_mode = private_mode | S_IRGRP | S_IROTH;

bool write_all(int file, std::string_view text) {
    while (!text.empty()) {
        const auto written = ::write(file, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fsync(file) == 0;
}

// A second name for the same file is not given where there is one already.
bool put_in_place(const std::string& beside, const std::string& path, Existing existing) {
    if (existing == Existing::replace) return std::rename(beside.c_str(), path.c_str()) == 0;
    if (::link(beside.c_str(), path.c_str()) != 0) return false;
    ::unlink(beside.c_str());
    return true;
}

std::optional<std::string> put_file(const std::string& path, std::string_view text, mode_t mode, Existing existing) {
    std::string beside = path + ".XXXXXX";
    const int file = ::mkstemp(beside.data());  // mode 0600
    if (file < 0) return std::generic_category().message(errno);
    const bool written = write_all(file, text) && (mode == private_mode || ::fchmod(file, mode) == 0);
    int problem = errno;
    const bool closed = ::close(file) == 0;
    if (written && !closed) problem = errno;
    if (written && closed) {
        if (put_in_place(beside, path, existing)) return std::nullopt;
        problem = errno;
    }
    ::unlink(beside.c_str());
    return std::generic_category().message(problem);
}

}  // namespace

std::optional<std::string> replace_private_file(const std::string& path, std::string_view text) {
    return put_file(path, text, private_mode, Existing::replace);
}

std::optional<std::string> put_public_file(const std::string& path, std::string_view text, Existing existing) {
    return put_file(path, text, public_mode, existing);
}

}  // namespace ecdsnap::cli
