#include "cli/written_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>
#include <unistd.h>

namespace ecdsnap::cli {
namespace {

bool write_all(int file, std::string_view text) {
    while (!text.empty()) {
        const auto written = ::write(file, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fsync(file) == 0;
}

}  // namespace

std::optional<std::string> replace_private_file(const std::string& path, std::string_view text) {
    std::string beside = path + ".XXXXXX";
    const int file = ::mkstemp(beside.data());  // mode 0600
    if (file < 0) return std::generic_category().message(errno);
    const bool written = write_all(file, text);
    int problem = errno;
    const bool closed = ::close(file) == 0;
    if (written && !closed) problem = errno;
    if (written && closed) {
        if (std::rename(beside.c_str(), path.c_str()) == 0) return std::nullopt;
        problem = errno;
    }
    ::unlink(beside.c_str());
    return std::generic_category().message(problem);
}

}  // namespace ecdsnap::cli
