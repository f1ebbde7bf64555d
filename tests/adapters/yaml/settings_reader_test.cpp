#include "config_folder.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace ecdsnap;
using namespace ecdsnap::adapters;
using namespace ecdsnap::tests;
using namespace std::chrono_literals;

namespace {

const std::string good_main = "accounts:\n  - {name: main, regions: [cn-hangzhou]}\npolicies: policies.d\n";
const std::string good_policy =
    "policies:\n  - name: nightly\n    select: {name: \"*\"}\n    schedule: {cron: \"0 2 * * *\", timezone: UTC}\n";

// The problems of a main file beside one good policy.
Lines problems_of(const std::string& main_file) {
    const ConfigFolder folder;
    folder.write("ecdsnapd.yaml", main_file);
    folder.write("policies.d/nightly.yaml", good_policy);
    return folder.problems();
}

// The same for one more line of the file; without the position.
std::string problem_with(const std::string& line) {
    const auto problems = problems_of(good_main + line + "\n");
    return problems.size() == 1 ? problems[0].substr(problems[0].find(' ') + 1)
                                : std::to_string(problems.size()) + " problems";
}

// One of each mistake that people make, over five files.
void write_every_mistake(const ConfigFolder& folder) {
    folder.write("key.json", "{}");
    std::filesystem::permissions(folder.path() / "key.json", std::filesystem::perms{0644});
    folder.write("ecdsnapd.yaml",
                 "accounts:\n"
                 "  - name: main\n"
                 "    credentials: {file: key.json}\n"
                 "    regions: [cn-hangzhou]\n"
                 "    limts: {in_flight: 3}\n"
                 "policies: policies.d\n"
                 "history_days: many\n");
    folder.write("policies.d/a.yaml",
                 "policies:\n"
                 "  - name: nightly\n"
                 "    select: {name: \"*\"}\n"
                 "    schedule: {cron: \"61 2 * * *\", timezone: asia/shanghai, spread: 45m, window: 30m}\n"
                 "  - name: february\n"
                 "    select: {name: \"*\"}\n"
                 "    schedule:\n"
                 "      cron: \"0 2 30 2 *\"\n"
                 "      timezone: Asia/Shanghai\n"
                 "      window: 3 hours\n"
                 "    snapshot: {name: \"{polcy}-{disk}\"}\n");
    folder.write("policies.d/b.yaml",
                 "policies:\n"
                 "  - name: nightly\n"
                 "    select: {name: \"*\"}\n"
                 "    disks: [data]\n"
                 "    schedule: {cron: \"0 2 * * *\", timezone: UTC}\n"
                 "    disks: [system]\n");
    folder.write("policies.d/c.yaml",
                 "policies:\n"
                 "  - name: broken\n"
                 "    select: {name: *}\n");
    folder.write("policies.d/d.yaml",
                 "policies:\n"
                 "  - name: weekly\n"
                 "    select: {name: \"*\"}\n"
                 "    schedule: {cron: \"0 2 * * sun\", timezone: UTC, windw: 3h}\n");
}

}  // namespace

TEST_CASE("the smallest configuration has the defaults") {
    const ConfigFolder folder;
    folder.write("ecdsnapd.yaml", good_main);
    folder.write("policies.d/nightly.yaml", good_policy);
    const auto loaded = folder.load();
    REQUIRE(loaded.has_value());
    core::Settings defaults;
    defaults.accounts.emplace_back();
    defaults.accounts[0].name = "main";
    defaults.accounts[0].regions = {"cn-hangzhou"};
    defaults.policies = folder.path() / "policies.d";
    CHECK(loaded->settings == defaults);
    CHECK(loaded->policies.size() == 1);
    CHECK(loaded->warnings.empty());
    CHECK(loaded->files == std::vector<std::filesystem::path>{folder.path() / "ecdsnapd.yaml",
                                                              folder.path() / "policies.d/nightly.yaml"});
}

