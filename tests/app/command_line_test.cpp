#include "app/command_line.hpp"

#include "app/environment.hpp"
#include "app/restart_only.hpp"

#include <doctest/doctest.h>

#include <array>
#include <vector>

using namespace ecdsnap;

namespace {

app::Command read(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "ecdsnapd");
    return app::read_command_line(static_cast<int>(arguments.size()), arguments.data());
}

}  // namespace

TEST_CASE("without options it serves with the configuration of the package") {
    const auto command = read({});
    REQUIRE(std::holds_alternative<app::Serve>(command));
    CHECK(std::get<app::Serve>(command).config == "/etc/ecdsnapd/ecdsnapd.yaml");
}

TEST_CASE("--check and --once name what is to be done") {
    const auto check = read({"--config", "a.yaml", "--check", "--json"});
    REQUIRE(std::holds_alternative<app::Check>(check));
    CHECK(std::get<app::Check>(check).config == "a.yaml");
    CHECK(std::get<app::Check>(check).json);
    const auto once = read({"--once", "nightly"});
    REQUIRE(std::holds_alternative<app::Once>(once));
    CHECK(std::get<app::Once>(once).policy == "nightly");
}

TEST_CASE("what contradicts itself or is unknown is a usage error") {
    for (const std::vector<const char*>& wrong : std::vector<std::vector<const char*>>{
             {"--check", "--once", "nightly"}, {"--json"}, {"--once"}, {"--konfig", "a.yaml"}, {"nightly"}}) {
        const auto command = read(wrong);
        REQUIRE(std::holds_alternative<app::ShowText>(command));
        CHECK(std::get<app::ShowText>(command).exit_code == 2);
    }
}

TEST_CASE("--help and --version are no errors") {
    for (const char* asked : {"--help", "--version"}) {
        const auto command = read({asked});
        REQUIRE(std::holds_alternative<app::ShowText>(command));
        CHECK(std::get<app::ShowText>(command).exit_code == 0);
        CHECK(std::get<app::ShowText>(command).text.find("ecdsnapd") != std::string::npos);
    }
}

TEST_CASE("the environment is read once; an empty value counts as unset") {
    std::array<char, 16> home{"HOME=/home/a"};
    std::array<char, 8> empty{"EMPTY="};
    std::array<char*, 3> variables{home.data(), empty.data(), nullptr};
    const core::Environment environment = app::read_environment(variables.data());
    CHECK(environment.home == "/home/a");
    CHECK(environment.get("EMPTY").empty());
    CHECK(environment.get("OTHER").empty());
}

TEST_CASE("a reload may change the log, not the accounts, the ledger or the owner") {
    core::Settings running;
    running.accounts.emplace_back();
    core::Settings wanted = running;
    wanted.log.level = core::LogLevel::debug;
    CHECK(app::restart_only_changes(running, wanted).empty());
    wanted.owner = "other";
    wanted.ledger = "/elsewhere.db";
    wanted.accounts.front().regions = {"cn-shanghai"};
    const auto changes = app::restart_only_changes(running, wanted);
    REQUIRE(changes.size() == 3);
    CHECK(changes[0].starts_with("owner: "));
    CHECK(changes[1].starts_with("accounts: "));
    CHECK(changes[2].starts_with("ledger: "));
    wanted = running;
    wanted.accounts.front().limits.awake = 7;
    REQUIRE(app::restart_only_changes(running, wanted).size() == 1);
    CHECK(app::restart_only_changes(running, wanted)[0].starts_with("accounts: "));
}
