#include "cli/cloud_configuration.hpp"

#include "cli/check/config_environment.hpp"
#include "core/service_unit.hpp"

namespace ecdsnap::cli {

adapters::ConfigResult load_for_clouds(const std::filesystem::path& main_file, Terminal& terminal) {
    auto config = adapters::load_config(main_file, environment_of_visitor());
    if (config && terminal.environment.get("CREDENTIALS_DIRECTORY").empty()) {
        const auto whole = std::filesystem::absolute(main_file).lexically_normal();
        const std::string unit = core::unit_of(whole, config->settings.control_socket);
        terminal.environment.variables["CREDENTIALS_DIRECTORY"] = "/run/credentials/" + unit;
    }
    return config;
}

}  // namespace ecdsnap::cli