TEST_CASE("every key is read, and paths start at the file (metrics: metrics_reader_test)") {
    const ConfigFolder folder;
    folder.write("conf/ca.pem", "certificate");
    std::filesystem::create_directories(folder.path() / "conf/ca.d");
    folder.write("conf/key.json", "{}");
    std::filesystem::permissions(folder.path() / "conf/key.json", std::filesystem::perms{0600});
    folder.write("rules/nightly.yaml", good_policy);
    folder.write("conf/main.yaml", R"(owner: team-b
accounts:
  - name: one
    credentials: {file: key.json}
    regions: [cn-hangzhou, cn-shanghai]
    endpoint: http://127.0.0.1:18080
    ca_file: ca.pem
    ca_path: ca.d
    proxy: {url: "https://proxy.example:8443", user: me, password_file: key.json, ca_file: ca.pem,
            client_certificate: ca.pem, client_key: key.json}
    limits: {requests_per_second: 40, in_flight: 8, awake: 7, share: 80%}
  - {name: two, credentials: environment, regions: [cn-beijing], proxy: none}
  - {name: three, credentials: {profile: backup}, regions: [cn-beijing]}
  - {name: four, credentials: {systemd: ecd-key}, regions: [cn-beijing]}
policies: ../rules
tags: {skip: true, policy: true}
ledger: sqlite:state/../ledger.db
control: {socket: control.sock}
history_days: 30
inventory: {every: 90s}
grace: 0s
log: {format: json, level: warning, file: log, rotate_mib: 16, rotate_keep: 9}
)");
    const auto loaded = load_config(folder.path() / "conf/main.yaml", this_machine());
    REQUIRE(loaded.has_value());
    using Kind = core::CredentialSource::Kind;
    const auto conf = folder.path() / "conf";
    core::Settings expected;
    expected.owner = "team-b";
    expected.accounts = {{"one",
                          {Kind::file, {}, conf / "key.json"},
                          {"cn-hangzhou", "cn-shanghai"},
                          {},
                          {"http://127.0.0.1:18080", {}},
                          {},
                          {40, 8, 7, 80}},
                         {"two", {Kind::environment, {}, {}}, {"cn-beijing"}, {}, {}, {}, {}},
                         {"three", {Kind::profile, "backup", {}}, {"cn-beijing"}, {}, {}, {}, {}},
                         {"four", {Kind::systemd, "ecd-key", {}}, {"cn-beijing"}, {}, {}, {}, {}}};
    core::NetworkSettings& network = expected.accounts[0].network;
    network.ca_file = conf / "ca.pem";
    network.ca_path = conf / "ca.d";
    network.proxy.kind = core::ProxySettings::Kind::named;
    network.proxy.address = core::ProxyAddress{true, "proxy.example", 8443};
    network.proxy.user = "me";
    network.proxy.password_file = conf / "key.json";
    network.proxy.ca_file = conf / "ca.pem";
    network.proxy.client_certificate = conf / "ca.pem";
    network.proxy.client_key = conf / "key.json";
    expected.accounts[1].network.proxy.kind = core::ProxySettings::Kind::none;
    expected.policies = folder.path() / "rules";
    expected.ledger = conf / "ledger.db";
    expected.control_socket = conf / "control.sock";
    expected.coverage.skip_tag_counts = true;
    expected.coverage.policy_tag_counts = true;
    expected.history_days = 30;
    expected.inventory_every = 90s;
    expected.grace = 0s;
    expected.log = {core::LogFormat::json, core::LogLevel::warning, {conf / "log", 16, 9}};
    CHECK(loaded->settings == expected);
}

TEST_CASE("the defaults in the table of keys are the defaults of the program") {
    std::string text = "policies: policies.d\n";
    const auto level = [&](const auto& self, const std::vector<ConfigKey>& keys, std::string indent) -> void {
        for (const auto& key : keys) {
            const std::string name(key.key);
            const auto has_no_default = [](const ConfigKey& child) { return child.standard.empty(); };
            if (key.type == KeyType::mapping && key.children != nullptr &&
                std::ranges::all_of(key.children(), has_no_default))
                continue;
            if (name == "policies" || (key.standard.empty() && key.children == nullptr && !key.required)) continue;
            if (name == "accounts") {
                text += "accounts:\n  - name: main\n    regions: [cn-hangzhou]\n";
                self(self, key.children(), "    ");
            } else if (key.type == KeyType::mapping) {
                text += indent + name + ":\n";
                self(self, key.children(), indent + "  ");
            } else if (!key.standard.empty()) {
                text += indent + name + ": " + std::string(key.standard) + "\n";
            }
        }
    };
    level(level, settings_keys(), "");
    const ConfigFolder written;
    written.write("ecdsnapd.yaml", text);
    written.write("policies.d/nightly.yaml", good_policy);
    CHECK(written.problems() == Lines{});
    const ConfigFolder left_out;
    left_out.write("ecdsnapd.yaml", good_main);
    left_out.write("policies.d/nightly.yaml", good_policy);
    auto a = written.load().value().settings;
    const auto b = left_out.load().value().settings;
    a.policies = b.policies;
    CHECK(a == b);
    CHECK(text.find("format: auto") != std::string::npos);
}

