#include "core/cloud_policy/translation.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <string>

using namespace ecdsnap::core;

namespace {

FoundPolicy found() {
    FoundPolicy made;
    made.site = {"main", "cn-hangzhou"};
    made.cloud.id = "sp-1";
    made.cloud.name = "nightly";
    made.cloud.cron = "0 0 2 ? * 2-6";
    made.cloud.time_points = {"2"};
    made.cloud.disk_type = "ALL";
    made.cloud.status = "Normal";
    made.cloud.retention_days = 7;
    made.cloud.desktop_count = 2;
    made.desktops = {{"ecd-2", "two", "sp-1"}, {"ecd-1", "one", ""}};
    return made;
}

ImportedPolicy imported(FoundPolicy policy) {
    const Translation made = translate(std::move(policy));
    REQUIRE(std::holds_alternative<ImportedPolicy>(made));
    return std::get<ImportedPolicy>(made);
}

LeftOutPolicy left_out(FoundPolicy policy) {
    const Translation made = translate(std::move(policy));
    REQUIRE(std::holds_alternative<LeftOutPolicy>(made));
    return std::get<LeftOutPolicy>(made);
}

std::optional<std::string> said(const std::vector<Difference>& differences, DifferenceKind kind) {
    const auto place = std::ranges::find(differences, kind, &Difference::kind);
    if (place == differences.end()) return std::nullopt;
    return place->text;
}

}  // namespace

TEST_CASE("a policy of the cloud keeps its expression, its disks and its desktops, by id") {
    const ImportedPolicy policy = imported(found());
    CHECK(policy.cron == "0 0 2 ? * 2-6");
    CHECK(policy.words == "at 02:00 on Monday to Friday");
    CHECK(policy.names_weekdays);
    CHECK(policy.disks == DiskSet{true, true});
    CHECK(policy.mode == Mode::act);
    REQUIRE(policy.desktops.size() == 2);
    CHECK(policy.desktops[0].id == "ecd-1");
    CHECK(policy.desktops[1].id == "ecd-2");
    CHECK(policy.differences.empty());
}

TEST_CASE("each documented expression is read") {
    struct Row {
        const char* cron;
        const char* words;
        bool names_weekdays;
    };
    for (const Row& row : {Row{"0 0 2 ? * 1-7", "at 02:00 every day", false},
                           Row{"0 20 16 ? * 1,2,3,4,5,6,7", "at 16:20 every day", false},
                           Row{"0 0 5,7 ? * 2/2", "at 05:00 and 07:00 on Monday, Wednesday and Friday", true},
                           Row{"0 0 3 1 * ?", "at 03:00 on day 1 of the month", false},
                           Row{"0 0 3 ? * 6L", "at 03:00 on the last Friday of the month", true}}) {
        CAPTURE(row.cron);
        FoundPolicy policy = found();
        policy.cloud.cron = row.cron;
        const ImportedPolicy made = imported(policy);
        CHECK(made.words == row.words);
        CHECK(made.names_weekdays == row.names_weekdays);
    }
}

TEST_CASE("disks: one, both, and both with a word where the cloud does not say it or says it in another way") {
    const auto disks = [](const std::string& type) {
        FoundPolicy policy = found();
        policy.cloud.disk_type = type;
        return imported(policy);
    };
    CHECK(disks("SYSTEM").disks == DiskSet{true, false});
    CHECK(disks("Data").disks == DiskSet{false, true});
    CHECK(disks("all").differences.empty());
    CHECK(disks("").disks == DiskSet{true, true});
    CHECK(said(disks("").differences, DifferenceKind::disks)->starts_with("the cloud does not say of which disks"));
    CHECK(disks("SWAP\x1b").disks == DiskSet{true, true});
    CHECK(said(disks("SWAP\x1b").differences, DifferenceKind::disks)
              ->starts_with("the cloud says DiskType \"SWAP\\x1b\""));
}

