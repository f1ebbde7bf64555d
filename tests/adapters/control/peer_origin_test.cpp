#include "adapters/control/peer_origin.hpp"

#include "fakes/temporary_folder.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>

using namespace ecdsnap;
using adapters::origin_of;
using adapters::terminal_in;

namespace {

// A folder like /proc with one process, 7.
struct Processes {
    Processes() { std::filesystem::create_directory(folder.path() / "7"); }

    void has(const std::string& file, const std::string& text) const {
        std::ofstream(folder.path() / "7" / file) << text;
    }

    tests::TemporaryFolder folder;
};

std::string stat_with(const std::string& name, const std::string& terminal) {
    return "7 (" + name + ") S 1 7 7 " + terminal + " 7 4194304 0 0";
}

}  // namespace

TEST_CASE("the terminal of a process is named as people know it") {
    CHECK(terminal_in(stat_with("ecdsnap", "34819")) == "pts/3");      // 136:3
    CHECK(terminal_in(stat_with("ecdsnap", "1083400")) == "pts/264");  // 136:264
    CHECK(terminal_in(stat_with("ecdsnap", "1025")) == "tty1");
    CHECK(terminal_in(stat_with("ecdsnap", "1088")) == "ttyS0");
    CHECK(terminal_in(stat_with("ecdsnap", "1281")) == "5:1");
    CHECK(terminal_in(stat_with("a) S 1 1 1 1025 (b", "34819")) == "pts/3");
}

TEST_CASE("a process without a terminal has none, and so has what cannot be read") {
    CHECK(terminal_in(stat_with("ecdsnap", "0")) == "");
    for (const std::string broken :
         {"", "7", "7 (ecdsnap", "7 (ecdsnap)", "7 (ecdsnap) S 1 7 7", "7 (ecdsnap) S 1 7 7 x"})
        CHECK(terminal_in(broken) == "");
}

TEST_CASE("who logged in stays known behind sudo") {
    const Processes processes;
    processes.has("loginuid", "1000");
    processes.has("stat", stat_with("ecdsnap", "34819"));
    auto origin = origin_of(7, processes.folder.path());
    CHECK(origin.login == 1000);
    CHECK(adapters::text_of(origin) == ", login uid 1000, terminal pts/3");
    origin.login_name = "alice";
    CHECK(adapters::text_of(origin) == ", login uid 1000 (alice), terminal pts/3");
}

TEST_CASE("a name with a line feed hides and forges no terminal") {
    const Processes processes;
    processes.has("stat", stat_with(") R 1 1 1 1025\n", "34819"));
    CHECK(origin_of(7, processes.folder.path()).terminal == "pts/3");
}

TEST_CASE("nothing is said of a process of no login, of one that is gone, and of one that may not be seen") {
    const Processes processes;
    processes.has("loginuid", "4294967295");
    CHECK(!origin_of(7, processes.folder.path()).login);
    CHECK(adapters::text_of(origin_of(7, processes.folder.path())) == "");
    CHECK(adapters::text_of(origin_of(8, processes.folder.path())) == "");
    processes.has("loginuid", "none");
    CHECK(!origin_of(7, processes.folder.path()).login);
}

TEST_CASE("the machine's own files are read") {
    std::ifstream file("/proc/self/loginuid");
    std::string login;
    file >> login;
    const auto origin = origin_of(getpid());
    const bool logged_in = !login.empty() && login != "4294967295";
    CHECK(origin.login.has_value() == logged_in);
    if (logged_in) CHECK(std::to_string(*origin.login) == login);
}