TEST_CASE("each mistake has one message that can be acted on, over all files at once") {
    const ConfigFolder folder;
    write_every_mistake(folder);
    CHECK(
        folder.problems() ==
        Lines{
            "ecdsnapd.yaml:3:25: accounts[0].credentials.file: \"key.json\" can be read by others (mode 0644); run "
            "`chmod 600 key.json`",
            "ecdsnapd.yaml:5:5: accounts[0].limts: unknown key (allowed: name, credentials, assume_role, regions, "
            "endpoint, "
            "ca_file, ca_path, proxy, "
            "limits); did you mean \"limits\"?",
            "ecdsnapd.yaml:7:15: history_days: \"many\" is not a whole number (allowed: 1 to 3650)",
            "policies.d/a.yaml:4:23: schedule.cron: minute field: 61 is too large (allowed: 0-59, *, */n, a-b, a-b/n, "
            "lists of these)",
            "policies.d/a.yaml:4:46: schedule.timezone: unknown time zone 'asia/shanghai' (allowed: IANA names such as "
            "Asia/Shanghai, Europe/Berlin, UTC); did you mean Asia/Shanghai?",
            "policies.d/a.yaml:4:82: schedule.window: 30m is not longer than the spread of 45m: some desktops would "
            "have "
            "no time left (allowed: more than 45m)",
            "policies.d/a.yaml:8:18: schedule.cron: no date ever matches: this schedule would never be due; February "
            "has "
            "28 or 29 days; the last one of any month is L",
            "policies.d/a.yaml:10:15: schedule.window: \"3 hours\" is not a duration (allowed: 30s, 45m, 3h, 1h30m, "
            "2d); "
            "did you mean \"3h\"?",
            "policies.d/a.yaml:11:23: snapshot.name: unknown field {polcy} (allowed: {policy}, {desktop_id}, "
            "{desktop_name}, {office_site}, {account}, {region}, {disk}, {key}, {slot:FORMAT}); did you mean {policy}?",
            "policies.d/b.yaml:2:11: name: \"nightly\" is also the name of the policy at policies.d/a.yaml:2; rename "
            "one "
            "of them",
            "policies.d/b.yaml:6:5: \"disks\" stands here a second time; the first is in line 4; keep one of them",
            "policies.d/c.yaml:3:20: a value that starts with * needs quotes; put it in quotes",
            "policies.d/d.yaml:4:52: schedule.windw: unknown key (allowed: cron, dialect, timezone, every, anchor, "
            "also, only_on, except_on, spread, window, catch_up, catch_up_within, on_enable, overlap); did you mean "
            "\"window\"?",
        });
}

TEST_CASE("a syntax error in the main file hides no problem of the policies") {
    const ConfigFolder folder;
    folder.write("ecdsnapd.yaml", "policies: rules\naccounts: [}\n");
    folder.write("rules/a.yaml", "policies:\n  - {nam: x}\n");
    const auto problems = folder.problems();
    REQUIRE(problems.size() == 5);
    CHECK(problems[0].starts_with("ecdsnapd.yaml:2:12: not valid YAML"));
    CHECK(problems[1].starts_with("rules/a.yaml:2:5: name: the key is missing"));
    CHECK(problems[4].starts_with("rules/a.yaml:2:6: nam: unknown key"));
}

TEST_CASE("a main file that cannot be read") {
    const ConfigFolder folder;
    CHECK(folder.problems() == Lines{"ecdsnapd.yaml: cannot be read: there is no such file"});
    folder.write("ecdsnapd.yaml", "");
    CHECK(folder.problems() == Lines{"ecdsnapd.yaml: the file is empty (allowed: the keys owner, accounts, policies, "
                                     "exclude, tags, reload, ledger, "
                                     "control, metrics, history_days, inventory, grace, log, notifications)"});
    std::filesystem::remove(folder.path() / "ecdsnapd.yaml");
    std::filesystem::create_directory(folder.path() / "ecdsnapd.yaml");
    CHECK(folder.problems() == Lines{"ecdsnapd.yaml: cannot be read: it is not a plain file"});
}

