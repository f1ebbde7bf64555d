// Templates, defaults and includes: what a policy inherits, and how mistakes in what it inherits are told.
#include "adapters/yaml/policy_layers.hpp"
#include "policy_text.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace ecdsnap;
using namespace ecdsnap::adapters;
using namespace ecdsnap::tests;
using namespace std::chrono_literals;

namespace {

PolicySet read(const std::string& text) {
    PolicySet set = read_text(text);
    sort_problems(set.problems);
    sort_problems(set.warnings);
    return set;
}

Lines lines_of(const std::vector<ConfigProblem>& problems) {
    Lines lines;
    for (const auto& problem : problems)
        lines.push_back(text(problem));
    return lines;
}

// The policies of a folder of files, with names relative to it.
struct Loaded {
    PolicySet set;
    Lines problems;
};

Loaded load(const std::vector<std::pair<std::string, std::string>>& files) {
    const ConfigFolder folder;
    for (const auto& [name, text] : files)
        folder.write(name, text);
    Loaded loaded{load_policies(folder.path() / "policies.d", {}, this_machine()), {}};
    loaded.problems = folder.texts(loaded.set.problems);
    return loaded;
}

const std::string schedule = "    schedule: {cron: \"0 2 * * *\", timezone: UTC}\n";

}  // namespace

TEST_CASE("a policy takes what it does not say from its template, key by key, and select as a whole") {
    const auto set = read(R"(templates:
  daily:
    select: {os: Windows, pooled: false}
    disks: [data]
    schedule: {cron: "0 2 * * *", timezone: Asia/Shanghai, window: 4h}
    retry: {attempts: 9}
policies:
  - name: plain
    template: daily
  - name: changed
    template: daily
    select: {name: a*}
    schedule: {window: 5h, spread: 1h}
    retry: {first: 1s}
)");
    REQUIRE(lines_of(set.problems) == Lines{});
    REQUIRE(set.policies.size() == 2);
    const auto& plain = set.policies[0];
    CHECK(plain.select.root.parts.size() == 2);
    CHECK(plain.disks == core::DiskSet{false, true});
    CHECK(plain.rules.window == 4h);
    CHECK(plain.source == "p.yaml:8");
    const auto& changed = set.policies[1];
    CHECK(changed.select == core::select_names({"a*"}));
    CHECK(changed.disks == core::DiskSet{false, true});
    CHECK(changed.rules.window == 5h);
    CHECK(changed.rules.spread == 1h);
    CHECK(changed.schedule.timezone == "Asia/Shanghai");
    CHECK(changed.rules.retry.attempts == 9);
    CHECK(changed.rules.retry.first == 1s);
}

TEST_CASE("the nearest says: the policy, its template, that one's template, the defaults, the program") {
    const auto set = read(R"(defaults:
  completion: 1h
  retry: {first: 1s, most: 1m, attempts: 1}
  schedule: {timezone: UTC}
templates:
  root: {completion: 2h, retry: {most: 2m, attempts: 2}}
  middle: {template: root, completion: 3h, retry: {attempts: 3}}
policies:
  - name: nightly
    template: middle
    completion: 4h
    select: {name: "*"}
    schedule: {cron: "0 2 * * *"}
)");
    REQUIRE(lines_of(set.problems) == Lines{});
    const auto& rules = set.policies.at(0).rules;
    CHECK(rules.completion == 4h);
    CHECK(rules.retry.attempts == 3);
    CHECK(rules.retry.most == 2min);
    CHECK(rules.retry.first == 1s);
    CHECK(rules.window == 3h);
    CHECK(set.warnings.empty());  // the time zone is given, if from far away
    CHECK(set.effective.at(0).templates == std::vector<std::string>{"middle", "root"});
}

