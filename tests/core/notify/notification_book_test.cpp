#include "core/notify/notification_book.hpp"

#include <doctest/doctest.h>

#include <initializer_list>
#include <string>

using namespace ecdsnap::core;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

Event event(EventId id, std::initializer_list<EventField> fields = {}) {
    return {id, "something happened", fields};
}

const Event cause = event(EventId::root_cause, {{"site", "main/cn-hangzhou"}, {"reason", "permission"}});
const Event cause_over = event(EventId::root_cause_over, {{"site", "main/cn-hangzhou"}, {"reason", "permission"}});
const Event warning = event(EventId::inventory_failed, {{"site", "main/cn-hangzhou"}});
const Event warning_over = event(EventId::inventory_restored, {{"site", "main/cn-hangzhou"}});

// A virtual clock and what was told so far. Starts at 2026-11-24 12:00 UTC.
struct Night {
    explicit Night(ChannelSettings channel = {}) : book(channel) {}

    std::vector<Notification> happens(const Event& event) { return book.happened(event, now()); }
    std::vector<Notification> waits(Millis time) {
        passed += time;
        return book.held_back(now().wall);
    }
    Moment now() const {
        return {std::chrono::sys_days{std::chrono::year{2026} / 11 / 24} + hours{12} + passed,
                SteadyTime{hours{1} + passed}};
    }

    NotificationBook book;
    Millis passed{0};
};

ChannelSettings quiet_from_22_to_7() {
    ChannelSettings channel;
    channel.quiet_hours = QuietHours{hours{22}, hours{7}, {"UTC+8", absl::FixedTimeZone(8 * 3600)}};
    return channel;
}

}  // namespace

TEST_CASE("an error is told with its fields and what to do") {
    Night night;
    const auto told = night.happens(cause);
    REQUIRE(told.size() == 1);
    CHECK(told[0].kind == NotificationKind::problem);
    CHECK(told[0].title == "[ERROR] something happened (ECDS-1301)");
    CHECK(told[0].text.find("site: main/cn-hangzhou\n") != std::string::npos);
    CHECK(told[0].text.find("What to do: ") != std::string::npos);
    CHECK(told[0].text.find("ecdsnap ram-policy") != std::string::npos);  // the remedy of this reason
}

TEST_CASE("what goes on is told again after a while, with how often it was seen") {
    Night night;
    CHECK(night.happens(cause).size() == 1);
    for (int i = 0; i < 23; ++i) {
        night.waits(minutes{10});
        CHECK(night.happens(cause).empty());
    }
    night.waits(minutes{10});
    const auto again = night.happens(cause);
    REQUIRE(again.size() == 1);
    CHECK(again[0].kind == NotificationKind::reminder);
    CHECK(again[0].count == 24);
}

TEST_CASE("the same about another site or for another reason is another problem") {
    Night night;
    CHECK(night.happens(cause).size() == 1);
    CHECK(night.happens(event(EventId::root_cause, {{"site", "main/cn-shanghai"}, {"reason", "permission"}})).size() ==
          1);
    CHECK(night.happens(event(EventId::root_cause, {{"site", "main/cn-hangzhou"}, {"reason", "quota"}})).size() == 1);
    CHECK(night.happens(cause).empty());
}

TEST_CASE("another slot or desktop of the same policy is the same problem") {
    Night night;
    CHECK(night.happens(event(EventId::task_failed, {{"policy", "p"}, {"desktop", "ecd-1"}, {"slot", "a"}})).size() ==
          1);
    CHECK(night.happens(event(EventId::task_failed, {{"policy", "p"}, {"desktop", "ecd-2"}, {"slot", "b"}})).empty());
}

TEST_CASE("the end is told once, to those who were told the beginning") {
    Night night;
    CHECK(night.happens(cause_over).empty());
    CHECK(night.happens(cause).size() == 1);
    const auto over = night.happens(cause_over);
    REQUIRE(over.size() == 1);
    CHECK(over[0].kind == NotificationKind::recovery);
    CHECK(over[0].level == EventLevel::error);
    CHECK(over[0].title.starts_with("[OVER] "));
    CHECK(night.happens(cause_over).empty());
    CHECK(night.happens(cause).at(0).kind == NotificationKind::problem);  // a new one
}

