#include "cli/command_line.hpp"

#include "core/text/utc_text.hpp"
#include "fakes/serving_daemon.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

using namespace ecdsnap;

namespace {

struct Ran {
    int code = 0;
    std::string out;
    std::string err;
};

Ran run(std::vector<std::string> arguments, bool progress_moves = false) {
    std::ostringstream out;
    std::ostringstream err;
    cli::Terminal terminal{out, err, 0, progress_moves, [](core::Millis) {}};
    Ran ran;
    ran.code = cli::run_command_line(std::move(arguments), terminal);
    ran.out = out.str();
    ran.err = err.str();
    return ran;
}

Ran run_at(const tests::ServingDaemon& daemon, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--socket", daemon.socket().string()});
    return run(std::move(arguments));
}

core::Slot closed_slot(std::uint32_t done, std::uint32_t failed) {
    auto slot = tests::sample_slot();
    slot.state = core::SlotState::closed;
    slot.counts = {};
    slot.counts.tasks = done + failed;
    slot.counts.done = done;
    slot.counts.failed = failed;
    return slot;
}

}  // namespace

TEST_CASE("status: exit code 0 when all is well, 1 when something is not") {
    tests::ServingDaemon troubled;
    const auto ran = run_at(troubled, {"status"});
    CHECK(ran.code == 1);
    CHECK(ran.out.starts_with("! account main has no newer key, and the one in use expires in 12m: "));
    CHECK(ran.out.find("\n! main/cn-shanghai: Forbidden.RAM") != std::string::npos);
    troubled.stop();

    tests::ServingDaemon daemon;
    auto& sites = daemon.fake.shown.sites;
    sites.erase(sites.begin() + 1);  // what is left has no problem
    daemon.fake.shown.accounts[0].key.problem.clear();
    CHECK(run_at(daemon, {"status"}).code == 0);
    const auto json = run_at(daemon, {"status", "--json"});
    CHECK(json.code == 0);
    CHECK(nlohmann::json::parse(json.out)["owner"] == "main");
}

TEST_CASE("history: each filter reaches the daemon") {
    tests::ServingDaemon daemon;
    const auto ran =
        run_at(daemon, {"history", "--policy", "night ly", "--desktop", "ecd-1", "--outcome", "failed", "--since",
                        "24h", "--until", "2026-11-24T18:00:00Z", "--slot", "7", "--limit", "6"});
    CHECK(ran.code == 0);
    CHECK(ran.out.find("QuotaExceeded.Snapshot") != std::string::npos);
    CHECK(ran.err == "the newest 6 lines; more with --limit\n");
    CHECK(nlohmann::json::parse(run_at(daemon, {"history", "--json"}).out)["entries"].size() == 6);
    daemon.stop();

    REQUIRE(daemon.fake.queries.size() == 2);
    const auto& query = daemon.fake.queries[0];
    CHECK(query.policy == "night ly");
    CHECK(query.desktop_id == "ecd-1");
    CHECK(query.outcome == core::Outcome::failed);
    CHECK(core::utc_text(query.since.value()) == "2026-11-23T18:10:00.000Z");  // before the daemon's now
    CHECK(core::utc_text(query.until.value()) == "2026-11-24T18:00:00.000Z");
    CHECK(query.slot_id == 7);
    CHECK(query.limit == 6);
}

TEST_CASE("run: opens a slot and says where to look") {
    tests::ServingDaemon daemon;
    const auto ran = run_at(daemon, {"run", "nightly"});
    CHECK(ran.code == 0);
    CHECK(ran.out == "slot 7 of nightly is open; see `ecdsnap history --slot 7`\n");
    CHECK(run_at(daemon, {"--json", "run", "nightly"}).out == "{\"slot\":7}\n");
    daemon.stop();
    CHECK(daemon.fake.runs == std::vector<std::string>{"nightly", "nightly"});
}