TEST_CASE("templates are known in all files, defaults in their own and in those that include it") {
    const auto loaded = load({
        {"policies.d/a.yaml", "defaults: {completion: 5h}\ntemplates:\n  daily: {disks: [data]}\n"},
        {"policies.d/b.yaml", "policies:\n  - name: b\n    template: daily\n    select: {name: \"*\"}\n" + schedule},
        {"policies.d/c.yaml",
         "include: [a.yaml, ../shared/base.yaml]\npolicies:\n  - name: c\n    select: {name: \"*\"}\n" + schedule},
        {"shared/base.yaml", "defaults: {completion: 6h, retry: {attempts: 8}}\n"},
    });
    REQUIRE(loaded.problems == Lines{});
    REQUIRE(loaded.set.policies.size() == 2);
    CHECK(loaded.set.policies[0].disks == core::DiskSet{false, true});
    CHECK(loaded.set.policies[0].rules.completion == 24h);
    CHECK(loaded.set.policies[1].rules.completion == 6h);  // what is included later says more
    CHECK(loaded.set.policies[1].rules.retry.attempts == 8);
    CHECK(loaded.set.files.size() == 4);
}

TEST_CASE("a file is read once, however often it is included, with its policies") {
    const auto loaded = load({
        {"policies.d/a.yaml", "include: ../shared/p.yaml\ndefaults: {completion: 5h}\n"},
        {"policies.d/b.yaml", "include: [../shared/p.yaml]\ntemplates: {}\n"},
        {"shared/p.yaml", "policies:\n  - name: shared\n    select: {name: \"*\"}\n" + schedule},
    });
    CHECK(loaded.problems == Lines{});
    REQUIRE(loaded.set.policies.size() == 1);
    CHECK(loaded.set.policies[0].rules.completion == 24h);  // what includes it says nothing to it
}

TEST_CASE("wrong includes") {
    const auto loaded = load({
        {"policies.d/a.yaml", "include: [b.yaml, nowhere.yaml]\n"},
        {"policies.d/b.yaml", "include: [c.yaml]\n"},
        {"policies.d/c.yaml", "include: [a.yaml, c.yaml]\n"},
        {"policies.d/d.yaml", "include: {file: a.yaml}\n"},
    });
    CHECK(loaded.problems ==
          Lines{"policies.d/a.yaml:1:19: include[1]: \"nowhere.yaml\" cannot be read: there is no such file (allowed: "
                "files, relative to this one)",
                "policies.d/c.yaml:1:11: include[0]: \"a.yaml\" includes this file in turn; leave one of the two "
                "includes out",
                "policies.d/c.yaml:1:19: include[1]: \"c.yaml\" includes this file in turn; leave one of the two "
                "includes out",
                "policies.d/d.yaml:1:10: include: a mapping stands where a list belongs (allowed: files, relative to "
                "this one)"});
}

