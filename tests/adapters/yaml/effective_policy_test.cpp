#include "adapters/yaml/effective_policy.hpp"

#include "adapters/yaml/yaml_writer.hpp"
#include "config_folder.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace ecdsnap;
using namespace ecdsnap::adapters;
using namespace ecdsnap::tests;

namespace {

const std::string source_text_of_three = R"(defaults:
  completion: 1h
templates:
  base:
    retry: {attempts: 9}
  daily:
    template: base
    schedule:
      cron: "0 2 * * *"
      timezone: Asia/Shanghai
policies:
  - name: nightly
    template: daily
    select:
      name: ["a*", "b, c"]
      not: {tags: {"ecdsnap:skip": {exists: true}}}
    schedule: {window: 4h}
)";

PolicySet read(const std::string& text, const std::string& file = "p.yaml") {
    PolicySet set;
    read_policies(text, file, this_machine(), set);
    return set;
}

// All but where it was written.
void check_same(const core::Policy& a, const core::Policy& b) {
    CHECK(a.name == b.name);
    CHECK(a.select == b.select);
    CHECK(a.disks == b.disks);
    CHECK(a.rules == b.rules);
    CHECK(a.schedule.timetable == b.schedule.timetable);
    CHECK(a.schedule.timezone == b.schedule.timezone);
    CHECK(a.schedule.catch_up == b.schedule.catch_up);
    CHECK(a.schedule.catch_up_within == b.schedule.catch_up_within);
}

// The values without the comments.
std::string without_places(const EffectivePolicy& policy) {
    std::string out;
    for (const auto& key : policy.keys) {
        for (const auto& part : key.path)
            out += part + ".";
        out += " " + yaml_text(key.value) + "\n";
    }
    return out;
}

}  // namespace

TEST_CASE("each value of a policy is shown with its place") {
    const auto set = read(source_text_of_three);
    REQUIRE(set.problems.empty());
    CHECK(effective_text(set.effective.at(0)) ==
          R"(# nightly as it is in force; written at p.yaml:12, from template daily, base
policies:
  - name: nightly                                           # p.yaml:12
    select:
      name: ["a*", "b, c"]                                  # p.yaml:15
      not:
        tags:
          "ecdsnap:skip":
            exists: true                                    # p.yaml:16
    disks: [system, data]                                   # default
    mode: act                                               # default
    states:
      running: true                                         # default
      stopped: true                                         # default
      hibernated: skip                                      # default
      prefer: none                                          # default
      prefer_until: 30m                                     # default
    schedule:
      cron: "0 2 * * *"                                     # p.yaml:9 (template daily)
      dialect: cron                                         # default
      timezone: Asia/Shanghai                               # p.yaml:10 (template daily)
      spread: 0s                                            # default
      window: 4h                                            # p.yaml:17
      catch_up: latest                                      # default
      catch_up_within: 12h                                  # default
      on_enable: wait                                       # default
      overlap: queue                                        # default
    priority: 50                                            # default
    concurrency:
      per_site: 0                                           # default
      per_office_site: 0                                    # default
    skip_unchanged: 0s                                      # default
    retry:
      first: 30s                                            # default
      most: 10m                                             # default
      attempts: 9                                           # p.yaml:5 (template base)
    completion: 1h                                          # p.yaml:2 (defaults)
    snapshot:
      name: "{policy}-{desktop_id}-{slot:%Y%m%d-%H%M}-{disk}"  # default
      description: "backup of {desktop_name}"               # default
)");
}

TEST_CASE("what is shown reads as the same policy, for every policy that is shipped") {
    const std::filesystem::path source_dir = ECDSNAP_SOURCE_DIR;
    auto set = load_policies(source_dir / "policies", {}, this_machine());
    const auto own = read(source_text_of_three);
    set.policies.insert(set.policies.end(), own.policies.begin(), own.policies.end());
    set.effective.insert(set.effective.end(), own.effective.begin(), own.effective.end());
    REQUIRE(set.policies.size() == set.effective.size());
    for (std::size_t i = 0; i < set.policies.size(); ++i) {
        CAPTURE(set.policies[i].name);
        PolicySet shown;
        shown.calendars = set.calendars;
        read_policies(effective_text(set.effective[i]), "shown.yaml", this_machine(), shown);
        for (const auto& problem : shown.problems)
            FAIL_CHECK(text(problem));
        REQUIRE(shown.policies.size() == 1);
        check_same(shown.policies[0], set.policies[i]);
        CHECK(without_places(shown.effective.at(0)) == without_places(set.effective[i]));
    }
}

TEST_CASE("a tree that was written reads as the same tree, whatever is in its texts") {
    std::mt19937 random{11};
    const auto below = [&](std::size_t bound) {
        return std::uniform_int_distribution<std::size_t>{0, bound - 1}(random);
    };
    const std::vector<std::string> words{"a",    "true", "12",  "3h",  "a b", "*",   "{x}",       "a: b", "# no",
                                         "",     "null", "~",   "- a", "-",   "a,b", "\"q\"",     "\\",   "line\nline",
                                         "\x01", "云",   "@x",  "%d",  "&a",  "!t",  "0 2 * * *", " a",   "a ",
                                         "---",  "...",  "yes", "a#b", "[1]", "'",   "key:",      "\t",   "?"};
    const auto tree = [&](const auto& self, std::size_t depth) -> YamlNode {
        YamlNode node;
        const auto shape = depth == 0 ? 0 : below(4);
        if (shape < 2) {
            node.kind = YamlNode::Kind::scalar;
            node.text = words[below(words.size())];
            node.quoted = true;
        } else if (shape == 2) {
            node.kind = YamlNode::Kind::sequence;
            for (auto left = below(4); left > 0; --left)
                node.items.push_back(self(self, depth - 1));
        } else {
            node.kind = YamlNode::Kind::mapping;
            for (std::size_t i = below(4); i > 0; --i)
                node.entries.push_back({words[below(words.size())] + std::to_string(i), {}, self(self, depth - 1)});
        }
        return node;
    };
    for (int i = 0; i < 3'000; ++i) {
        const auto written = yaml_text(tree(tree, 3));
        CAPTURE(written);
        const auto again = read_yaml("key: " + written + "\n");
        REQUIRE(again.problems.empty());
        REQUIRE(yaml_text(again.root.entries.at(0).value) == written);
    }
}

TEST_CASE("what a value is without quotes it stays") {
    for (const char* plain : {"true", "12", "3h", "~", "a-b_c.d/e", "1h30m", "[true, 12]", "{a: 3h, \"b:c\": x}"}) {
        const auto tree = read_yaml(std::string("key: ") + plain + "\n");
        CHECK(yaml_text(tree.root.entries.at(0).value) == plain);
    }
}