TEST_CASE("run --wait: follows the slot to its end, shows the result, and tells by its exit code") {
    tests::ServingDaemon daemon;
    SUBCASE("all done") {
        daemon.fake.slots = {tests::sample_slot(), tests::sample_slot(), closed_slot(5, 0)};
        const auto ran = run_at(daemon, {"run", "nightly", "--wait"});
        CHECK(ran.code == 0);
        CHECK(ran.err ==
              "nightly [################....]  80% 1 done, 1 skipped, 1 missed, 1 failed, 1 open\n"
              "nightly [####################] 100% 5 done, 0 skipped, 0 missed, 0 failed, 0 open\n");
        CHECK(ran.out.find("DESKTOP  NAME") == 0);
        CHECK(ran.out.find("5 disks: ") != std::string::npos);
    }
    SUBCASE("some failed") {
        daemon.fake.slots = {closed_slot(4, 1)};
        CHECK(run_at(daemon, {"run", "nightly", "--wait"}).code == 10);
        const auto json = run_at(daemon, {"run", "nightly", "--wait", "--json"});
        CHECK(json.code == 10);
        const auto result = nlohmann::json::parse(json.out);
        CHECK(result["slot"]["failed"] == 1);
        CHECK(result["entries"].size() == 6);
    }
    SUBCASE("on a terminal the bar is redrawn") {
        daemon.fake.slots = {tests::sample_slot(), closed_slot(5, 0)};
        const auto ran = run({"--socket", daemon.socket().string(), "run", "nightly", "--wait"}, true);
        CHECK(ran.err.front() == '\r');
        CHECK(ran.err.find('\n') == ran.err.size() - 1);
    }
    SUBCASE("the slot is not there any more") {
        auto other = tests::sample_slot();
        other.id = 8;
        daemon.fake.slots = {other};
        CHECK(run_at(daemon, {"run", "nightly", "--wait"}).code == 2);
    }
}

TEST_CASE("pause and resume: one policy, a site or everything") {
    tests::ServingDaemon daemon;
    const auto paused =
        run_at(daemon, {"pause", "nightly", "--until", "2026-11-25T06:00:00Z", "--reason", "image update"});
    CHECK(paused.code == 0);
    CHECK(paused.out.starts_with("policy nightly is paused until 2026-11-25T06:00:00Z by "));
    CHECK(paused.out.ends_with(": image update\n"));
    CHECK(run_at(daemon, {"pause", "--site", "main/cn-hangzhou", "--until", "3h", "--reason", "x"}).code == 0);
    const auto json = run_at(daemon, {"pause", "--all", "--until", "3h", "--reason", "x", "--json"});
    CHECK(nlohmann::json::parse(json.out)["paused"]["scope"] == "everything");
    const auto resumed = run_at(daemon, {"resume", "--site", "main/cn-hangzhou"});
    CHECK(resumed.code == 0);
    CHECK(resumed.out == "site main/cn-hangzhou is no longer paused\n");
    CHECK(nlohmann::json::parse(run_at(daemon, {"resume", "--all", "--json"}).out)["resumed"]["name"] == nullptr);
    daemon.stop();
    REQUIRE(daemon.fake.pauses.size() == 3);
    CHECK(daemon.fake.pauses[1].key == core::PauseKey{core::PauseScope::site, "main/cn-hangzhou"});
    CHECK(daemon.fake.pauses[1].until == tests::sample_status().now + std::chrono::hours{3});
    CHECK(daemon.fake.pauses[0].reason == "image update");
    CHECK(daemon.fake.resumes.size() == 2);
}

TEST_CASE("pause: what it breaks of objectives is told below it") {
    tests::ServingDaemon daemon;
    const auto paused =
        run_at(daemon, {"pause", "weekly", "--until", "2026-11-26T06:00:00Z", "--reason", "image update"});
    CHECK(paused.code == 0);
    CHECK(
        paused.out.find("\nwarning: policy weekly breaks its rpo of 10d at 2026-11-24T19:00:00Z: its newest snapshots "
                        "are of 2026-11-14T19:00:00Z, and ") != paused.out.npos);
    const auto json = run_at(daemon, {"pause", "weekly", "--until", "2026-11-26T06:00:00Z", "--reason", "x", "--json"});
    CHECK(nlohmann::json::parse(json.out)["breaks"][0]["breaks_at"] == "2026-11-24T19:00:00Z");
    daemon.stop();
}