TEST_CASE("wrong templates and defaults") {
    struct Row {
        const char* name;
        const char* text;
        Lines problems;
    };
    const Row rows[] = {
        {"an unknown template",
         "templates: {daily: {completion: 1h}}\npolicies:\n  - {name: a, template: dayly}\n",
         {"p.yaml:3:25: template: \"dayly\" is no template (allowed: daily); did you mean \"daily\"?"}},
        {"no templates at all",
         "policies:\n  - {name: a, template: daily}\n",
         {"p.yaml:2:25: template: \"daily\" is no template (allowed: no file has templates)"}},
        {"a template that names an unknown one",
         "templates: {daily: {template: base}}\n",
         {"p.yaml:1:31: template: \"base\" is no template (allowed: daily)"}},
        {"a circle",
         "templates:\n  b: {template: c}\n  a: {template: b}\n  c: {template: a}\n"
         "policies:\n  - {name: x, template: c}\n",
         {"p.yaml:3:7: template: inherits from itself: a -> b -> c -> a; leave one `template` out"}},
        {"a template of itself",
         "templates:\n  a: {template: a}\n  b: {template: a}\n",
         {"p.yaml:2:7: template: inherits from itself: a -> a; leave one `template` out"}},
        {"a name in a template",
         "templates: {a: {name: x}}\n",
         {"p.yaml:1:17: templates.a.name: is not inherited: each policy has its own; leave it out"}},
        {"what is no default",
         "defaults: {name: x, select: {name: a}, template: t}\n",
         {"p.yaml:1:12: defaults.name: is not inherited: each policy has its own; leave it out",
          "p.yaml:1:21: defaults.select: cannot be a default: a policy that forgets its own would cover these "
          "desktops; put it "
          "into a template",
          "p.yaml:1:40: defaults.template: cannot be a default; name the template in each policy"}},
        {"a template's name",
         "templates: {Daily: {}}\n",
         {"p.yaml:1:13: templates.Daily: \"Daily\" has 'D' in it (allowed: 1-40 of a-z, 0-9 and -, starting with a "
          "letter); for example daily"}},
        {"templates as a list",
         "templates: [daily]\n",
         {"p.yaml:1:12: templates: templates are written as names with keys below them; for example templates: {daily: "
          "{completion: 12h}}"}},
        {"a wrong value in a template that nobody uses",
         "templates: {a: {completion: 3 hours}}\n",
         {"p.yaml:1:29: completion: \"3 hours\" is not a duration (allowed: 30s, 45m, 3h, 1h30m, 2d); did you mean "
          "\"3h\"?"}},
        {"half of a schedule with a word too many",
         "templates: {a: {schedule: {every: 6h, dialect: quartz}}}\n",
         {"p.yaml:1:48: schedule.dialect: says nothing without the key cron; remove it, or add cron"}},
        {"a further schedule without a time",
         "templates: {a: {schedule: {also: [{timezone: UTC}]}}}\n",
         {"p.yaml:1:35: schedule.also[0].cron: the key is missing (allowed: minute hour day month weekday, in quotes); "
          "or "
          "every, such as every: 6h"}},
        {"an expression that no dialect reads",
         "templates: {a: {schedule: {cron: \"0 25 * * *\"}}}\n",
         {"p.yaml:1:37: schedule.cron: hour field: 25 is too large (allowed: 0-23, *, */n, a-b, a-b/n, lists of "
          "these)"}},
        {"no name, and a template that is not there",
         "policies:\n  - {template: daily, completion: 3}\n",
         {"p.yaml:2:5: name: the key is missing (allowed: 1-40 of a-z, 0-9 and -, starting with a letter)",
          "p.yaml:2:16: template: \"daily\" is no template (allowed: no file has templates)",
          "p.yaml:2:35: completion: \"3\" is not a duration (allowed: 30s, 45m, 3h, 1h30m, 2d); add a unit, such as "
          "3m"}},
        {"a template for nothing",
         "templates: {a: {select: {}}}\n",
         {"p.yaml:1:25: select: selects nothing (allowed: name: \"*\" for all desktops)"}},
        {"an unknown key in defaults",
         "defaults: {completon: 3h}\n",
         {"p.yaml:1:12: completon: unknown key (allowed: disks, mode, approve_above, states, schedule, priority, "
          "concurrency, "
          "skip_unchanged, objective, retry, completion, snapshot); "
          "did "
          "you "
          "mean \"completion\"?"}},
        {"an unknown key in a template",
         "templates: {a: {selekt: {}}}\n",
         {"p.yaml:1:17: selekt: unknown key (allowed: template, select, disks, mode, approve_above, states, schedule, "
          "priority, "
          "concurrency, skip_unchanged, objective, retry, "
          "completion, "
          "snapshot); did you mean \"select\"?"}},
    };
    for (const Row& row : rows) {
        CAPTURE(row.name);
        CHECK(lines_of(read(row.text).problems) == row.problems);
    }
}

TEST_CASE("templates and defaults may say half of a schedule") {
    const auto set = read(R"(defaults: {schedule: {dialect: quartz, timezone: UTC}}
templates:
  imported: {schedule: {cron: "0 0 2 ? * 2-6"}}
  grid: {schedule: {anchor: 2026-01-01T01:30:00Z}}
  further: {schedule: {also: [{cron: "0 0 5 ? * 1"}, {every: 6h}]}}
policies:
  - {name: a, template: imported, select: {name: a}}
  - {name: b, template: grid, select: {name: b}, schedule: {every: 6h, spread: 1h}}
  - {name: c, template: further, select: {name: c}, schedule: {cron: "0 0 2 ? * 2"}}
)");
    CHECK(lines_of(set.problems).empty());
    REQUIRE(set.policies.size() == 3);
    CHECK(set.policies[0].schedule.timetable.text() == "0 0 2 ? * 2-6 UTC (quartz)");
    CHECK(set.policies[2].schedule.timetable.recurrences().size() == 3);
}

