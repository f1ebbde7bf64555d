// `notifications` of the main file.
#include "config_folder.hpp"

#include <doctest/doctest.h>

#include <utility>

using namespace ecdsnap;
using namespace ecdsnap::adapters;
using namespace ecdsnap::tests;
using namespace std::chrono_literals;

namespace {

const std::string main_file =
    "accounts:\n  - {name: main, regions: [cn-hangzhou]}\npolicies: policies.d\nnotifications:\n";

const std::string good_policy =
    "policies:\n  - name: nightly\n    select: {name: \"*\"}\n    schedule: {cron: \"0 2 * * *\", timezone: UTC}\n";

// The problem of one channel, without its position.
std::string problem_of(const std::string& channel) {
    const ConfigFolder folder;
    folder.write("ecdsnapd.yaml", main_file + "  - {" + channel + "}\n");
    folder.write("policies.d/nightly.yaml", good_policy);
    const auto problems = folder.problems();
    if (problems.empty()) return "good";
    return problems.size() == 1 ? problems[0].substr(problems[0].find(' ') + 1)
                                : std::to_string(problems.size()) + " problems: " + problems[0];
}

const std::string slack = "name: a, type: slack, url: \"https://x.example\", ";
const std::string mail = "name: a, type: smtp, url: \"smtps://x.example\", from: a@b, to: c@d";
const std::string url_allowed =
    " (allowed: https://..., or http:// on loopback; of smtp: smtps://HOST[:PORT] or smtp://HOST[:PORT])";

}  // namespace

TEST_CASE("good channels") {
    CHECK(problem_of(slack + "levels: [error]") == "good");
    CHECK(problem_of("name: a, type: slack, url: \"http://127.0.0.1:1/x\"") == "good");
    CHECK(problem_of("name: a, type: slack, url: \"http://[::1]\"") == "good");
    CHECK(problem_of(slack + "threshold: {count: 5, of: 5}") == "good");
    CHECK(problem_of(mail) == "good");
    CHECK(problem_of("name: a, type: smtp, url: \"smtp://x:587\", from: a@b, to: [c@d, e@f], user: x") == "good");
    CHECK(problem_of("name: a, type: webhook, url: \"https://x\", body: '{\"t\": \"{title}\"}'") == "good");
    CHECK(problem_of("name: a, type: heartbeat, url: \"https://x\", policies: [nightly]") == "good");
}

TEST_CASE("bad channels") {
    const std::pair<std::string, std::string> rows[] = {
        {"type: slack, url: \"https://x\"",
         "notifications[0].name: the key is missing (allowed: 1-40 of a-z, 0-9 and -, starting with a letter)"},
        {"name: a, type: slack", "notifications[0].url_file: an address is needed: url or url_file"},
        {"name: a, type: slack, url: \"http://example.com/secret-1\"",
         "notifications[0].url: this address is not one for the type" + url_allowed},
        {"name: a, type: slack, url: \"http://127.0.0.1.example.com/secret-1\"",
         "notifications[0].url: this address is not one for the type" + url_allowed},
        {"name: a, type: slack, url: \"smtps://x\"",
         "notifications[0].url: this address is not one for the type" + url_allowed},
        {"name: a, type: slack, url: \"https://user:secret-1@x\"",
         "notifications[0].url: this is not an address" + url_allowed},
        {slack + "from: a@b", "notifications[0].from: says nothing for the type slack"},
        {slack + "body: x", "notifications[0].body: says nothing for the type slack"},
        {"name: a, type: heartbeat, url: \"https://x\", levels: [error]",
         "notifications[0].levels: says nothing for the type heartbeat"},
        {slack + "levels: [error], events: [task_failed]", "notifications[0].levels: it says nothing beside events"},
        {slack + "events: [task_faild]",
         "notifications[0].events[0]: \"task_faild\" is not an event (allowed: names of events, as `ecdsnap events` "
         "lists them); did you mean \"task_failed\"?"},
        {slack + "levels: [info]",
         "notifications[0].levels[0]: \"info\" is not a known word (allowed: error, warning)"},
        {"name: a, type: webhook, url: \"https://x\", body: \"{titel}\"",
         "notifications[0].body: {titel} is nothing that can be filled in (allowed: {kind}, {level}, {event}, {code}, "
         "{title}, {text}, {time}, {owner}, {host}, {count}); did you mean {title}?"},
        {"name: a, type: smtp, url: \"smtps://x\", from: a@b", "notifications[0].to: a mail needs it"},
        {"name: a, type: smtp, url: \"smtps://x\", from: a, to: c@d",
         "notifications[0].from: \"a\" is not an e-mail address (allowed: an e-mail address)"},
        {slack + "threshold: {within: 5m}",
         "notifications[0].threshold.count: the key is missing (allowed: 1 to 1000)"},
        {slack + "threshold: {count: 0}", "notifications[0].threshold.count: \"0\" is too small (allowed: 1 to 1000)"},
        {slack + "threshold: {count: 3, of: 1}",
         "notifications[0].threshold.of: \"1\" is too small (allowed: 2 to 100)"},
        {slack + "threshold: {count: 3, of: 5, within: 5d}",
         "notifications[0].threshold.within: it says nothing beside of"},
        {slack + "threshold: {count: 6, of: 5}",
         "notifications[0].threshold: there are fewer slots than have to have the event (allowed: an of that is at "
         "least count)"},
        {slack + "quiet_hours: {from: \"22:00\", until: \"24:00\", timezone: UTC}",
         "notifications[0].quiet_hours.until: \"24:00\" is not a time of day (allowed: a time of day such as 07:30)"},
        {slack + "quiet_hours: {from: \"22:00\", until: \"22:00\", timezone: UTC}",
         "notifications[0].quiet_hours: the quiet hours are empty (allowed: two times of day that differ)"},
        {slack + "repeat_after: 1s", "notifications[0].repeat_after: \"1s\" is too short (allowed: 1m to 30d)"},
    };
    for (const auto& row : rows) {
        const std::string& channel = row.first;
        CAPTURE(channel);
        CHECK(problem_of(channel) == row.second);
        CHECK(problem_of(channel).find("secret-1") == std::string::npos);
    }
}

