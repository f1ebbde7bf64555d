#include "policy_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace ecdsnap;
using namespace ecdsnap::adapters;
using namespace ecdsnap::tests;
using namespace std::chrono_literals;

namespace {

struct Row {
    const char* more;
    const char* problem;
};
const Row wrong_values[] = {
    {"states: {running: on}", "states.running: \"on\" is not true or false (allowed: true, false); write true"},
    {"states: {running: False}", "states.running: \"False\" is not true or false (allowed: true, false); write false"},
    {"states: {running: \"true\"}",
     "states.running: \"true\" is text, not true or false (allowed: true, false); write it without quotes"},
    {"states: {running: maybe}", "states.running: \"maybe\" is not true or false (allowed: true, false)"},
    {"states: {running: }", "states.running: the value is missing (allowed: true, false)"},
    {"states: {running: ~}", "states.running: the value is missing (allowed: true, false)"},
    {"states: true",
     "states: text stands where keys belong (allowed: the keys running, stopped, hibernated, prefer, prefer_until)"},
    {"states: [running]",
     "states: a list stands where keys belong (allowed: the keys running, stopped, hibernated, prefer, prefer_until)"},
    {"states:", "states: the value is missing (allowed: the keys running, stopped, hibernated, prefer, prefer_until)"},
    {"retry: {attempts: 010}",
     "retry.attempts: \"010\" is not a whole number (allowed: 1 to 100); write it without the leading zero"},
    {"retry: {attempts: 0x1F}", "retry.attempts: \"0x1F\" is not a whole number (allowed: 1 to 100)"},
    {"retry: {attempts: 1e3}", "retry.attempts: \"1e3\" is not a whole number (allowed: 1 to 100)"},
    {"retry: {attempts: 1_0}", "retry.attempts: \"1_0\" is not a whole number (allowed: 1 to 100); did you mean 10?"},
    {"retry: {attempts: 5.0}", "retry.attempts: \"5.0\" is not a whole number (allowed: 1 to 100)"},
    {"retry: {attempts: -1}", "retry.attempts: \"-1\" is not a whole number (allowed: 1 to 100)"},
    {"retry: {attempts: +1}", "retry.attempts: \"+1\" is not a whole number (allowed: 1 to 100)"},
    {"retry: {attempts: 0}", "retry.attempts: \"0\" is too small (allowed: 1 to 100)"},
    {"retry: {attempts: 101}", "retry.attempts: \"101\" is too large (allowed: 1 to 100)"},
    {"retry: {attempts: 99999999999999999999}",
     "retry.attempts: \"99999999999999999999\" is too large (allowed: 1 to 100)"},
    {"completion: 45",
     "completion: \"45\" is not a duration (allowed: 30s, 45m, 3h, 1h30m, 2d); add a unit, such as 45m"},
    {"completion: 1:30",
     "completion: \"1:30\" is not a duration (allowed: 30s, 45m, 3h, 1h30m, 2d); did you mean \"1h30m\"?"},
    {"completion: 2 days and 3 hours",
     "completion: \"2 days and 3 hours\" is not a duration (allowed: 30s, 45m, 3h, 1h30m, 2d); did you mean "
     "\"2d3h\"?"},
    {"completion: 1.5h",
     "completion: \"1.5h\" is not a duration (allowed: 30s, 45m, 3h, 1h30m, 2d); a unit is missing"},
    {"completion: -3h",
     "completion: \"-3h\" is not a duration (allowed: 30s, 45m, 3h, 1h30m, 2d); a digit is expected, not '-'"},
    {"completion: {h: 3}",
     "completion: a mapping stands where text belongs (allowed: 1s to 30d); text that starts with { needs quotes"},
    {"completion: 31d", "completion: \"31d\" is too long (allowed: 1s to 30d)"},
    {"completion: 999ms", "completion: \"999ms\" is too short (allowed: 1s to 30d)"},
    {"disks: data", "disks: \"data\" stands where a list belongs (allowed: system, data); write [data]"},
    {"disks: []", "disks: the list is empty (allowed: system, data)"},
    {"disks: [data, data]", "disks[1]: \"data\" stands here a second time; keep one of them"},
    {"disks: [[data]]", "disks[0]: a list stands where text belongs (allowed: system, data)"},
    {"disks: [Data]", "disks[0]: \"Data\" is not a known word (allowed: system, data); did you mean \"data\"?"},
    {"select: {name: []}",
     "select.name: the list is empty (allowed: one pattern or a list of them; * is any text, "
     "? one character, \\ takes the next one as it is)"},
    {"select: {name: [a, a]}",
     "select.name[1]: \"a\" stands here a second time; the first is in line 4; keep one of them"},
    {"select: {ids: [win-1]}", "select.ids[0]: \"win-1\" is not a desktop's id (allowed: ecd-...)"},
    {"select: {tags: [env]}", "select.tags: tags are written as keys and values; for example {env: prod}"},
    {"select: {tags: {}}", "select: selects nothing (allowed: name: \"*\" for all desktops)"},
    {"select: {office_site: a, office_sites: [b]}",
     "select.office_sites: office_site and office_sites are the same key; keep one of them"},
    {"snapshot: {name: {policy}}",
     "snapshot.name: a mapping stands where text belongs (allowed: text with {policy}, {desktop_id}, "
     "{desktop_name}, "
     "{office_site}, {account}, {region}, {disk}, {key}, {slot:%Y%m%d-%H%M}); text that starts with { needs "
     "quotes"},
    {"snapshot: {description: \"{disk\"}", "snapshot.description: '{' is not closed; write {{ for a brace"},
    {"name_template: x",
     "name_template: unknown key (allowed: name, template, select, disks, mode, approve_above, states, schedule, "
     "priority, "
     "concurrency, skip_unchanged, objective, retry, "
     "completion, snapshot)"},
};
}  // namespace