TEST_CASE("what must be there is asked for") {
    CHECK(problems_of("owner: main\n") ==
          Lines{"ecdsnapd.yaml:1:1: accounts: the key is missing (allowed: the keys name, credentials, assume_role, "
                "regions, endpoint, "
                "ca_file, ca_path, proxy, limits)",
                "ecdsnapd.yaml:1:1: policies: the key is missing (allowed: a folder, relative to this file)"});
    CHECK(problems_of("accounts: []\npolicies: policies.d\n") ==
          Lines{"ecdsnapd.yaml:1:11: accounts: the list is empty (allowed: the keys name, credentials, assume_role, "
                "regions, endpoint, "
                "ca_file, ca_path, proxy, limits)"});
    CHECK(
        problems_of("accounts:\n  - {name: main}\npolicies: policies.d\n") ==
        Lines{"ecdsnapd.yaml:2:5: accounts[0].regions: the key is missing (allowed: all, {all_from: REGION} or a list "
              "such as [cn-hangzhou, cn-shanghai])"});
    CHECK(
        problems_of("accounts:\n  - {name: main, regions: [cn-hangzhou]}\npolicies: nowhere\n") ==
        Lines{"ecdsnapd.yaml:3:11: policies: \"nowhere\" is not a folder (allowed: a folder, relative to this file)"});
}

TEST_CASE("bad values of the main file") {
    struct Row {
        const char* line;
        const char* problem;
    };
    const Row rows[] = {
        {"owner: Main",
         "owner: \"Main\" has 'M' in it (allowed: 1-16 of a-z, 0-9 and -, starting with a letter); for example main"},
        {"ledger: ledger.db",
         "ledger: this is not the place of a ledger (allowed: sqlite:PATH, relative to this file); for example "
         "sqlite:ledger.db"},
        {"ledger: \"sqlite:\"",
         "ledger: this is not the place of a ledger (allowed: sqlite:PATH, relative to this file); for example "
         "sqlite:ledger.db"},
        {"ledger: postgres://user:hunter2@host/db",
         "ledger: PostgreSQL is not supported by this version (allowed: sqlite:PATH, relative to this file)"},
        {"history_days: 0", "history_days: \"0\" is too small (allowed: 1 to 3650)"},
        {"inventory: {every: 1s}", "inventory.every: \"1s\" is too short (allowed: 10s to 1d)"},
        {"grace: 1h", "grace: \"1h\" is too long (allowed: 0s to 10m)"},
        {"log: {format: xml}", "log.format: \"xml\" is not a known word (allowed: auto, text, json, journald)"},
        {"log: {level: warn}", "log.level: \"warn\" is not a known word (allowed: debug, info, warning, error)"},
        {"log: {level: infos}",
         "log.level: \"infos\" is not a known word (allowed: debug, info, warning, error); did you mean \"info\"?"},
        {"log: json",
         "log: text stands where keys belong (allowed: the keys format, level, file, rotate_mib, rotate_keep)"},
        {"controll: {}",
         "controll: unknown key (allowed: owner, accounts, policies, exclude, tags, reload, ledger, control, "
         "metrics, history_days, "
         "inventory, grace, "
         "log, notifications); did you mean \"control\"?"},
    };
    for (const auto& row : rows)
        CHECK(problem_with(row.line) == row.problem);
    for (const auto* bad : {"-x", "a b", "a:b", "abcdefghijklmnopqrstuvwxyzabcdefg"})
        CHECK_MESSAGE(problem_with(std::string("control: {admin_group: ") + bad + "}")
                          .ends_with("is not the name of a group (allowed: the name of a group of this machine)"),
                      bad);
    CHECK(problem_with("control: {admin_group: ''}") != "");
    const auto longest = problem_with("control: {socket: " + std::string(120, 's') + "}");
    CHECK(longest.starts_with("control.socket: the path of the socket is too long: "));
    CHECK(longest.ends_with("(allowed: at most 107 bytes, with its folder)"));
}

