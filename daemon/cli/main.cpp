#include "adapters/system/process_limits.hpp"
#include "adapters/system/system_clock.hpp"
#include "cli/command_line.hpp"

#include <csignal>
#include <exception>
#include <iostream>
#include <string_view>
#include <sys/ioctl.h>
#include <thread>
#include <unistd.h>

namespace {

std::size_t terminal_width() {
    winsize size{};
    if (isatty(STDOUT_FILENO) == 0 || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
    return size.ws_col;
}

// Where credentials may be.
ecdsnap::core::Environment environment_of(char** variables) {
    ecdsnap::core::Environment environment;
    for (char** entry = variables; *entry != nullptr; ++entry) {
        const std::string_view text{*entry};
        const auto equals = text.find('=');
        if (equals != text.npos) environment.variables.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    environment.home = environment.get("HOME");
    return environment;
}

}  // namespace

int main(int count, char** words, char** variables) {
    ecdsnap::adapters::forbid_core_dumps();  // `inventory` reads keys
    std::signal(SIGPIPE, SIG_DFL);           // `ecdsnap history | head` ends quietly
    ecdsnap::cli::Terminal terminal{
        std::cout,
        std::cerr,
        terminal_width(),
        isatty(STDERR_FILENO) == 1,
        [](ecdsnap::core::Millis time) { std::this_thread::sleep_for(time); },
        ecdsnap::adapters::wall_time,
        [] { return std::chrono::floor<ecdsnap::core::Millis>(ecdsnap::adapters::monotonic_time()); },
        &std::cin,
        environment_of(variables)};
    try {
        return ecdsnap::cli::run_command_line({words + 1, words + count}, terminal);
    } catch (const std::exception& failure) {
        std::cerr << "ecdsnap: " << failure.what() << '\n';
        return 1;
    }
}
