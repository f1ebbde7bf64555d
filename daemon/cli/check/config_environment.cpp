#include "cli/check/config_environment.hpp"

#include "adapters/credentials/secret_file.hpp"
#include "adapters/system/time_zones.hpp"

namespace ecdsnap::cli {

adapters::ConfigEnvironment machine_environment() {
    adapters::ConfigEnvironment environment;
    environment.load_zone = adapters::load_time_zone;
    environment.secret_file_problem = adapters::secret_file_problem;
    return environment;
}

}  // namespace ecdsnap::cli
