#include "cli/socket_path.hpp"

#include "cli/command_line.hpp"
#include "core/settings.hpp"
#include "fakes/temporary_folder.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

using namespace ecdsnap;

namespace {

struct MainFile {
    tests::TemporaryFolder folder;
    std::filesystem::path path = folder.path() / "ecdsnapd.yaml";

    explicit MainFile(const std::string& text) { std::ofstream(path) << text; }
};

}  // namespace

TEST_CASE("socket path: by the main file, whatever else is wrong in it, else the default") {
    struct Row {
        const char* text;
        const char* socket;  // below the file's folder; nullptr: the default
    };
    const Row rows[] = {
        {"control: {socket: own.sock}\n", "own.sock"},
        {"owner: 1\nowner: 2\nunknown: [x]\ncontrol:\n  socket: ../own.sock\n", "../own.sock"},
        {"owner: main\n", nullptr},
        {"control:\n", nullptr},
        {"control: {socket: }\n", nullptr},
    };
    for (const auto& row : rows) {
        INFO(row.text);
        const MainFile file(row.text);
        const auto found = cli::socket_path_from(file.path);
        REQUIRE(found.has_value());
        CHECK(*found == (row.socket == nullptr ? core::Settings{}.control_socket
                                               : (file.folder.path() / row.socket).lexically_normal()));
    }
}

TEST_CASE("socket path: a main file that cannot be read as YAML names no socket, and the problem's place is told") {
    struct Row {
        const char* text;
        const char* problem;  // behind the file's name
    };
    const Row rows[] = {
        {"control: {socket: own.sock}\nowner: \"a\n", ":2:8: the quote is never closed; --socket PATH"},
        {"accounts: [\ncontrol: {socket: own.sock}\n", ":"},
        {"owner: &a b\n", ":1:8: anchors (&name) are not supported; write the value out; --socket PATH"},
        {"control: {socket: a}\ncontrol: {socket: b}\n", ":2:1: control: stands here a second time"},
        {"control: {socket: a, socket: b}\n", ":1:22: socket: stands here a second time"},
        {"control: own.sock\n", ":1:10: control: this is no mapping"},
        {"control: {socket: [own.sock]}\n", ":1:19: control.socket: this is no path"},
        {"own.sock\n", ":1:1: this is no mapping of keys"},
        {"", ": this is no mapping of keys"},
    };
    for (const auto& row : rows) {
        INFO(row.text);
        const MainFile file(row.text);
        const auto found = cli::socket_path_from(file.path);
        REQUIRE(!found.has_value());
        CHECK_MESSAGE(found.error().message.starts_with(file.path.string() + row.problem), found.error().message);
    }
}

TEST_CASE("socket path: with such a file no command reaches a daemon, and completion is silent") {
    const MainFile file("owner: \"a\n");
    const auto run = [&](std::vector<std::string> arguments, const std::string& out, const std::string& err) {
        std::ostringstream said;
        std::ostringstream complained;
        cli::Terminal terminal{said, complained, 0, false, [](core::Millis) {}};
        const int code = cli::run_command_line(std::move(arguments), terminal);
        CHECK(said.str() == out);
        CHECK(complained.str() == err);
        return code;
    };
    const std::string problem = "ecdsnap: " + cli::socket_path_from(file.path).error().message + "\n";
    for (const std::vector<std::string>& command : {std::vector<std::string>{"reload"},
                                                    {"pause", "nightly", "--until", "3h", "--reason", "x"},
                                                    {"resume", "nightly"},
                                                    {"run", "nightly"},
                                                    {"approve", "nightly"},
                                                    {"status"},
                                                    {"history"}}) {
        auto arguments = command;
        arguments.insert(arguments.begin(), {"--config", file.path.string()});
        CHECK(run(arguments, "", problem) == 2);
    }
    CHECK(run({"complete", "--config", file.path.string(), "run", ""}, "", "") == 0);
}