TEST_CASE("two channels have different names") {
    const ConfigFolder folder;
    folder.write("ecdsnapd.yaml", main_file +
                                      "  - {name: a, type: slack, url: \"https://x\"}\n"
                                      "  - {name: a, type: wecom, url: \"https://y\"}\n");
    folder.write("policies.d/nightly.yaml", good_policy);
    const auto problems = folder.problems();
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].find("\"a\" is also the name of the channel in line 5") != std::string::npos);
}

TEST_CASE("an event that a daemon cannot send is refused") {
    CHECK(problem_of(slack + "events: [hangs]").find("\"hangs\" is told to the log alone") != std::string::npos);
    CHECK(problem_of(slack + "events: [ended_abruptly]") == "good");
}

TEST_CASE("a channel for a policy that there is not is warned of, where it names it") {
    const ConfigFolder folder;
    folder.write("ecdsnapd.yaml", main_file +
                                      "  - name: ops\n    type: slack\n    url: https://x.example\n"
                                      "    policies: [nightly, nigthly]\n");
    folder.write("policies.d/nightly.yaml", good_policy);
    const auto config = folder.load();
    REQUIRE(config.has_value());
    REQUIRE(config->warnings.size() == 1);
    CHECK(text(config->warnings[0])
              .find("ecdsnapd.yaml:8:25: notifications[0].policies[1]: there is no policy "
                    "\"nigthly\" (allowed: nightly); did you mean \"nightly\"?") != std::string::npos);
}

TEST_CASE("a threshold of slots") {
    const ConfigFolder folder;
    folder.write("ecdsnapd.yaml",
                 main_file + "  - {name: a, type: slack, url: \"https://x.example\", threshold: {count: 3, of: 5}}\n");
    folder.write("policies.d/nightly.yaml", good_policy);
    const auto config = folder.load();
    if (!config) FAIL(folder.problems().at(0));
    CHECK(config->settings.notifications.at(0).threshold == core::NotificationThreshold{3, 10min, 5});
}

TEST_CASE("the values of a channel") {
    const ConfigFolder folder;
    folder.write("ecdsnapd.yaml",
                 main_file +
                     "  - name: ops\n    type: dingtalk\n    url: https://x.example/robot?access_token=t\n"
                     "    events: [task_failed, slot_missed]\n    policies: [nightly]\n"
                     "    threshold: {count: 3, within: 1h}\n    repeat_after: 2h\n    recovery: false\n"
                     "    quiet_hours: {from: \"22:00\", until: \"07:30\", timezone: Asia/Shanghai}\n");
    folder.write("policies.d/nightly.yaml", good_policy);
    const auto config = folder.load();
    REQUIRE(config.has_value());
    REQUIRE(config->warnings.size() == 1);
    CHECK(text(config->warnings[0]).find("url_file keeps it out of this file") != std::string::npos);
    CHECK(text(config->warnings[0]).find("access_token") == std::string::npos);
    REQUIRE(config->settings.notifications.size() == 1);
    const core::ChannelSettings& channel = config->settings.notifications[0];
    CHECK(channel.type == core::ChannelType::dingtalk);
    CHECK(channel.url.reveal() == "https://x.example/robot?access_token=t");
    CHECK(channel.events == std::vector{core::EventId::task_failed, core::EventId::slot_missed});
    CHECK(channel.threshold == core::NotificationThreshold{3, 1h});
    CHECK(channel.repeat_after == 2h);
    CHECK_FALSE(channel.recovery);
    REQUIRE(channel.quiet_hours);
    CHECK(channel.quiet_hours->from == 22h);
    CHECK(channel.quiet_hours->until == 7h + 30min);
    CHECK(channel.quiet_hours->zone.name == "Asia/Shanghai");
    CHECK(config->settings == config->settings);
}