TEST_CASE("pause and resume: what is not understood ends with 2") {
    tests::ServingDaemon daemon;
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{"pause", "--until", "3h", "--reason", "x"},
          {"pause", "nightly", "--until", "3h"},
          {"pause", "nightly", "--reason", "x"},
          {"pause", "nightly", "--all", "--until", "3h", "--reason", "x"},
          {"pause", "nightly", "--site", "a/b", "--until", "3h", "--reason", "x"},
          {"pause", "nightly", "--until", "soon", "--reason", "x"},
          {"resume"},
          {"resume", "--all", "--site", "a/b"}}) {
        const auto ran = run_at(daemon, arguments);
        CHECK(ran.code == 2);
        CHECK(ran.err != "");
    }
    CHECK(daemon.fake.pauses.empty());
    CHECK(daemon.fake.resumes.empty());
}

TEST_CASE("reload: says whether the new configuration is in force, and what it changes") {
    tests::ServingDaemon daemon;
    CHECK(run_at(daemon, {"reload"}).out == "the new configuration is in force\n");
    daemon.fake.report.backed_up_before = 4;
    daemon.fake.report.backed_up_after = 5;
    daemon.fake.report.gained = 1;
    daemon.fake.report.changes = {"policy nightly: 1 desktop gained (ecd-\x1b)", "all policies: 4 -> 5"};
    const auto ran = run_at(daemon, {"reload"});
    CHECK(ran.code == 0);
    CHECK(ran.out ==
          "the new configuration is in force\npolicy nightly: 1 desktop gained (ecd-\\x1b)\nall policies: 4 -> 5\n");
    const auto json = nlohmann::json::parse(run_at(daemon, {"reload", "--json"}).out);
    CHECK(json["reloaded"] == true);
    CHECK(json["gained"] == 1);
    CHECK(json["changes"].size() == 2);
    daemon.stop();
    CHECK(daemon.fake.forces == std::vector<ports::ReloadForce>(3, ports::ReloadForce::no));
}

TEST_CASE("reload: what the limits refuse ends with 1, and goes ahead by force") {
    tests::ServingDaemon daemon;
    daemon.fake.report.refused = "9 of 10 would be lost\nthe configuration in force stays\n";
    daemon.fake.report.lost = 9;
    daemon.fake.report.unlisted = "main/cn-shanghai";
    daemon.fake.report.changes = {"policy nightly: 9 desktops lost"};
    const auto ran = run_at(daemon, {"reload"});
    CHECK(ran.code == 1);
    CHECK(ran.out == "policy nightly: 9 desktops lost\n");
    CHECK(ran.err == "ecdsnap: 9 of 10 would be lost\nthe configuration in force stays\n");
    const auto json_ran = run_at(daemon, {"reload", "--json"});
    CHECK(json_ran.code == 1);
    const auto json = nlohmann::json::parse(json_ran.out);
    CHECK(json["reloaded"] == false);
    CHECK(json["error"]["code"] == "reload_limited");
    CHECK(json["lost"] == 9);
    CHECK(json["not_listed_yet"] == "main/cn-shanghai");
    daemon.stop();
    tests::ServingDaemon forced;
    CHECK(run_at(forced, {"reload", "--force"}).code == 0);
    forced.stop();
    CHECK(forced.fake.forces == std::vector<ports::ReloadForce>{ports::ReloadForce::yes});
}

TEST_CASE("approve: a policy, with a number or without") {
    tests::ServingDaemon daemon;
    const auto ran = run_at(daemon, {"approve", "nightly"});
    CHECK(ran.code == 0);
    CHECK(ran.out == "policy nightly may run over up to 4400 desktops\n");
    const auto json = run_at(daemon, {"approve", "nightly", "--up-to", "1", "--json"});
    CHECK(nlohmann::json::parse(json.out)["approved"]["up_to"] == 1);
    CHECK(run_at(daemon, {"approve"}).code == 2);
    CHECK(run_at(daemon, {"approve", "nightly", "--up-to", "many"}).code == 2);
    CHECK(run_at(daemon, {"approve", "nightly", "--up-to", "1000001"}).code == 2);
    core::Error error;
    error.kind = core::ErrorClass::not_ready;
    error.message = "not listed yet";
    daemon.stop();
    REQUIRE(daemon.fake.approvals.size() == 2);
    CHECK(daemon.fake.approvals[1].up_to == 1);
    tests::ServingDaemon unready;
    unready.fake.problem = error;
    CHECK(run_at(unready, {"approve", "nightly"}).code == 1);
    CHECK(run_at(unready, {"approve", "nightly"}).err == "ecdsnap: not listed yet\n");
}

