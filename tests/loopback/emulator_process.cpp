#include "loopback/emulator_process.hpp"

#include <array>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace ecdsnap::tests {
namespace {

constexpr int start_deadline_ms = 20'000;  // a sanitized build on a busy machine

pid_t spawn(const std::string& program, std::vector<std::string> words, int output) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    words.insert(words.begin(), program);
    std::vector<char*> arguments;
    for (std::string& word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    pid_t process = -1;
    const int error = posix_spawn(&process, program.c_str(), &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw std::runtime_error("cannot start " + program);
    return process;
}

}  // namespace

EmulatorProcess::EmulatorProcess(const std::string& program, const std::vector<std::string>& arguments) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe");
    output_ = ends[0];
    std::vector<std::string> words{"--listen", "127.0.0.1:0"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    process_ = spawn(program, std::move(words), ends[1]);
    ::close(ends[1]);
    const std::string start = "listening on ";
    std::string line = read_line();
    while (!line.starts_with(start))
        line = read_line();
    url_ = line.substr(start.size());
    if (const auto end = url_.find(' '); end != std::string::npos) url_.resize(end);
}

EmulatorProcess::~EmulatorProcess() {
    ::kill(process_, SIGTERM);
    int status = 0;
    ::waitpid(process_, &status, 0);
    ::close(output_);
}

std::string EmulatorProcess::read_line() {
    std::string line;
    for (;;) {
        pollfd readable{output_, POLLIN, 0};
        char c = 0;
        if (::poll(&readable, 1, start_deadline_ms) != 1 || ::read(output_, &c, 1) != 1)
            throw std::runtime_error("the emulator did not say that it listens");
        if (c == '\n') return line;
        line += c;
    }
}

}  // namespace ecdsnap::tests
