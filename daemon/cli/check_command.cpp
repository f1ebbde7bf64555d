#include "cli/check/check_report.hpp"
#include "cli/check/config_environment.hpp"
#include "cli/commands.hpp"
#include "cli/tables/exit_code.hpp"

namespace ecdsnap::cli {

int check(const std::filesystem::path& main_file, Terminal& terminal, Output output) {
    const auto result = adapters::load_config(main_file, machine_environment());
    if (output == Output::json)
        terminal.out << check_json(result);
    else
        (result ? terminal.out : terminal.err) << check_text(result);
    return result ? exit_good : exit_usage;
}

}  // namespace ecdsnap::cli
