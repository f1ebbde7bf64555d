#include "core/service_unit.hpp"

#include <fmt/format.h>

namespace ecdsnap::core {
namespace {

constexpr std::string_view ending = ".service";
constexpr std::string_view instance_start = "ecdsnapd@";
const char* const configuration_folder = "/etc/ecdsnapd";
const char* const main_file_name = "ecdsnapd.yaml";

std::string unit_named(std::string_view instance) {
    return instance.empty() ? "ecdsnapd.service" : fmt::format("{}{}{}", instance_start, instance, ending);
}

}  // namespace

std::string unit_of(const std::filesystem::path& main_file, const std::filesystem::path& control_socket) {
    const std::filesystem::path folder = main_file.parent_path();
    if (folder == configuration_folder) return unit_named({});
    if (folder.parent_path() == configuration_folder && main_file.filename() == main_file_name)
        return unit_named(folder.filename().string());
    const std::filesystem::path runtime = control_socket.parent_path();
    const std::string by_socket = runtime.filename().string() + std::string(ending);
    return runtime.parent_path() == "/run" ? unit_named(instance_of(by_socket)) : unit_named({});
}

std::string_view instance_of(std::string_view unit) {
    if (!unit.starts_with(instance_start) || !unit.ends_with(ending)) return {};
    unit.remove_prefix(instance_start.size());
    unit.remove_suffix(ending.size());
    return unit;
}

std::filesystem::path main_file_of(std::string_view instance) {
    return std::filesystem::path(configuration_folder) / instance / main_file_name;
}

}  // namespace ecdsnap::core
