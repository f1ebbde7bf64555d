#include "adapters/credentials/handed_credential.hpp"

#include "core/service_unit.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <system_error>
#include <unistd.h>

namespace ecdsnap::adapters {
namespace {

constexpr std::string_view service = ".service";

// The credential as the shipped units have it: an instance's has the instance's name in the store.
std::string way_without_the_service(const std::string& unit, const std::string& name) {
    const std::string instance(core::instance_of(unit));
    const bool alone = instance.empty();
    return fmt::format("systemd-run --pipe --wait -p LoadCredentialEncrypted={}{} ecdsnap{} doctor", name,
                       alone ? "" : fmt::format(":{}-{}", name, instance),
                       alone ? "" : " --config " + core::main_file_of(instance).string());
}

core::TextError not_there(const std::filesystem::path& folder, const std::string& name) {
    const std::string unit = folder.filename().string();
    const std::string started = unit.substr(0, unit.size() - service.size());
    std::error_code ignored;
    if (std::filesystem::exists(folder, ignored))
        return core::TextError(0, fmt::format("does not exist: {} was started without it", unit), {},
                               fmt::format("the unit needs LoadCredentialEncrypted={} or LoadCredential={}:PATH and "
                                           "the file that this takes; then `systemctl restart {}`",
                                           name, name, started));
    return core::TextError(
        0, fmt::format("does not exist: {} does not run", unit), {},
        fmt::format("`systemctl start {}`; or without the service, as root: `{}`, with -p for each of its credentials",
                    started, way_without_the_service(unit, name)));
}

}  // namespace

std::optional<core::TextError> handed_credential_problem(const std::filesystem::path& file) {
    const std::filesystem::path folder = file.parent_path();
    if (!folder.filename().string().ends_with(service)) return std::nullopt;
    if (::faccessat(AT_FDCWD, file.c_str(), R_OK, AT_EACCESS) == 0) return std::nullopt;
    if (errno == EACCES)
        return core::TextError(0, "can be read by root and the service only", {}, "put `sudo` before the command");
    if (errno == ENOENT) return not_there(folder, file.filename().string());
    return std::nullopt;
}

}  // namespace ecdsnap::adapters