TEST_CASE("a policy without optional keys has the defaults") {
    const auto set = read_with("completion: 24h");
    REQUIRE(set.problems.empty());
    REQUIRE(set.policies.size() == 1);
    const auto& policy = set.policies[0];
    CHECK(policy.name == "nightly");
    CHECK(policy.source == "p.yaml:2");
    CHECK(policy.select == core::select_names({"*"}));
    CHECK(policy.disks == core::DiskSet{true, true});
    CHECK(policy.schedule.timetable.text() == "0 2 * * * Asia/Shanghai");
    CHECK(policy.schedule.timezone == "Asia/Shanghai");
    CHECK(policy.schedule.zone.name() == "Asia/Shanghai");
    CHECK(policy.schedule.catch_up == core::CatchUp::latest);
    CHECK(policy.schedule.catch_up_within == 12h);
    CHECK(policy.schedule.on_enable == core::OnEnable::wait);
    core::TaskRules rules;
    rules.name_template = "{policy}-{desktop_id}-{slot:%Y%m%d-%H%M}-{disk}";
    rules.description_template = "backup of {desktop_name}";
    rules.timezone = "Asia/Shanghai";
    CHECK(policy.rules == rules);
}

TEST_CASE("every key is read") {
    const auto set = read_text(R"(policies:
  - name: all-keys
    select:
      ids: [ecd-2, ecd-1]
      name: ["a*", b]
      tags: {env: prod, cost: 42, note: ""}
      office_sites: [cn-hangzhou+dir-1]
    disks: [data]
    states: {running: false, stopped: true, hibernated: skip, prefer: stopped, prefer_until: 20m}
    priority: 91
    concurrency: {per_site: 20, per_office_site: 3}
    skip_unchanged: 7d
    schedule: {cron: "30 1 * * mon", timezone: Europe/Berlin, spread: 10m, window: 2h, catch_up: none,
               catch_up_within: 3d, on_enable: run, overlap: replace}
    retry: {first: 1s, most: 1m30s, attempts: 7}
    completion: 6h
    snapshot: {name: "x-{key}", description: ""}
)");
    REQUIRE(set.problems.empty());
    CHECK(set.warnings.empty());
    const auto& policy = set.policies.at(0);
    CHECK(policy.select.has_condition());  // every key of it: selector_reader_test
    CHECK(policy.disks == core::DiskSet{false, true});
    CHECK(policy.schedule.timetable ==
          core::Timetable({core::cron_recurrence(core::CronExpression::parse("30 1 * * 1").value(), "",
                                                 policy.schedule.zone, "")}));
    CHECK(policy.schedule.timezone == "Europe/Berlin");
    CHECK(policy.schedule.catch_up == core::CatchUp::none);
    CHECK(policy.schedule.catch_up_within == 72h);
    CHECK(policy.schedule.on_enable == core::OnEnable::run);
    core::TaskRules rules;
    rules.states.running = false;
    rules.states.prefer = core::Preference::stopped;
    rules.states.prefer_until = 20min;
    rules.retry = {1s, 90s, 7};
    rules.priority = 91;
    rules.concurrency = {20, 3};
    rules.skip_unchanged = 7 * 24h;
    rules.overlap = core::Overlap::replace;
    rules.window = 2h;
    rules.spread = 10min;
    rules.completion = 6h;
    rules.name_template = "x-{key}";
    rules.description_template = "";
    rules.timezone = "Europe/Berlin";
    CHECK(policy.rules == rules);
}

