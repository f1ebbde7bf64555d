#include "cli/doctor/daemon_trouble.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap;
using namespace ecdsnap::cli;

namespace {

const core::WallTime midnight{std::chrono::hours{24 * 20'000}};
constexpr auto creates = static_cast<std::size_t>(core::CallKind::create);

ports::SiteStatus slow_site(double rate, std::uint64_t due) {
    ports::SiteStatus site;
    site.site = {"main", "cn-hangzhou"};
    site.requests_per_second_limit = rate;
    site.due = due;
    return site;
}

ports::Status with_slot(std::uint32_t tasks, std::uint64_t left_over) {
    ports::Status status;
    status.now = midnight;
    ports::PolicyStatus policy;
    policy.name = "tight";
    core::Slot slot;
    slot.local_time = "2024-10-04 02:00 CST";
    slot.window_end = midnight + std::chrono::minutes{5};
    slot.counts.tasks = tasks;
    slot.outlook = core::SlotOutlook{midnight + std::chrono::minutes{9}, left_over};
    policy.open_slots.push_back(slot);
    status.policies.push_back(policy);
    return status;
}

}  // namespace

TEST_CASE("of a site's root causes those are told that doctor cannot meet itself, with their remedies") {
    ports::SiteStatus site = slow_site(100, 0);
    CHECK(trouble_at(site).empty());
    site.problems = {{core::ErrorClass::quota, "QuotaExceed.Snapshot: too many snapshots"},
                     {core::ErrorClass::credentials, "InvalidAccessKeyId.NotFound: no such key"},
                     {core::ErrorClass::bad_request, "InvalidParameter: disk"},
                     {core::ErrorClass::permission, "Forbidden.RAM: no"},
                     {core::ErrorClass::temporary, "connection refused"}};
    const Findings findings = trouble_at(site);
    REQUIRE(findings.size() == 2);
    CHECK(findings[0].where == "main/cn-hangzhou");
    CHECK(findings[0].what == "quota");
    CHECK(findings[0].said == "the daemon's calls are refused: QuotaExceed.Snapshot: too many snapshots");
    CHECK(findings[0].remedy.find("quota raised") != std::string::npos);
    CHECK(findings[1].what == "bad_request");
    CHECK(any_problem(findings));
}

TEST_CASE("a slow pace is told while much is due, and by whom it is set") {
    CHECK(trouble_at(slow_site(1, 100)).empty());
    CHECK(trouble_at(slow_site(2, 1000)).empty());
    CHECK(trouble_at(slow_site(0, 1000)).empty());  // of a daemon that does not tell it
    ports::SiteStatus site = slow_site(1.04, 120);
    site.learned_rates[creates] = 1.04;
    Findings findings = trouble_at(site);
    REQUIRE(findings.size() == 1);
    CHECK(text(findings[0].verdict) == text(Verdict::warning));
    CHECK(findings[0].what == "pace");
    CHECK(findings[0].said ==
          "1 CreateSnapshot calls a second, as the service was found to take: 120 tasks are due, which takes 1m55s");
    CHECK(findings[0].remedy.find("limit raised") != std::string::npos);
    findings = trouble_at(slow_site(0.5, 120));
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].said ==
          "0.5 CreateSnapshot calls a second, by this configuration's `limits`: 120 tasks are due, which takes 4m");
    CHECK(findings[0].remedy.find("requests_per_second") != std::string::npos);
}

TEST_CASE("an open slot that will not fit its window is a problem of its policy") {
    const Findings findings = short_windows(with_slot(180, 110));
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].where == "policy tight");
    CHECK(findings[0].what == "window");
    CHECK(findings[0].said ==
          "about 110 of 180 snapshots of 2024-10-04 02:00 CST will not be started before the window ends at "
          "2024-10-04T00:05:00Z");
    CHECK(any_problem(findings));
    CHECK(short_windows(with_slot(180, 0)).empty());
    CHECK(short_windows(with_slot(180, 1)).empty());  // less than such an estimate can tell
    ports::Status over = with_slot(180, 110);
    over.now += std::chrono::minutes{5};
    CHECK(short_windows(over).empty());  // what is left is told as missed
    ports::Status unknown = with_slot(180, 110);
    unknown.policies[0].open_slots[0].outlook.reset();
    CHECK(short_windows(unknown).empty());
}
