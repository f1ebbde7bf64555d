#include "cli/check/config_environment.hpp"

#include "adapters/system/time_zones.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <sys/stat.h>

namespace ecdsnap::cli {

adapters::ConfigEnvironment machine_environment() {
    adapters::ConfigEnvironment environment;
    environment.load_zone = adapters::load_time_zone;
    environment.secret_file_problem = secret_file_problem;
    return environment;
}

std::optional<core::TextError> secret_file_problem(const std::filesystem::path& file) {
    struct stat state {};
    if (stat(file.c_str(), &state) != 0)
        return core::TextError(0, fmt::format("cannot be looked at: {}", std::strerror(errno)));
    if (!S_ISREG(state.st_mode)) return core::TextError(0, "is not a plain file");
    constexpr mode_t others = 0077;
    if ((state.st_mode & others) == 0) return std::nullopt;
    return core::TextError(0, fmt::format("may be read or changed by others (mode {:04o})", state.st_mode & 07777U), {},
                           fmt::format("run `chmod 600 {}`", file.string()));
}

}  // namespace ecdsnap::cli
