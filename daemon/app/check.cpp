#include "app/check.hpp"

#include "cli/check/check_report.hpp"
#include "cli/check/config_environment.hpp"
#include "cli/tables/exit_code.hpp"

#include <cstdio>

namespace ecdsnap::app {

int check(const Check& command) {
    const auto result = adapters::load_config(command.config, cli::machine_environment());
    const std::string text = command.json ? cli::check_json(result) : cli::check_text(result);
    const bool to_stdout = command.json || result.has_value();
    std::fputs(text.c_str(), to_stdout ? stdout : stderr);
    if (text.empty() || text.back() != '\n') std::fputc('\n', to_stdout ? stdout : stderr);
    return result.has_value() ? cli::exit_good : cli::exit_usage;
}

}  // namespace ecdsnap::app
