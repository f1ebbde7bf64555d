// ecdsnapd: reads its command line and does what it says.
#include "adapters/system/process_limits.hpp"
#include "app/check.hpp"
#include "app/command_line.hpp"
#include "app/environment.hpp"
#include "app/once.hpp"
#include "app/serve.hpp"
#include "cli/tables/exit_code.hpp"

#include <cstdio>
#include <exception>
#include <variant>

int main(int argc, char** argv, char** variables) {
    using namespace ecdsnap;
    try {
        adapters::forbid_core_dumps();
        const core::Environment environment = app::read_environment(variables);
        const app::Command command = app::read_command_line(argc, argv);
        if (const auto* show = std::get_if<app::ShowText>(&command)) {
            std::fputs(show->text.c_str(), show->exit_code == cli::exit_good ? stdout : stderr);
            return show->exit_code;
        }
        if (const auto* check = std::get_if<app::Check>(&command)) return app::check(*check, environment);
        if (const auto* once = std::get_if<app::Once>(&command)) return app::run_once(*once, environment);
        return app::serve(std::get<app::Serve>(command), environment);
    } catch (const std::exception& broken) {
        std::fprintf(stderr, "ecdsnapd: broken: %s\n", broken.what());
        return cli::exit_not_good;
    }
}
