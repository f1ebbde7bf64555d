#include "cli/import/policy_folder.hpp"

#include "cli/import/policy_yaml.hpp"
#include "cli/written_file.hpp"
#include "core/text/printable.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <system_error>

namespace ecdsnap::cli {
namespace {

std::optional<std::string> make_folder(const std::string& folder) {
    std::error_code error;
    if (std::filesystem::is_directory(folder, error)) return std::nullopt;
    if (std::filesystem::create_directory(folder, error)) return std::nullopt;
    return fmt::format("--output: {} is no folder and cannot be made one: {}", core::printable(folder),
                       error ? error.message() : "a file has that name");
}

bool is_own_file(const std::string& path) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(std::filesystem::symlink_status(path, error))) return false;
    std::string beginning(import_mark.size(), '\0');
    std::ifstream(path, std::ios::binary).read(beginning.data(), static_cast<std::streamsize>(beginning.size()));
    return beginning == import_mark;
}

// Why the file may not be written; nullopt: it may.
std::optional<std::string> obstacle(const std::string& path, Overwrite overwrite) {
    std::error_code error;
    if (!std::filesystem::exists(std::filesystem::symlink_status(path, error))) return std::nullopt;
    if (overwrite == Overwrite::nothing) return "exists; --force replaces what import wrote before";
    if (!is_own_file(path)) return "was not written by import, and not even --force replaces it: move it away";
    return std::nullopt;
}

}  // namespace

std::string policy_file_in(const std::string& folder, const std::string& policy) {
    return (std::filesystem::path(folder) / (policy + ".yaml")).string();
}

std::optional<std::string> write_policy_files(const std::string& folder, const std::vector<FileToWrite>& files,
                                              Overwrite overwrite) {
    if (auto problem = make_folder(folder)) return problem;
    std::string obstacles;
    for (const FileToWrite& file : files)
        if (const auto reason = obstacle(file.path, overwrite))
            obstacles += fmt::format("{} {}\n", core::printable(file.path), *reason);
    if (!obstacles.empty()) return obstacles + "nothing was written";

    std::string written;
    for (const FileToWrite& file : files) {
        const auto existing = overwrite == Overwrite::nothing ? Existing::refuse : Existing::replace;
        if (const auto problem = put_public_file(file.path, file.text, existing))
            return fmt::format("{} cannot be written: {}; written before it: {}", core::printable(file.path), *problem,
                               written.empty() ? "nothing" : written);
        written += (written.empty() ? "" : ", ") + core::printable(file.path);
    }
    return std::nullopt;
}

}  // namespace ecdsnap::cli
