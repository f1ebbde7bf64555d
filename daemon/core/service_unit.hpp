// The units of the package, and where their configuration lies: ecdsnapd.service has /etc/ecdsnapd/ecdsnapd.yaml,
// ecdsnapd@NAME.service has /etc/ecdsnapd/NAME/ecdsnapd.yaml.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace ecdsnap::core {

// The unit whose daemon has this configuration: by where the file lies (an absolute path), else by the folder of the
// socket, which is the unit's RuntimeDirectory=; else ecdsnapd.service.
std::string unit_of(const std::filesystem::path& main_file, const std::filesystem::path& control_socket);

// "team" of "ecdsnapd@team.service"; empty: it is no instance of ours.
std::string_view instance_of(std::string_view unit);

// `instance` may be empty.
std::filesystem::path main_file_of(std::string_view instance);

}  // namespace ecdsnap::core