TEST_CASE("a policy that the cloud has stopped observes, and one with an unknown status acts and says so") {
    FoundPolicy policy = found();
    policy.cloud.status = "Expire";
    CHECK(imported(policy).mode == Mode::observe);
    CHECK(said(imported(policy).differences, DifferenceKind::stopped));
    policy.cloud.status = "Resting";
    CHECK(imported(policy).mode == Mode::act);
    CHECK(said(imported(policy).differences, DifferenceKind::unknown_status) ==
          "its status \"Resting\" is not documented; here it acts");
    policy.cloud.status = "";
    CHECK(said(imported(policy).differences, DifferenceKind::unknown_status));
}

TEST_CASE("hours that the cloud lists and that are not the expression's are told") {
    FoundPolicy policy = found();
    policy.cloud.time_points = {"10"};  // as if the expression were in UTC and the list in UTC+8
    CHECK(
        said(imported(policy).differences, DifferenceKind::time_points)->starts_with("the cloud lists the hours 10 "));
    policy.cloud.cron = "0 0 17,18 ? * *";
    policy.cloud.time_points = {"18", "17"};
    CHECK(imported(policy).differences.empty());
    for (const auto& odd : {std::vector<std::string>{"24"}, {"night"}, {"-1"}, {""}}) {
        policy.cloud.time_points = odd;
        CHECK(imported(policy).differences.empty());
    }
}

TEST_CASE("desktops: once each; those of another policy or with an id of another kind are left out and named") {
    FoundPolicy policy = found();
    policy.desktops = {{"ecd-2", "", "sp-1"}, {"ecd-1", "", ""}, {"ecd-2", "", "sp-1"}};
    CHECK(imported(policy).desktops.size() == 2);
    CHECK(imported(policy).differences.empty());

    policy.desktops.push_back({"ecd-3", "", "sp-9"});
    policy.desktops.push_back({"ecd-4;reboot", "", ""});
    policy.desktops.push_back({"desk-5", "", ""});
    const ImportedPolicy made = imported(policy);
    CHECK(made.desktops.size() == 2);
    CHECK(said(made.differences, DifferenceKind::other_policy) ==
          "1 desktop listed with it names another policy and is left out: ecd-3");
    CHECK(said(made.differences, DifferenceKind::odd_ids) ==
          "2 desktops with an id that is not ecd-... left out: desk-5, ecd-4;reboot");
    CHECK(said(made.differences, DifferenceKind::desktop_count) ==
          "the cloud counts 2 and lists 5 desktops; those that are listed are taken");
}

TEST_CASE("a service that ignores the filter does not make one policy cover all desktops") {
    FoundPolicy policy = found();
    policy.desktops.clear();
    for (int number = 0; number < 20; ++number)
        policy.desktops.push_back({"ecd-" + std::to_string(number), "", number < 2 ? "sp-1" : "sp-2"});
    CHECK(imported(policy).desktops.size() == 2);
    policy.cloud.id = "sp-3";
    CHECK(left_out(policy).reason.kind == DifferenceKind::desktops_unlisted);
}

TEST_CASE("a policy without desktops is left out: nothing is lost, unless the cloud counts some") {
    FoundPolicy policy = found();
    policy.desktops.clear();
    policy.cloud.cron = "";
    CHECK(left_out(policy).reason.kind == DifferenceKind::desktops_unlisted);
    CHECK(left_out(policy).covers_desktops);
    for (const auto count : {std::optional<std::int64_t>{}, std::optional<std::int64_t>{0}}) {
        policy.cloud.desktop_count = count;
        CHECK(left_out(policy).reason.kind == DifferenceKind::no_desktops);
        CHECK_FALSE(left_out(policy).covers_desktops);
    }
}