TEST_CASE("the end of another site's problem is not the end of this one") {
    Night night;
    night.happens(cause);
    CHECK(night.happens(event(EventId::root_cause_over, {{"site", "main/x"}, {"reason", "permission"}})).empty());
    CHECK(night.happens(event(EventId::root_cause_over, {{"site", "main/cn-hangzhou"}, {"reason", "quota"}})).empty());
    CHECK(night.happens(cause_over).size() == 1);
}

TEST_CASE("every ending in the table ends its problem") {
    const std::pair<EventId, EventId> pairs[] = {{EventId::root_cause, EventId::root_cause_over},
                                                 {EventId::calls_held_back, EventId::calls_released},
                                                 {EventId::inventory_failed, EventId::inventory_restored},
                                                 {EventId::credentials_failed, EventId::credentials_restored},
                                                 {EventId::credentials_expired, EventId::credentials_restored},
                                                 {EventId::ledger_failed, EventId::ledger_restored},
                                                 {EventId::regions_unknown, EventId::regions_known},
                                                 {EventId::clock_untrusted, EventId::clock_trusted},
                                                 {EventId::window_too_short, EventId::window_long_enough},
                                                 {EventId::paused, EventId::resumed},
                                                 {EventId::paused, EventId::pause_over},
                                                 {EventId::pause_breaks_objective, EventId::resumed},
                                                 {EventId::reload_refused, EventId::reloaded},
                                                 {EventId::reload_limited, EventId::reloaded},
                                                 {EventId::approval_needed, EventId::approved}};
    for (const auto& pair : pairs) {
        const EventId problem = pair.first;
        const EventId end = pair.second;
        Night night;
        CAPTURE(event_type(problem).name);
        const std::initializer_list<EventField> fields = {
            {"account", "a"}, {"site", "a/r"}, {"policy", "p"}, {"reason", "quota"}, {"action", "x"}};
        CHECK(night.happens(event(problem, fields)).size() == 1);
        CHECK(night.happens(event(end, fields)).size() == 1);
    }
}

TEST_CASE("recovery: false says nothing at the end") {
    ChannelSettings channel;
    channel.recovery = false;
    Night night(channel);
    night.happens(cause);
    CHECK(night.happens(cause_over).empty());
    CHECK(night.happens(cause).size() == 1);
}

TEST_CASE("a threshold counts events within its time only") {
    ChannelSettings channel;
    channel.threshold = {3, minutes{10}};
    Night night(channel);
    CHECK(night.happens(cause).empty());
    night.waits(minutes{6});
    CHECK(night.happens(cause).empty());
    night.waits(minutes{6});
    CHECK(night.happens(cause).empty());  // the first is twelve minutes old
    night.waits(minutes{4});
    const auto told = night.happens(cause);
    REQUIRE(told.size() == 1);
    CHECK(told[0].count == 4);
}

namespace {

Event failed_in(const std::string& slot, const std::string& policy = "nightly") {
    return {EventId::task_failed, "failed", {{"policy", policy}, {"slot", slot}, {"reason", "quota"}}};
}
Event opened(const std::string& slot, const std::string& policy = "nightly") {
    return {EventId::slot_opened, "opened", {{"policy", policy}, {"slot", slot}}};
}
std::string day(int number) {
    return "2026-11-" + std::to_string(10 + number) + "T18:00:00Z";
}
ChannelSettings three_of_five() {
    ChannelSettings channel;
    channel.threshold.count = 3;
    channel.threshold.of = 5;
    return channel;
}

}  // namespace

TEST_CASE("three of the last five slots: told with the third, however long that takes") {
    Night night(three_of_five());
    for (const int good : {1, 3})
        CHECK(night.happens(opened(day(good))).empty());
    for (const int bad : {2, 4}) {
        CHECK(night.happens(opened(day(bad))).empty());
        CHECK(night.happens(failed_in(day(bad))).empty());
        CHECK(night.happens(failed_in(day(bad))).empty());  // of another group of desktops: the same slot
        night.waits(hours{24 * 30});
    }
    night.happens(opened(day(5)));
    const auto told = night.happens(failed_in(day(5)));
    REQUIRE(told.size() == 1);
    CHECK(told[0].kind == NotificationKind::problem);
    CHECK(told[0].count == 5);
}

