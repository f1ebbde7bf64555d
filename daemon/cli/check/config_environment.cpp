#include "cli/check/config_environment.hpp"

#include "adapters/credentials/secret_file.hpp"
#include "adapters/ical/calendar_file.hpp"
#include "adapters/system/time_zones.hpp"

namespace ecdsnap::cli {

adapters::ConfigEnvironment machine_environment() {
    adapters::ConfigEnvironment environment;
    environment.load_zone = adapters::load_time_zone;
    environment.load_calendar = [](const std::filesystem::path& file, const absl::TimeZone& zone) {
        return adapters::load_ical(file, zone, adapters::load_time_zone);
    };
    environment.secret_file_problem = adapters::secret_file_problem;
    return environment;
}

adapters::ConfigEnvironment environment_of_visitor() {
    adapters::ConfigEnvironment environment = machine_environment();
    environment.unseen_because = adapters::unseen_because;
    return environment;
}

adapters::ConfigEnvironment environment_without_secrets() {
    adapters::ConfigEnvironment environment = environment_of_visitor();
    environment.secret_file_problem = [](const std::filesystem::path&) { return std::optional<core::TextError>{}; };
    return environment;
}

}  // namespace ecdsnap::cli