TEST_CASE("hibernated desktops are woken where the policy says so") {
    const auto set = read_with("states: {hibernated: wake}");
    REQUIRE(set.problems.empty());
    CHECK(set.policies.at(0).rules.states.hibernated == core::Hibernated::wake);
    CHECK(set.policies.at(0).rules.states.running);
}

TEST_CASE("the defaults in the tables of policy keys are the defaults of the program") {
    // Every default written out must change nothing.
    std::string text = "policies:\n  - name: nightly\n    select: {name: \"*\"}\n";
    const auto level = [&](const auto& self, const std::vector<ConfigKey>& keys, const std::string& indent) -> void {
        for (const auto& key : keys) {
            if (key.key == "name" && key.required) continue;
            if (key.key == "select" || key.key == "template" || key.key == "every" || key.key == "anchor" ||
                key.key == "also" || key.key == "only_on" || key.key == "except_on" || key.key == "objective" ||
                key.key == "approve_above")
                continue;
            if (key.children != nullptr) {
                text += indent + std::string(key.key) + ":\n";
                self(self, key.children(), indent + "  ");
            } else if (key.key == "cron") {
                text += indent + "cron: \"0 2 * * *\"\n";
            } else {
                REQUIRE_MESSAGE(!key.standard.empty(), key.key);
                text += indent + std::string(key.key) + ": " + std::string(key.standard) + "\n";
            }
        }
    };
    level(level, policy_keys(), "    ");
    const auto written = read_text(text);
    const auto left_out =
        read_text("policies:\n  - name: nightly\n    select: {name: \"*\"}\n    schedule: {cron: \"0 2 * * *\"}\n");
    REQUIRE(written.problems.empty());
    REQUIRE(left_out.problems.empty());
    const auto& a = written.policies.at(0);
    const auto& b = left_out.policies.at(0);
    CHECK(a.rules == b.rules);
    CHECK(a.disks == b.disks);
    CHECK(a.schedule.timezone == b.schedule.timezone);
    CHECK(a.schedule.catch_up == b.schedule.catch_up);
    CHECK(a.schedule.catch_up_within == b.schedule.catch_up_within);
    CHECK(a.schedule.on_enable == b.schedule.on_enable);
}

TEST_CASE("values of the wrong kind are refused") {
    for (const auto& row : wrong_values)
        CHECK(only_problem(read_with(row.more)) == row.problem);
}

TEST_CASE("a problem inside a text stands at its own column") {
    const auto set =
        read_text("policies:\n  - name: n\n    select: {name: \"*\"}\n    schedule: {cron: \"0 25 * * *\"}\n");
    REQUIRE(set.problems.size() == 1);
    CHECK(set.problems[0].at == Position{4, 25});
    CHECK(set.problems[0].given == "0 25 * * *");
}

TEST_CASE("a mapping that stands twice is one problem, whichever of the two has the cron expression") {
    for (const char* more : {"schedule: {spread: 1m}\n    schedule: {cron: \"0 2 * * *\"}",
                             "schedule: {cron: \"0 2 * * *\"}\n    schedule: {spread: 1m, cron: \"0 2 * * *\"}"}) {
        const auto set = read_with(more);
        const auto repeats = [](const ConfigProblem& problem) {
            return problem.problem.starts_with("\"schedule\" stands here a second time");
        };
        CHECK(std::count_if(set.problems.begin(), set.problems.end(), repeats) == 1);
        REQUIRE(set.warnings.size() == 1);
        CHECK(set.warnings.front().at.line == 5);  // the one that was read
    }
}