TEST_CASE("three of the last five slots: what is older does not count") {
    Night night(three_of_five());
    for (const int each : {1, 2, 3, 4, 5, 6}) {
        night.happens(opened(day(each)));
        if (each == 1 || each == 2) CHECK(night.happens(failed_in(day(each))).empty());
    }
    CHECK(night.happens(failed_in(day(6))).empty());  // the first is the sixth from the end
    night.happens(opened(day(7)));
    CHECK(night.happens(failed_in(day(7))).empty());  // and now the second
    night.happens(opened(day(8)));
    CHECK(night.happens(failed_in(day(8))).size() == 1);
}

TEST_CASE("three of the last five slots: a slot that was missed as a whole is one of them, and its own event counts") {
    Night night(three_of_five());
    const auto missed = [](int number) {
        return event(EventId::slot_missed, {{"policy", "nightly"}, {"slot", day(number)}, {"reason", "down"}});
    };
    CHECK(night.happens(missed(1)).empty());
    CHECK(night.happens(missed(2)).empty());
    CHECK(night.happens(missed(2)).empty());
    CHECK(night.happens(missed(3)).size() == 1);
}

TEST_CASE("three of the last five slots: each policy has its own, and what belongs to no slot is told at once") {
    Night night(three_of_five());
    for (const int each : {1, 2}) {
        CHECK(night.happens(failed_in(day(each), "a")).empty());
        CHECK(night.happens(failed_in(day(each + 4), "b")).empty());
    }
    CHECK(night.happens(cause).size() == 1);
    CHECK(night.happens(failed_in(day(3), "a")).size() == 1);
}

TEST_CASE("slots are counted anew when the number of them changes, and other settings leave them alone") {
    auto channel = three_of_five();
    Night night(channel);
    night.happens(failed_in(day(1)));
    night.happens(failed_in(day(2)));
    channel.repeat_after = hours{1};
    night.book.use(channel);
    CHECK(night.happens(failed_in(day(3))).size() == 1);
    channel.threshold.of = 3;
    night.book.use(channel);
    CHECK(night.book.concerns(channel, EventId::slot_opened));
    for (const int good : {4, 5})
        night.happens(opened(day(good)));
    night.waits(hours{2});
    CHECK(night.happens(failed_in(day(6))).empty());
}

TEST_CASE("a channel without a threshold of slots does not hear of them") {
    ChannelSettings channel;
    CHECK_FALSE(NotificationBook::concerns(channel, EventId::slot_opened));
    channel.threshold.of = 5;
    CHECK(NotificationBook::concerns(channel, EventId::slot_opened));
}

TEST_CASE("a problem below the threshold is over without a word") {
    ChannelSettings channel;
    channel.threshold = {2, minutes{10}};
    Night night(channel);
    night.happens(cause);
    CHECK(night.happens(cause_over).empty());
    CHECK(night.happens(cause).empty());  // counted anew
    CHECK(night.happens(cause).size() == 1);
}

TEST_CASE("warnings wait for the end of quiet hours, errors do not") {
    Night night(quiet_from_22_to_7());  // now it is 20:00 there
    CHECK(night.happens(warning).size() == 1);
    night.waits(hours{3});
    CHECK(night.happens(event(EventId::inventory_failed, {{"site", "main/b"}})).empty());
    CHECK(night.happens(cause).size() == 1);
    CHECK(night.waits(hours{7}).empty());  // 06:00
    const auto told = night.waits(hours{1});
    REQUIRE(told.size() == 1);
    CHECK(told[0].kind == NotificationKind::problem);
    CHECK(night.waits(hours{1}).empty());
}

TEST_CASE("several that waited are one message") {
    Night night(quiet_from_22_to_7());
    night.waits(hours{3});
    for (int i = 0; i < 30; ++i)
        CHECK(night.happens(event(EventId::inventory_failed, {{"site", "main/" + std::to_string(i)}})).empty());
    const auto told = night.waits(hours{8});
    REQUIRE(told.size() == 1);
    CHECK(told[0].kind == NotificationKind::digest);
    CHECK(told[0].count == 30);
    CHECK(told[0].title == "[WARNING] 30 messages waited for the end of quiet hours");
    CHECK(told[0].text.find("and 10 more") != std::string::npos);
}