TEST_CASE("the socket is found through the configuration, also while its files have problems") {
    tests::ServingDaemon daemon;
    const tests::TemporaryFolder folder;
    const auto config = folder.path() / "ecdsnapd.yaml";
    std::ofstream(config) << "accounts: nonsense\ncontrol: {socket: link.sock}\n";
    std::filesystem::create_symlink(daemon.socket(), folder.path() / "link.sock");
    CHECK(run({"--config", config.string(), "reload"}).code == 0);
    CHECK(run({"reload", "--config", (folder.path() / "other.yaml").string()}).code == 2);
    CHECK(run({"reload", "--config", config.string(), "--socket", daemon.socket().string()}).code == 2);
}

TEST_CASE("check: a configuration with problems ends with 2 and tells each of them") {
    const tests::TemporaryFolder folder;
    const auto config = folder.path() / "ecdsnapd.yaml";
    std::filesystem::create_directory(folder.path() / "policies.d");
    std::ofstream(folder.path() / "policies.d" / "a.yaml")
        << "policies:\n  - name: nightly\n    select: {name: \"*\"}\n    schedule: {cron: \"0 2 * * *\"}\n";
    std::ofstream key(folder.path() / "key.json");
    std::filesystem::permissions(folder.path() / "key.json", std::filesystem::perms{0644});
    const std::string good = "accounts:\n  - name: main\n    regions: [cn-hangzhou]\npolicies: policies.d\n";

    std::ofstream(config) << good;
    const auto passed = run({"check", "--config", config.string()});
    CHECK(passed.err == "");
    CHECK(passed.code == 0);
    CHECK(passed.out.find("good: 1 account, 1 policy in 2 files\n") != std::string::npos);
    CHECK(nlohmann::json::parse(run({"check", "--config", config.string(), "--json"}).out)["good"] == true);

    std::ofstream(config)
        << "accounts:\n  - name: main\n    credentials: {file: key.json}\n    regions: [cn-hangzhou]\n"
           "policies: policies.d\nowmer: x\n";
    const auto refused = run({"check", "--config", config.string()});
    CHECK(refused.code == 2);
    CHECK(refused.err.find("can be read by others (mode 0644)") != std::string::npos);
    CHECK(refused.err.find("chmod 600") != std::string::npos);
    CHECK(refused.err.find("owner") != std::string::npos);
    CHECK(refused.err.find("2 problems: this configuration cannot be used\n") != std::string::npos);
    const auto json = nlohmann::json::parse(run({"check", "--config", config.string(), "--json"}).out);
    CHECK(json["good"] == false);
    CHECK(json["problems"].size() == 2);
    CHECK(json["problems"][1]["line"] == 6);
}

