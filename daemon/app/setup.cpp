#include "app/setup.hpp"

#include "adapters/system/time_zones.hpp"
#include "cli/check/check_report.hpp"
#include "cli/check/config_environment.hpp"

#include <cstdio>
#include <utility>

namespace ecdsnap::app {

std::optional<adapters::LoadedConfig> load_or_tell(const std::filesystem::path& file) {
    if (const auto problem = adapters::time_zone_self_test()) {
        std::fprintf(stderr, "ecdsnapd: this machine's time zones cannot be relied on: %s\n", problem->c_str());
        return std::nullopt;
    }
    auto loaded = adapters::load_config(file, cli::machine_environment());
    if (loaded.has_error()) {
        std::fputs(cli::check_text(loaded).c_str(), stderr);
        return std::nullopt;
    }
    for (const auto& warning : loaded.value().warnings)
        std::fprintf(stderr, "warning: %s\n", adapters::text(warning).c_str());
    return std::move(loaded.value());
}

}  // namespace ecdsnap::app
