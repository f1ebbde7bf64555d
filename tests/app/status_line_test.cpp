#include "app/status_line.hpp"

#include <doctest/doctest.h>

#include <chrono>

using namespace ecdsnap;

namespace {

const absl::TimeZone shanghai = absl::FixedTimeZone(8 * 3600);

// 02:39:25 in Shanghai: 412 of 497 are done.
ports::Status at_night() {
    ports::Status status;
    status.ready = true;
    status.now = core::WallTime{std::chrono::sys_days{std::chrono::year{2026} / 11 / 25} + std::chrono::hours{18} +
                                std::chrono::minutes{39} + std::chrono::seconds{25}};
    status.policies.emplace_back();
    status.policies[0].name = "nightly";
    core::Slot slot;
    slot.counts.tasks = 500;
    slot.counts.done = 412;
    slot.counts.skipped = 3;
    status.policies[0].open_slots.push_back(slot);
    return status;
}

void expect_end_in(ports::Status& status, std::chrono::seconds time) {
    status.policies[0].open_slots[0].outlook = core::SlotOutlook{status.now + time, 0};
}

}  // namespace

TEST_CASE("the status line says how far the night has come, and about when it is over") {
    ports::Status status = at_night();
    CHECK(app::status_line(status, shanghai) == "412 of 497 snapshots done");
    expect_end_in(status, std::chrono::seconds{95});  // the minute that is not too early
    CHECK(app::status_line(status, shanghai) == "412 of 497 snapshots, done about 02:41");
    expect_end_in(status, std::chrono::seconds{36});
    CHECK(app::status_line(status, shanghai) == "412 of 497 snapshots, done about 02:41");
    expect_end_in(status, std::chrono::hours{30});
    CHECK(app::status_line(status, shanghai) == "412 of 497 snapshots, done about 2026-11-27 08:40");
    expect_end_in(status, std::chrono::seconds{-1});  // nobody knows
    CHECK(app::status_line(status, shanghai) == "412 of 497 snapshots done");
    status.policies[0].open_slots.clear();
    CHECK(app::status_line(status, shanghai) == "1 policy, no slot open");
}

TEST_CASE("the status line begins with what is wrong, the cause before what follows of it") {
    ports::Status status = at_night();
    status.policies[0].unapproved = 500;
    CHECK(app::status_line(status, shanghai) ==
          "policy nightly waits for `ecdsnap approve`; 412 of 497 snapshots done");
    status.policies[0].unapproved = 0;
    status.policies[0].open_slots[0].counts.failed = 2;
    status.ready = false;
    status.not_ready_because = {"the clock has not been found to agree with the cloud's"};
    CHECK(app::status_line(status, shanghai) ==
          "not ready: the clock has not been found to agree with the cloud's; 412 of 497 snapshots done, 2 NOT made");
    status.sites.emplace_back();
    status.sites[0].site = {"main", "cn-hangzhou"};
    status.sites[0].problems = {
        {core::ErrorClass::credentials, "no key: /run/credentials/ecdsnapd.service/ecd-key does not exist"}};
    CHECK(
        app::status_line(status, shanghai) ==
        "main/cn-hangzhou: no key: /run/credentials/ecdsnapd.service/ecd-key does not exist; not ready: the clock has "
        "not been found to agree with the cloud's; 412 of 497 snapshots done, 2 NOT made");
}