TEST_CASE("what began and ended in quiet hours is not told") {
    Night night(quiet_from_22_to_7());
    night.waits(hours{3});
    CHECK(night.happens(warning).empty());
    CHECK(night.happens(warning_over).empty());
    CHECK(night.waits(hours{8}).empty());
}

TEST_CASE("the end of a warning that was told before quiet hours waits for their end; of an error it does not") {
    Night night(quiet_from_22_to_7());
    night.happens(warning);
    night.happens(cause);
    night.waits(hours{3});
    CHECK(night.happens(warning_over).empty());
    CHECK(night.happens(cause_over).size() == 1);
    const auto told = night.waits(hours{8});
    REQUIRE(told.size() == 1);
    CHECK(told[0].kind == NotificationKind::recovery);
}

TEST_CASE("quiet hours of one day, and over midnight, in their zone") {
    const QuietHours night{hours{22}, hours{7} + minutes{30}, {"UTC+8", absl::FixedTimeZone(8 * 3600)}};
    const QuietHours noon{hours{12}, hours{13}, {"UTC", absl::UTCTimeZone()}};
    const auto day = std::chrono::sys_days{std::chrono::year{2026} / 11 / 24};
    CHECK_FALSE(is_quiet(night, day + hours{13} + minutes{59}));
    CHECK(is_quiet(night, day + hours{14}));
    CHECK(is_quiet(night, day + hours{23} + minutes{29} + seconds{59}));
    CHECK_FALSE(is_quiet(night, day + hours{23} + minutes{30}));
    CHECK_FALSE(is_quiet(noon, day + hours{11}));
    CHECK(is_quiet(noon, day + hours{12}));
    CHECK_FALSE(is_quiet(noon, day + hours{13}));
}

TEST_CASE("levels and events choose, and channels are never about channels") {
    ChannelSettings channel;
    channel.warnings = false;
    CHECK(Night(channel).happens(cause).size() == 1);
    CHECK(Night(channel).happens(warning).empty());
    channel.events = {EventId::inventory_failed, EventId::slot_finished};
    CHECK(Night(channel).happens(cause).empty());
    CHECK(Night(channel).happens(warning).size() == 1);
    channel.events = {EventId::notification_failed};
    CHECK(Night(channel).happens(event(EventId::notification_failed, {{"channel", "x"}})).empty());
    CHECK(Night().happens(event(EventId::notification_failed, {{"channel", "x"}})).empty());
    CHECK(Night().happens(event(EventId::started)).empty());
}

TEST_CASE("an event that is no problem is news each time") {
    ChannelSettings channel;
    channel.events = {EventId::slot_finished};
    Night night(channel);
    for (int i = 0; i < 3; ++i) {
        const auto told = night.happens(event(EventId::slot_finished, {{"policy", "p"}}));
        REQUIRE(told.size() == 1);
        CHECK(told[0].kind == NotificationKind::news);
    }
}

TEST_CASE("a channel of some policies hears of them and of what concerns none alone") {
    ChannelSettings channel;
    channel.policies = {"a"};
    Night night(channel);
    CHECK(night.happens(event(EventId::task_failed, {{"policy", "a"}})).size() == 1);
    CHECK(night.happens(event(EventId::task_failed, {{"policy", "b"}})).empty());
    CHECK(night.happens(cause).size() == 1);
}

TEST_CASE("memory is bounded") {
    Night night;
    for (std::size_t i = 0; i < 2 * NotificationBook::most_incidents; ++i) {
        night.waits(seconds{1});
        CHECK(night.happens(event(EventId::task_failed, {{"policy", std::to_string(i)}})).size() == 1);
    }
    const auto newest = std::to_string(2 * NotificationBook::most_incidents - 1);
    CHECK(night.happens(event(EventId::task_failed, {{"policy", newest}})).empty());
    CHECK(night.happens(event(EventId::task_failed, {{"policy", "0"}})).size() == 1);  // forgotten
}

TEST_CASE("lines of foreign text stay one line") {
    Night night;
    const auto told = night.happens(event(EventId::root_cause, {{"site", "a/b"}, {"detail", "x\nFrom: y"}}));
    CHECK(told.at(0).text.find("detail: x\\nFrom: y\n") != std::string::npos);
}