TEST_CASE("an expression that is missing, torn or never due leaves the policy out, loudly") {
    struct Row {
        const char* cron;
        DifferenceKind reason;
        const char* words;
    };
    for (const Row& row :
         {Row{"", DifferenceKind::no_schedule, "the cloud names no CronExpression"},
          Row{"0 0 2 ? - 1-7", DifferenceKind::schedule_not_readable,
              "its expression \"0 0 2 ? - 1-7\" cannot be read: "},
          Row{"0 2 * * *", DifferenceKind::schedule_not_readable, "its expression \"0 2 * * *\" cannot be read: "},
          Row{"0 0 2 30 2 ?", DifferenceKind::schedule_not_readable,
              "its expression \"0 0 2 30 2 ?\" cannot be read: "}}) {
        CAPTURE(row.cron);
        FoundPolicy policy = found();
        policy.cloud.cron = row.cron;
        const LeftOutPolicy out = left_out(policy);
        CHECK(out.reason.kind == row.reason);
        CHECK(out.reason.text.starts_with(row.words));
        CHECK(out.covers_desktops);
    }
}

TEST_CASE("what differs for all is said once, as far as it concerns any") {
    CHECK(common_differences({}, {}).empty());
    ImportRules rules;
    std::vector<ImportedPolicy> policies{imported(found())};
    const auto usual = common_differences(rules, policies);
    CHECK(said(usual, DifferenceKind::time_zone) ==
          "the cloud names no time zone; its expressions are read in Asia/Shanghai, since its console shows UTC+8");
    for (const auto kind :
         {DifferenceKind::weekdays, DifferenceKind::retention, DifferenceKind::limit, DifferenceKind::still_attached})
        CHECK(said(usual, kind));
    CHECK(said(usual, DifferenceKind::new_desktops)->starts_with("the desktops are named one by one"));
    CHECK_FALSE(said(usual, DifferenceKind::main_file));

    rules.timezone = "UTC";
    rules.main_file_excludes = true;
    policies.front().names_weekdays = false;
    policies.front().condition = condition(ConditionKind::region, {"cn-hangzhou"});
    const auto others = common_differences(rules, policies);
    CHECK(said(others, DifferenceKind::time_zone) == "the cloud names no time zone; its expressions are read in UTC");
    CHECK_FALSE(said(others, DifferenceKind::weekdays));
    CHECK(said(others, DifferenceKind::new_desktops)->starts_with("a condition holds of just the desktops"));
    CHECK(said(others, DifferenceKind::main_file));
    policies.push_back(imported(found()));
    CHECK(said(common_differences(rules, policies), DifferenceKind::new_desktops)
              ->starts_with("where ids stand, a desktop that is attached later"));
}

TEST_CASE("the calls that detach name every desktop once, fifty in each") {
    FoundPolicy policy = found();
    policy.desktops.clear();
    for (int number = 100; number < 220; ++number)
        policy.desktops.push_back({"ecd-" + std::to_string(number), "", ""});
    policy.cloud.desktop_count = 120;
    const auto commands = detaching_commands(imported(policy));
    REQUIRE(commands.size() == 3);
    CHECK(commands[0].starts_with(
        "aliyun ecd CancelAutoSnapshotPolicy --RegionId cn-hangzhou --DesktopId.1 ecd-100 --DesktopId.2 ecd-101 "));
    CHECK(commands[1].ends_with(" --DesktopId.50 ecd-199"));
    CHECK(commands[2].ends_with(" --DesktopId.20 ecd-219"));
    CHECK(detaching_commands(imported(found())) ==
          std::vector<std::string>{"aliyun ecd CancelAutoSnapshotPolicy --RegionId cn-hangzhou --DesktopId.1 ecd-1 "
                                   "--DesktopId.2 ecd-2"});
}

TEST_CASE("every kind of difference has a word of its own") {
    std::vector<std::string> words;
    for (int kind = 0; kind <= static_cast<int>(DifferenceKind::schedule_not_readable); ++kind)
        words.emplace_back(text(static_cast<DifferenceKind>(kind)));
    std::ranges::sort(words);
    CHECK(std::ranges::adjacent_find(words) == words.end());
    CHECK(std::ranges::find(words, "?") == words.end());
}