TEST_CASE("show: a policy with all it inherits, from the configuration alone") {
    const tests::TemporaryFolder folder;
    const auto config = folder.path() / "ecdsnapd.yaml";
    std::filesystem::create_directory(folder.path() / "policies.d");
    std::ofstream(folder.path() / "policies.d" / "a.yaml")
        << "templates:\n  daily: {schedule: {cron: \"0 2 * * *\", timezone: UTC}}\n"
           "policies:\n  - name: nightly\n    template: daily\n    select: {name: \"*\"}\n";
    std::ofstream(config) << "accounts:\n  - name: main\n    regions: [cn-hangzhou]\npolicies: policies.d\n";
    const auto show = [&](std::vector<std::string> more) {
        more.insert(more.begin(), {"show", "--config", config.string()});
        return run(std::move(more));
    };
    const auto list = show({});
    CHECK(list.code == 0);
    CHECK(list.out.find("POLICY") == 0);
    CHECK(list.out.find("a.yaml:4  daily\n") != std::string::npos);
    CHECK(nlohmann::json::parse(show({"--json"}).out)["policies"][0]["templates"][0] == "daily");

    const auto one = show({"nightly"});
    CHECK(one.code == 0);
    CHECK(one.out.find("      cron: \"0 2 * * *\"") != std::string::npos);
    CHECK(one.out.find("a.yaml:2 (template daily)\n") != std::string::npos);
    const auto json = nlohmann::json::parse(show({"nightly", "--json"}).out);
    std::map<std::string, nlohmann::json> keys;
    for (const auto& key : json["keys"])
        keys[key["key"].back().get<std::string>()] = key;
    CHECK(keys.at("cron")["from"] == "template");
    CHECK(keys.at("cron")["line"] == 2);
    CHECK(keys.at("attempts")["value"] == 5);
    CHECK(keys.at("attempts")["file"] == nullptr);
    CHECK(keys.at("running")["value"] == true);

    const auto unknown = show({"nightli"});
    CHECK(unknown.code == 2);
    CHECK(unknown.err == "ecdsnap: there is no policy \"nightli\"; did you mean \"nightly\"?\n");
    std::ofstream(folder.path() / "policies.d" / "b.yaml") << "policies:\n  - {name: b, template: none}\n";
    const auto broken = show({"nightly"});
    CHECK(broken.code == 2);
    CHECK(broken.err.find("\"none\" is no template") != std::string::npos);
}

TEST_CASE("what the daemon refuses is told, with the exit code for it") {
    struct Row {
        core::ErrorClass kind;
        int code;
    };
    for (const auto& row : {Row{core::ErrorClass::bad_request, 2}, Row{core::ErrorClass::gone, 2},
                            Row{core::ErrorClass::clock_skew, 1}, Row{core::ErrorClass::local, 1}}) {
        tests::ServingDaemon daemon;
        core::Error error;
        error.kind = row.kind;
        error.message = "a.yaml:3:1: unknown key 'x'\nb.yaml:4:1: \x1b[2J";
        daemon.fake.problem = error;
        const auto ran = run_at(daemon, {"reload"});
        CHECK(ran.code == row.code);
        CHECK(ran.err == "ecdsnap: a.yaml:3:1: unknown key 'x'\nb.yaml:4:1: \\x1b[2J\n");
        CHECK(run_at(daemon, {"run", "x"}).code == row.code);
        CHECK(run_at(daemon, {"run", "x", "--wait"}).code == row.code);
        CHECK(run_at(daemon, {"history"}).code == row.code);
    }
}

TEST_CASE("without a daemon every command says so and ends with 1") {
    const std::string socket = "/nonexistent/control.sock";
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"status"}, {"history"}, {"history", "--since", "7d"}, {"run", "x"}, {"reload"}}) {
        auto arguments = command;
        arguments.insert(arguments.end(), {"--socket", socket});
        const auto ran = run(arguments);
        INFO(command.front());
        CHECK(ran.code == 1);
        CHECK(ran.err == "ecdsnap: no daemon answers at " + socket + ": is it started? systemctl status ecdsnapd\n");
        CHECK(ran.out == "");
    }
}

TEST_CASE("a command line that is not understood ends with 2, help with 0") {
    for (const std::vector<std::string>& arguments : {std::vector<std::string>{},
                                                      {"stat"},
                                                      {"run"},
                                                      {"run", "a", "b"},
                                                      {"history", "--outcome", "good"},
                                                      {"history", "--limit", "0"},
                                                      {"history", "--since", "soon"},
                                                      {"status", "--jsn"},
                                                      {"--socket"}}) {
        const auto ran = run(arguments);
        CHECK(ran.code == 2);
        CHECK(ran.err != "");
    }
    const auto help = run({"--help"});
    CHECK(help.code == 0);
    CHECK(help.out.find("Exit codes: 0 good") != std::string::npos);
    for (const char* command : {"status", "history", "run", "pause", "resume", "check", "show", "approve", "reload"}) {
        const auto ran = run({command, "--help"});
        CHECK(ran.code == 0);
        CHECK(ran.out.find("Example") != std::string::npos);
    }
}
