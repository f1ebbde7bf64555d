#include "adapters/system/process_limits.hpp"
#include "adapters/system/system_clock.hpp"
#include "cli/command_line.hpp"

#include <charconv>
#include <csignal>
#include <exception>
#include <iostream>
#include <string_view>
#include <sys/ioctl.h>
#include <system_error>
#include <thread>
#include <unistd.h>

namespace {

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

// 0: the text is no number.
std::size_t number_in(std::string_view text) {
    std::size_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    return read.ec == std::errc{} && read.ptr == text.data() + text.size() ? number : 0;
}

// COLUMNS and LINES say it where the terminal does not know, or is to be taken for a smaller one.
ecdsnap::cli::Screen screen(const ecdsnap::core::Environment& environment) {
    winsize size{};
    if (isatty(STDOUT_FILENO) == 0) return {};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) size = {};
    const auto columns = number_in(environment.get("COLUMNS"));
    const auto lines = number_in(environment.get("LINES"));
    return {columns != 0 ? columns : size.ws_col, lines != 0 ? lines : size.ws_row};
}

}  // namespace

int main(int count, char** words, char** variables) {
    ecdsnap::adapters::forbid_core_dumps();  // `inventory` reads keys
    std::signal(SIGPIPE, SIG_DFL);           // `ecdsnap history | head` ends quietly
    const auto environment = environment_of(variables);
    ecdsnap::cli::Terminal terminal{
        std::cout,
        std::cerr,
        screen(environment).width,
        isatty(STDERR_FILENO) == 1,
        [](ecdsnap::core::Millis time) { std::this_thread::sleep_for(time); },
        ecdsnap::adapters::wall_time,
        [] { return std::chrono::floor<ecdsnap::core::Millis>(ecdsnap::adapters::monotonic_time()); },
        &std::cin,
        environment,
        [&environment] { return screen(environment); }};
    try {
        return ecdsnap::cli::run_command_line({words + 1, words + count}, terminal);
    } catch (const std::exception& failure) {
        std::cerr << "ecdsnap: " << failure.what() << '\n';
        return 1;
    }
}