TEST_CASE("a mistake in a template is told once, where it stands, however many policies inherit it") {
    const auto loaded = load({
        {"policies.d/a.yaml", "templates:\n  daily:\n    schedule: {cron: \"0 25 * * *\", windw: 3h}\n"},
        {"policies.d/b.yaml",
         "policies:\n  - {name: a, template: daily, select: {name: a}}\n  - {name: b, template: daily, select: {name: "
         "b}}\n"},
    });
    REQUIRE(loaded.problems.size() == 2);
    CHECK(loaded.problems[0].starts_with("policies.d/a.yaml:3:25: schedule.cron: "));
    CHECK(loaded.problems[1].starts_with("policies.d/a.yaml:3:36: schedule.windw: unknown key"));
    CHECK(loaded.set.policies.empty());
}

TEST_CASE("values that do not go together are told where they were written, in whichever file") {
    const auto loaded = load({
        {"policies.d/a.yaml", "templates:\n  daily: {schedule: {cron: \"0 2 * * *\", timezone: UTC, spread: 4h}}\n"},
        {"policies.d/b.yaml",
         "policies:\n  - name: a\n    template: daily\n    select: {name: a}\n"
         "  - name: b\n    template: daily\n    select: {name: b}\n    schedule: {window: 5h}\n"},
    });
    REQUIRE(loaded.problems.size() == 1);
    CHECK(
        loaded.problems[0].starts_with("policies.d/a.yaml:2:64: schedule.window: the default 3h is not longer than "));
    CHECK(loaded.set.policies.size() == 1);
}

TEST_CASE("names are unique over all files, of policies and of templates") {
    const auto loaded = load({
        {"policies.d/a.yaml", "templates: {daily: {}}\npolicies:\n  - name: n\n    select: {name: a}\n" + schedule},
        {"policies.d/b.yaml", "include: ../c.yaml\ntemplates: {daily: {}, weekly: 3}\n"},
        {"policies.d/d.yaml", "templates: {weekly: {}}\n"},
        {"c.yaml", "policies:\n  - name: n\n    select: {name: a}\n" + schedule},
    });
    CHECK(loaded.problems ==
          Lines{"c.yaml:2:11: name: \"n\" is also the name of the policy at policies.d/a.yaml:3; rename one of them",
                "policies.d/b.yaml:2:13: templates.daily: \"daily\" is also the name of the template at "
                "policies.d/a.yaml:1; rename one of them",
                "policies.d/b.yaml:2:32: templates.weekly: text stands where keys belong (allowed: the keys "
                "template, select, disks, mode, approve_above, states, schedule, priority, concurrency, "
                "skip_unchanged, objective, "
                "retry, completion, snapshot)",
                "policies.d/d.yaml:1:13: templates.weekly: \"weekly\" is also the name of the template at "
                "policies.d/b.yaml:2; rename one of them"});
}

TEST_CASE("a message lists a dozen names at most") {
    std::string text = "templates: {";
    for (int i = 10; i < 30; ++i)
        text += fmt::format("t{}: {{}}, ", i);
    const auto set = read(text + "}\npolicies:\n  - {name: a, template: x, select: {name: a}}\n");
    CHECK(
        lines_of(set.problems) ==
        Lines{"p.yaml:3:25: template: \"x\" is no template (allowed: t10, t11, t12, t13, t14, t15, t16, t17, t18, t19, "
              "t20, t21 and 8 more)"});
}

TEST_CASE("a key takes the place of its inherited rivals") {
    static constexpr std::array<std::string_view, 2> cron_rivals{"every", "anchor"};
    static constexpr std::array<std::string_view, 1> every_rivals{"cron"};
    const std::vector<ConfigKey> keys{{.key = "cron", .rivals = cron_rivals},
                                      {.key = "every", .rivals = every_rivals},
                                      {.key = "anchor"},
                                      {.key = "window"}};
    const auto keys_of = [&](const char* inherited, const char* own) {
        std::string names;
        for (const auto& entry : layered(read_yaml(inherited).root, read_yaml(own).root, keys).entries)
            names += entry.key + "=" + entry.value.text + " ";
        return names;
    };
    CHECK(keys_of("{every: 6h, anchor: x, window: 1h}", "{cron: c}") == "cron=c window=1h ");
    CHECK(keys_of("{cron: c, window: 1h}", "{every: 6h}") == "every=6h window=1h ");
    CHECK(keys_of("{cron: c, window: 1h}", "{window: 2h}") == "window=2h cron=c ");
}
