// The YAML that import writes: the shipped example is what it writes; ECDSNAP_WRITE=1 writes that anew.
#include "cli/import/policy_yaml.hpp"

#include "adapters/yaml/policy_reader.hpp"
#include "cli/check/config_environment.hpp"
#include "cli/import/imported.hpp"
#include "core/cloud_policy/exact_condition.hpp"
#include "core/policy/selector_match.hpp"
#include "core/text/utc_text.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

using namespace ecdsnap;
using tests::found_policy;
using tests::imported;

namespace {

const std::filesystem::path example = std::filesystem::path(ECDSNAP_SOURCE_DIR) / "policies/from-cloud-policies.yaml";
const std::string to_rewrite = "ECDSNAP_WRITE=1 build/dev/bin/test_cli_import --test-case='*shipped example*'";
const std::string schema_line = "# yaml-language-server: $schema=../schemas/policy.schema.json\n";

std::string file_text(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

cli::ImportFrame frame_of(const std::vector<core::ImportedPolicy>& policies) {
    cli::ImportFrame frame;
    frame.timezone = "Asia/Shanghai";
    frame.read = core::utc_from("2026-11-25T02:00:00.700Z").value();
    frame.differs = core::common_differences({}, policies);
    return frame;
}

std::string yaml_of(const std::vector<core::ImportedPolicy>& policies) {
    return cli::policies_yaml(policies, frame_of(policies));
}

// The one policy of the text, which has no problem and no warning.
core::Policy read_back(const std::string& text) {
    adapters::PolicySet set;
    adapters::read_policies(text, "imported.yaml", cli::machine_environment(), set);
    for (const auto* list : {&set.problems, &set.warnings})
        for (const auto& problem : *list)
            FAIL_CHECK(adapters::text(problem));
    REQUIRE(set.policies.size() == 1);
    return set.policies.front();
}

core::Desktop desktop(const std::string& id) {
    core::Desktop made;
    made.id = id;
    return made;
}

}  // namespace

TEST_CASE("the shipped example of imported policies is what import writes") {
    auto weekdays =
        found_policy("Cloud weekdays", "0 0 2 ? * 2-6",
                     {{"ecd-gx2x1dhsmucyy0001", "design-0001", ""}, {"ecd-gx2x1dhsmucyy0002", "设计 二", ""}});
    weekdays.cloud.time_points = {"2"};
    auto twice = found_policy("cloud-twice-a-day", "0 30 5,17 * * ?", {{"ecd-gx2x1dhsmucyy0003", "cad-0001", ""}});
    twice.cloud.id = "sp-7f6e5d4c3b2a1";
    twice.cloud.disk_type = "SYSTEM";
    twice.cloud.retention_days = 14;
    std::vector<core::ImportedPolicy> policies{imported(weekdays, "cloud-weekdays"),
                                               imported(twice, "cloud-twice-a-day")};
    policies.back().condition = core::condition(core::ConditionKind::policy_group, {"pg-7f6e5d4c3b2a1"});
    const std::string written = schema_line + yaml_of(policies);
    if (std::getenv("ECDSNAP_WRITE") != nullptr) std::ofstream(example, std::ios::binary) << written;
    CHECK_MESSAGE(file_text(example) == written, to_rewrite);
}

TEST_CASE("what is written reads as the same policy") {
    auto found = found_policy("nightly", "0 30 5,17 * * ?", {{"ecd-2", "", ""}, {"ecd-1", "one # two: \"three\"", ""}});
    found.cloud.disk_type = "DATA";
    found.cloud.status = "Expire";
    const core::Policy policy = read_back(yaml_of({imported(found, "nightly")}));
    CHECK(policy.name == "nightly");
    CHECK(policy.disks == core::DiskSet{false, true});
    CHECK(policy.mode == core::Mode::observe);
    CHECK(policy.schedule.timezone == "Asia/Shanghai");
    const core::SiteId site{"main", "cn-hangzhou"};
    CHECK(core::selects(policy.select, desktop("ecd-1"), site));
    CHECK(core::selects(policy.select, desktop("ecd-2"), site));
    CHECK_FALSE(core::selects(policy.select, desktop("ecd-3"), site));
}

TEST_CASE("a policy is due at the instants of the cloud's expression, in its zone") {
    for (const char* cron :
         {"0 0 2 ? * 1-7", "0 0 5,7 ? * 2/2", "0 20 16 ? * 1,2,3,4,5,6,7", "30 15 0 L * ?", "0 0 3 ? * 6#3"}) {
        CAPTURE(cron);
        const core::Policy policy = read_back(yaml_of({imported(found_policy("n", cron, {{"ecd-1", "", ""}}), "n")}));
        const auto expression = core::CronExpression::parse(cron, core::CronDialect::quartz);
        const core::Timetable wanted({core::cron_recurrence(*expression, cron, policy.schedule.zone, "Asia/Shanghai")});
        auto at = std::chrono::floor<std::chrono::seconds>(core::utc_from("2026-11-25T00:00:00Z").value());
        for (int count = 0; count < 50; ++count) {
            const auto next = policy.schedule.timetable.next(at);
            REQUIRE(next);
            CHECK(next == wanted.next(at));
            at = *next;
        }
    }
}

TEST_CASE("conditions of every kind are written so that they read back") {
    const core::SiteId site{"main", "cn-hangzhou"};
    using core::ConditionKind;
    for (const core::Condition& condition :
         {core::condition(ConditionKind::region, {"cn-hangzhou"}),
          core::condition(ConditionKind::office_site, {"cn-hangzhou+dir-1"}),
          core::condition(ConditionKind::desktop_group, {"dg-1"}),
          core::condition(ConditionKind::policy_group, {"pg-1"}),
          core::condition(ConditionKind::resource_group, {"组: a, \"b\""}), core::tag_condition("env", {"prod"}),
          core::tag_condition("部门: x", {"true"}), core::tag_condition("empty", {""}),
          core::tag_condition("null", {"7"})}) {
        auto policy = imported(found_policy("n", "0 0 2 ? * *", {{"ecd-1", "", ""}}), "n");
        policy.condition = condition;
        const core::Policy back = read_back(yaml_of({policy}));
        CAPTURE(cli::condition_yaml(site, condition));
        CHECK(back.select == core::selector_of(site, condition));
    }
    CHECK(cli::condition_yaml(site, core::tag_condition("env", {"prod"})) ==
          R"({account: main, region: cn-hangzhou, tags: {env: "prod"}})");
}

TEST_CASE("foreign text in any shape stays a comment") {
    std::mt19937 random{5};
    const std::string alphabet = "a #:-\n\r\t\"'{}[]&*!|>%@`\x01\x7f\xc2\x85\xe2\x80\xa8\xe7\xa0\x94\xff";
    for (int round = 0; round < 300; ++round) {
        const auto odd_text = [&] {
            std::string text;
            for (auto length = random() % 200; length > 0; --length)
                text += alphabet[random() % alphabet.size()];
            return text;
        };
        auto found =
            found_policy(odd_text(), "0 0 2 ? * *", {{"ecd-1", odd_text(), ""}, {"ecd-2", odd_text(), "sp-other"}});
        found.cloud.status = odd_text();
        found.cloud.disk_type = odd_text();
        const std::string text = yaml_of({imported(found, "nightly")});
        CAPTURE(text);
        const core::Policy policy = read_back(text);
        CHECK(policy.name == "nightly");
        CHECK(core::selects(policy.select, desktop("ecd-1"), {"main", "cn-hangzhou"}));
    }
}

TEST_CASE("comments keep to the width of a page, and thousands of desktops stand without their names") {
    std::vector<core::AttachedDesktop> many;
    for (int number = 0; number < 20'000; ++number)
        many.push_back({"ecd-gx2x1dhsmucyy" + std::to_string(100'000 + number), "a name", ""});
    const std::string text = yaml_of({imported(found_policy("nightly", "0 0 2 ? * *", many), "nightly")});
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        REQUIRE(end != std::string::npos);
        CHECK(end - at <= 120);
        at = end + 1;
    }
    const core::Policy policy = read_back(text);
    CHECK(core::selects(policy.select, desktop(many.back().id), {"main", "cn-hangzhou"}));
    CHECK(text.find("a name") == std::string::npos);
}

TEST_CASE("more desktops than a file may name make a file that the reader refuses, so that it is never written") {
    std::vector<core::AttachedDesktop> many;
    for (int number = 0; number < 60'000; ++number)
        many.push_back({"ecd-gx2x1dhsmucyy" + std::to_string(100'000 + number), "", ""});
    adapters::PolicySet set;
    adapters::read_policies(yaml_of({imported(found_policy("n", "0 0 2 ? * *", many), "n")}), "imported.yaml",
                            cli::machine_environment(), set);
    REQUIRE(set.problems.size() == 1);
    CHECK(adapters::text(set.problems.front()).find("1 MiB") != std::string::npos);
}
