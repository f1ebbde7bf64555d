#include "app/check.hpp"

#include "adapters/system/system_clock.hpp"
#include "cli/check/check_report.hpp"
#include "cli/check/config_environment.hpp"
#include "cli/tables/exit_code.hpp"

#include <cstdio>

namespace ecdsnap::app {

int check(const Check& command, const core::Environment& environment) {
    const bool in_service = !environment.get("CREDENTIALS_DIRECTORY").empty();
    const auto result =
        adapters::load_config(command.config, in_service ? cli::machine_environment() : cli::environment_of_visitor());
    const cli::CheckedToday today = cli::checked_today(result, adapters::wall_time());
    const bool good = cli::is_good(result, today);
    const std::string text = command.json ? cli::check_json(result, today) : cli::check_text(result, today);
    const bool to_stdout = command.json || good;
    std::fputs(text.c_str(), to_stdout ? stdout : stderr);
    if (text.empty() || text.back() != '\n') std::fputc('\n', to_stdout ? stdout : stderr);
    return good ? cli::exit_good : cli::exit_usage;
}

}  // namespace ecdsnap::app