TEST_CASE("exclude is a tree of conditions") {
    const ConfigFolder folder;
    folder.write("ecdsnapd.yaml", good_main + "exclude: {any: [{name: \"scratch-*\"}, {tags: {backup: \"no\"}}]}\n");
    folder.write("policies.d/nightly.yaml", good_policy);
    const auto loaded = folder.load();
    REQUIRE(loaded.has_value());
    const auto wanted = core::any_of(
        {core::condition(core::ConditionKind::name, {"scratch-*"}), core::tag_condition("backup", {"no"})});
    CHECK(loaded->settings.coverage.exclude.root == wanted);
    CHECK(loaded->settings.coverage.exclude.root.parts[1].path == "exclude.any[1].tags.backup");
    CHECK(problem_with("exclude: {}").starts_with("exclude: excludes nothing (allowed: the keys ids, name, "));
    CHECK(problem_with("exclude: [\"scratch-*\"]").starts_with("exclude: a list stands where keys belong"));
    CHECK(problem_with("exclude: {nme: x}").starts_with("exclude.nme: unknown key (allowed: ids, name, "));
}

TEST_CASE("the policies' folder") {
    const ConfigFolder folder;
    folder.write("ecdsnapd.yaml", good_main);
    folder.write("policies.d/b.yaml", "# nothing yet\n");
    folder.write("policies.d/a.yml", good_policy);
    folder.write("policies.d/.#a.yaml", "broken: [");
    folder.write("policies.d/notes.txt", "broken: [");
    folder.write("policies.d/old/a.yaml", "broken: [");
    const auto loaded = folder.load();
    REQUIRE(loaded.has_value());
    CHECK(loaded->policies.empty());
    CHECK(loaded->files.size() == 2);
    CHECK(folder.texts(loaded->warnings) == Lines{"policies.d/a.yml: is ignored: only *.yaml is read; rename it",
                                                  "policies.d/b.yaml: the file holds no policy"});
}

TEST_CASE("an empty folder is allowed and said") {
    const ConfigFolder folder;
    folder.write("ecdsnapd.yaml", good_main);
    std::filesystem::create_directory(folder.path() / "policies.d");
    const auto loaded = folder.load();
    REQUIRE(loaded.has_value());
    CHECK(folder.texts(loaded->warnings) == Lines{"policies.d: no *.yaml in this folder: there is nothing to do"});
}

TEST_CASE("the reference names every key with its default") {
    const auto settings = describe_settings();
    CHECK(settings.find("history_days  (number, default 400)\n"
                        "        Settled tasks older than this are removed from the ledger.\n"
                        "        Allowed: 1 to 3650.\n") != std::string::npos);
    CHECK(settings.find("    limits  (keys)") != std::string::npos);
    CHECK(settings.find("        in_flight  (number, default 32)") != std::string::npos);
    CHECK(describe_policies().find("    window  (duration, default 3h)") != std::string::npos);
}

TEST_CASE("tags.zones gives each policy a timetable for every zone that a desktop may name") {
    const ConfigFolder folder;
    folder.write("ecdsnapd.yaml", good_main + "tags: {zones: [Europe/Berlin, America/New_York]}\n");
    folder.write("policies.d/nightly.yaml", good_policy);
    const auto loaded = folder.load();
    REQUIRE(loaded.has_value());
    CHECK(loaded->settings.zones.size() == 2);
    CHECK(loaded->policies.at(0).schedule.zones.size() == 3);
    CHECK(loaded->policies.at(0).schedule.timetable.text() ==
          "0 2 * * * UTC; 0 2 * * * Europe/Berlin; 0 2 * * * America/New_York");
    CHECK(problem_with("tags: {zones: [Europe/Berln]}").starts_with("tags.zones[0]: unknown time zone 'Europe/Berln'"));
    CHECK(problem_with("tags: {zones: [UTC, UTC]}").starts_with("tags.zones[1]: \"UTC\" stands here a second time"));
    CHECK(problem_with("tags: {zones: []}").starts_with("tags.zones: "));
    std::string many;
    for (int i = 0; i < 51; ++i)
        many += fmt::format("Zone/{}, ", i);
    CHECK(problem_with("tags: {zones: [" + many + "]}") ==
          "tags.zones: 51 zones are too many (allowed: at most 50: each is a timetable of every policy)");
}
