// The command as a whole, on small configurations.
#include "cli/command_line.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

using namespace ecdsnap;

namespace {

struct Ran {
    int code = 0;
    std::string out;
    std::string err;

    bool says(const std::string& words) const { return (out + err).find(words) != std::string::npos; }
};

// A configuration whose key file does not exist; 2026-11-30 23:59:30 UTC.
class Configured {
public:
    Configured() {
        std::string name = (std::filesystem::temp_directory_path() / "ecdsnap-simulate-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        folder = name;
        std::filesystem::create_directory(folder / "policies.d");
        std::ofstream(folder / "ecdsnapd.yaml") << "accounts:\n  - name: main\n    credentials: {file: none.json}\n    "
                                                   "regions: [cn-hangzhou, cn-shanghai]\n"
                                                   "policies: policies.d\n";
        policy("nightly", "{name: \"*\"}", "0 2 * * *");
    }
    ~Configured() { std::filesystem::remove_all(folder); }
    Configured(const Configured&) = delete;
    Configured& operator=(const Configured&) = delete;

    void policy(const std::string& name, const std::string& select, const std::string& cron) const {
        std::ofstream(folder / "policies.d" / (name + ".yaml"))
            << "policies:\n  - name: " << name << "\n    select: " << select << "\n    schedule: {cron: \"" << cron
            << "\", timezone: Asia/Shanghai, window: 1h}\n";
    }

    Ran run(std::vector<std::string> arguments, bool progress_moves = false) const {
        std::ostringstream out;
        std::ostringstream err;
        cli::Terminal terminal{
            out, err, 0, progress_moves, {}, [] {
                                   return core::WallTime{core::Millis{1'796'083'170'000}}; }};
        arguments.insert(arguments.begin(), {"simulate", "--config", (folder / "ecdsnapd.yaml").string()});
        Ran ran;
        ran.code = cli::run_command_line(std::move(arguments), terminal);
        ran.out = out.str();
        ran.err = err.str();
        return ran;
    }

    std::filesystem::path folder;
};

std::string keys(const nlohmann::ordered_json& object) {
    std::string all;
    for (const auto& [key, value] : object.items())
        all += (all.empty() ? "" : " ") + key;
    return all;
}

}  // namespace

TEST_CASE("a configuration is simulated without its keys, over a made-up fleet, and the report says so") {
    const Configured configured;
    const auto ran = configured.run({"--days", "2", "--desktops", "3"});
    CHECK(ran.code == 0);
    CHECK(ran.err.empty());
    CHECK(ran.out.find("2 days from 2026-12-01 08:00 CST: 1 policy, 6 desktops in 2 sites\n"
                       "assumed: a snapshot takes 2m to 20m, an answer 50 to 300 ms, every desktop keeps its state; "
                       "seed 1\n"
                       "! the fleet is made up, to fit the policies; --inventory FILE simulates a real one\n") == 0);
    CHECK(ran.says("nightly  0 2 * * * Asia/Shanghai         6      8      2     0     16    16        0       0"));
    CHECK(ran.says("2026-12-02 02:00 CST  2026-12-03 02:00 CST"));
    CHECK(ran.says("16 snapshots on 8 disks; most on one disk: 2 ("));
    CHECK(ran.says("Nothing deletes them yet."));
    CHECK(ran.says("\nsimulated in 0.0 s; no cloud was asked\n"));
}

TEST_CASE("the same seed gives the same JSON, another one does not") {
    const Configured configured;
    const std::vector<std::string> arguments{"--days", "1", "--json", "--policy", "nightly"};
    const auto ran = configured.run(arguments);
    CHECK(ran.code == 0);
    CHECK(ran.out == configured.run(arguments).out);
    auto other = arguments;
    other.insert(other.end(), {"--seed", "2"});
    CHECK(configured.run(other).out != ran.out);
}

TEST_CASE("JSON has the documented names") {
    const Configured configured;
    const std::vector<std::string> arguments{
        "--days", "1", "--desktops", "2", "--json", "--outage", "cn-hangzhou@17h50m+1h30m"};
    const auto ran = configured.run(arguments);
    CHECK(ran.code == 10);
    const auto json = nlohmann::ordered_json::parse(ran.out);
    CHECK(keys(json) == "good from until ended fleet_made_up notes assumed policies sites snapshots not_done");
    CHECK(keys(json["assumed"]) ==
          "seed snapshot_least_seconds snapshot_most_seconds answer_least_seconds answer_most_seconds outages");
    CHECK(keys(json["assumed"]["outages"][0]) == "site begin end");
    const auto& policy = json["policies"][0];
    CHECK(keys(policy) ==
          "name schedule timezone window_seconds desktops disks slots_opened slots_not_opened slots_taken tasks done "
          "skipped "
          "missed failed unsettled endings finish slots");
    CHECK(keys(policy["endings"][0]) == "outcome reason count");
    CHECK(keys(policy["finish"]) == "median_seconds longest_seconds longest_slot latest_start_seconds");
    CHECK(keys(policy["slots"][0]) ==
          "instant local_time opened catch_up reason begin window_end last_start finished tasks done skipped missed "
          "failed unsettled");
    const auto& site = json["sites"][0];
    CHECK(keys(site) ==
          "site desktops requests_per_second_limit creates_per_second_allowed calls throttled peak_per_second peak_at "
          "timeline");
    CHECK(keys(site["calls"]) == "DescribeDesktops DescribeSnapshots CreateSnapshot");
    CHECK(keys(site["timeline"]) == "span_seconds calls peak_per_second");
    CHECK(keys(json["snapshots"]) == "snapshots disks most");
    CHECK(keys(json["snapshots"]["most"]) == "site desktop_id desktop_name disk snapshots");
    CHECK(keys(json["not_done"][0]) == "policy outcome reason explanation detail count slots first_slot examples");
    CHECK(json["good"] == false);
    CHECK(policy["done"] == 3);
    CHECK(policy["missed"] == 3);
    CHECK(json["not_done"][0]["reason"] == "answer_lost");
}

TEST_CASE("a limit below the need leaves disks missed and tells the need") {
    const Configured configured;
    const auto ran = configured.run({"--days", "1", "--desktops", "40", "--limit", "cn-shanghai=0.005"});
    CHECK(ran.code == 10);
    CHECK((ran.says("missed, throttled") || ran.says("missed, no_capacity")));
    CHECK(
        ran.says("! policy nightly: 60 disks of main/cn-shanghai in a window of 1h need 0.01667 CreateSnapshot a "
                 "second; 0.005 is allowed: they do not fit\n"));
    CHECK_FALSE(ran.says("60 disks of main/cn-hangzhou"));
}

TEST_CASE("policies are chosen by name; one that matches nothing or has no slot is named") {
    const Configured configured;
    configured.policy("yearly", "{name: \"*\"}", "0 0 1 6 *");
    configured.policy("nobody", "{name: zzz}", "0 3 * * *");
    const auto inventory = (configured.folder / "h.json").string();
    std::ofstream(inventory) << R"({"Desktops": [{"DesktopId": "ecd-1", "DesktopStatus": "Running"}]})";
    const auto ran = configured.run({"--days", "1", "--inventory", "cn-hangzhou=" + inventory});
    CHECK(ran.code == 0);
    CHECK(ran.says("! policy nobody matches no desktop\n"));
    CHECK(ran.says("! policy yearly has no slot in this time\n"));
    CHECK(ran.says("! the inventory has no desktop of main/cn-shanghai\n"));
    CHECK_FALSE(ran.says("made up"));
    const auto one = configured.run({"--days", "1", "--policy", "nightly", "--policy", "yearly"});
    CHECK(one.says(": 2 policies, "));
    CHECK_FALSE(one.says("nobody"));
    const auto unknown = configured.run({"--policy", "nightli"});
    CHECK(unknown.code == 2);
    CHECK(unknown.err ==
          "ecdsnap: --policy: there is no policy 'nightli' (allowed: nightly, nobody, yearly); did you mean "
          "'nightly'?\n");
}

TEST_CASE("what cannot be used ends with code 2 and says which option it is") {
    const Configured configured;
    const auto refused = [&](std::vector<std::string> arguments) {
        const auto ran = configured.run(std::move(arguments));
        CHECK(ran.code == 2);
        CHECK(ran.out.empty());
        return ran.err;
    };
    CHECK(refused({"--from", "soon"}).find("ecdsnap: --from: 'soon' is not a time (allowed: 2026-12-01, ") == 0);
    CHECK(refused({"--outage", "all"}).find("ecdsnap: --outage: 'all' is not an outage (allowed: SITE@START") == 0);
    CHECK(refused({"--limit", "x"}).find("ecdsnap: --limit: 'x' is no number") == 0);
    CHECK(refused({"--snapshot-time", "x"}).find("ecdsnap: --snapshot-time: 'x' is not a duration") == 0);
    CHECK(refused({"--inventory", "none.json"}).find("ecdsnap: --inventory: none.json: cannot be read") == 0);
    CHECK(refused({"--days", "0"}).find("--days") == 0);
    configured.policy("broken", "{nane: x}", "0 3 * * *");
    CHECK(refused({}).find("broken.yaml:3:") != std::string::npos);
}

TEST_CASE("a chart is written where it was asked for, or the command fails") {
    const Configured configured;
    const auto file = (configured.folder / "chart.svg").string();
    CHECK(configured.run({"--days", "1", "--svg", file}).code == 0);
    std::ostringstream svg;
    svg << std::ifstream(file).rdbuf();
    CHECK(svg.str().find("<svg xmlns=\"http://www.w3.org/2000/svg\"") == 0);
    CHECK(svg.str().ends_with("</svg>\n"));
    const auto failed = configured.run({"--days", "1", "--svg", "/nonexistent/chart.svg"});
    CHECK(failed.code == 1);
    CHECK(failed.err == "ecdsnap: the chart cannot be written to /nonexistent/chart.svg: No such file or directory\n");
}

TEST_CASE("progress is shown on a terminal only, and wiped away") {
    const Configured configured;
    const auto ran = configured.run({"--days", "1"}, true);
    CHECK(ran.err.find("\rsimulating [####................]  20% ") != std::string::npos);
    CHECK(ran.err.ends_with("\r\x1b[K"));
}