TEST_CASE("rules over several values are checked beside other problems, and no key is blamed twice") {
    const auto set = read_text(
        "policies:\n  - name: Bad\n    select: {}\n    disk: [data]\n"
        "    schedule: {cron: x, timezone: UTC, spread: 2h, window: 1h}\n    retry: {first: 1h, most: 2 h}\n");
    Lines lines;
    for (const auto& problem : set.problems)
        lines.push_back(std::to_string(problem.at.line) + " " + problem.path);
    CHECK(lines == Lines{"2 name", "3 select", "4 disk", "6 retry.most", "5 schedule.cron", "5 schedule.window"});
    CHECK(set.policies.empty());
}

TEST_CASE("a policy without a time zone is read in UTC, with a warning") {
    const auto set =
        read_text("policies:\n  - name: n\n    select: {name: \"*\"}\n    schedule: {cron: \"0 2 * * *\"}\n");
    REQUIRE(set.policies.size() == 1);
    CHECK(set.policies[0].schedule.timezone == "UTC");
    CHECK(set.policies[0].rules.timezone == "UTC");
    REQUIRE(set.warnings.size() == 1);
    CHECK(text(set.warnings[0]) ==
          "p.yaml:4:22: schedule.timezone: is not given: the times are UTC; for example timezone: Asia/Shanghai");
}

TEST_CASE("what a cron expression may surprise with is a warning") {
    const auto set = read_with("schedule: {cron: \"0 2 */2 * mon\", timezone: UTC}");
    CHECK(set.problems.empty());
    REQUIRE(set.warnings.size() == 1);
    CHECK(set.warnings[0].path == "schedule.cron");
}

TEST_CASE("the file as a whole") {
    CHECK(read_text("").warnings.size() == 1);
    CHECK(read_text("").problems.empty());
    CHECK(read_text("policies: []\n").warnings.size() == 1);
    CHECK(text(read_text("policies:\n").problems.at(0)) ==
          "p.yaml:1:1: policies: the value is missing (allowed: the keys name, template, select, disks, mode, "
          "approve_above, states, "
          "schedule, priority, concurrency, skip_unchanged, objective, retry, "
          "completion, snapshot)");
    CHECK(text(read_text("policy: []\n").problems.at(0)) ==
          "p.yaml:1:1: policy: unknown key (allowed: policies, calendars, defaults, templates, include)");
    CHECK(read_text("policy: []\n").problems.size() == 2);  // and `policies` is missing
    CHECK(text(read_text("- name: x\n").problems.at(0)) ==
          "p.yaml:1:1: a list stands where keys belong (allowed: the keys policies, calendars, defaults, templates, "
          "include)");
    CHECK(text(read_text("policies:\n  - nightly\n").problems.at(0)) ==
          "p.yaml:2:5: text stands where keys belong (allowed: the keys name, template, select, disks, mode, "
          "approve_above, states, "
          "schedule, priority, concurrency, skip_unchanged, objective, retry, "
          "completion, snapshot)");
}

TEST_CASE("messages have no control characters, and long values are cut") {
    const auto set = read_with("completion: \"a\\e[31m\\n\"");
    REQUIRE(set.problems.size() == 1);
    const auto line = text(set.problems[0]);
    CHECK(line.find('\x1b') == std::string::npos);
    CHECK(line.find('\n') == std::string::npos);
    CHECK(text(read_with("completion: " + std::string(5000, 'x')).problems.at(0)).size() < 400);
    CHECK(text(read_with(std::string(900, 'x') + ": 1").problems.at(0)).size() < 400);
}

TEST_CASE("of a key that repeats only the last one is read, as it is the one that is shown") {
    const auto set = read_text(
        "policies:\n  - name: nightly\n    select: {name: \"*\"}\n    schedule: {spread: 1m}\n"
        "    schedule: {cron: \"0 2 * * *\", timezone: UTC}\n");
    REQUIRE(set.problems.size() == 1);
    CHECK(text(set.problems[0]).find("stands here a second time") != std::string::npos);
    REQUIRE(set.policies.size() == 1);
    CHECK(set.policies[0].rules.spread == 0ms);
}
