// Several sites: two accounts with desktops of the same ids; regions that are only discovered, also at run time.
#include "engine/scenario.hpp"
#include "fakes/unasked_cloud.hpp"
#include "simulation/cloud_connection.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <utility>

using namespace ecdsnap;
using namespace ecdsnap::tests;
using namespace std::chrono_literals;

namespace {

const core::SiteId other_site{"other", "cn-hangzhou"};
const core::SiteId found_site{"main", "us-west-1"};

// A scenario with another account, whose desktops have the same ids.
struct Twins {
    explicit Twins(std::size_t desktops) {
        scenario.add_desktops(desktops);
        other.truth.desktops = scenario.truth.desktops;
        other.truth.id_prefix = "s-other-";
        scenario.daemon.add_site(other_site, other, scenario.limits);
        scenario.policy();
    }

    Scenario scenario;
    simulation::SimulatedCloud other{scenario.time, scenario.random};
};

using Disk = std::pair<std::string, core::DiskKind>;

// Live snapshots that callers made, by disk.
std::map<Disk, std::set<std::string>> live_in(const simulation::SimulatedCloud& cloud, core::WallTime now) {
    std::map<Disk, std::set<std::string>> live;
    for (const auto& snapshot : cloud.truth.snapshots())
        if (snapshot.cause && snapshot.live(now))
            live[{snapshot.shown.desktop_id, snapshot.shown.disk}].insert(snapshot.shown.id);
    return live;
}

// The one snapshot that each task of the site has recorded.
std::map<Disk, std::set<std::string>> recorded_at(Scenario& scenario, const core::SiteId& site) {
    std::map<Disk, std::set<std::string>> recorded;
    for (const auto& entry : scenario.history())
        if (entry.task && *entry.task->site == site)
            recorded[{entry.task->desktop_id, entry.task->disk}].insert(entry.task->snapshot_id);
    return recorded;
}

void check_apart(Twins& twins, std::size_t disks) {
    CHECK(twins.scenario.tasks_with(core::Outcome::done) == 2 * disks);
    const auto now = twins.scenario.time.wall();
    for (const auto& pair :
         {std::pair(&twins.scenario.cloud, core::SiteId{"main", "cn-hangzhou"}), std::pair(&twins.other, other_site)}) {
        CAPTURE(core::text(pair.second));
        const auto& [cloud, site] = pair;
        const auto live = live_in(*cloud, now);
        CHECK(live.size() == disks);
        CHECK(live == recorded_at(twins.scenario, site));
    }
}

core::Error refusal(core::ErrorClass kind, std::string code) {
    core::Error error;
    error.kind = kind;
    error.code = std::move(code);
    error.http_status = 403;
    error.doing = "DescribeDesktops";
    return error;
}

// A region without desktops that may be closed. Its Date is right.
class Region final : public UnaskedCloud {
public:
    explicit Region(Scenario& scenario) : scenario_(scenario) {}

    boost::asio::awaitable<ports::Answer<ports::DesktopPage>> describe_desktops(ports::DesktopQuery) override {
        ++lists;
        return answered<ports::DesktopPage>();
    }
    boost::asio::awaitable<ports::Answer<ports::SnapshotPage>> describe_snapshots(ports::SnapshotQuery) override {
        ++lists;
        return answered<ports::SnapshotPage>();
    }

    std::optional<core::Error> closed;
    std::size_t lists = 0;

private:
    template <class Page>
    boost::asio::awaitable<ports::Answer<Page>> answered() {
        core::Result<Page> result = Page{};
        if (closed) result = *closed;
        ports::Answer<Page> answer{std::move(result), std::chrono::floor<std::chrono::seconds>(scenario_.time.wall())};
        co_return answer;
    }

    Scenario& scenario_;
};

ports::SiteStatus status_of(Scenario& scenario, const core::SiteId& site) {
    for (auto& each : scenario.daemon.engine().status().sites)
        if (each.site == site) return each;
    return {};
}

}  // namespace

TEST_CASE("desktops of two accounts with the same ids are kept apart") {
    Twins twins{60};
    twins.scenario.start();
    REQUIRE(twins.scenario.pass_until_settled(40min));
    check_apart(twins, 90);
}

TEST_CASE("they are kept apart with lost answers at one of them and failed snapshots at the other, and over a kill") {
    Twins twins{40};
    twins.scenario.cloud.faults.lost_after_effect = 0.2;
    twins.other.faults.snapshot_fails = 0.2;
    twins.scenario.start();
    REQUIRE(twins.scenario.pass_until([&] { return twins.scenario.cloud.creates > 20 && twins.other.creates > 20; },
                                      10min));
    twins.scenario.kill();
    twins.scenario.pass(20s);
    twins.scenario.start();
    REQUIRE(twins.scenario.pass_until_settled(60min));
    check_apart(twins, 60);
    CHECK(twins.scenario.events.count(core::EventId::extra_found) == 0);
    CHECK(twins.scenario.events.count(core::EventId::second_daemon) == 0);
}

TEST_CASE("a lost ledger is rebuilt for each of them from its own listing") {
    Twins twins{20};
    twins.scenario.start();
    REQUIRE(twins.scenario.pass_until_settled(40min));
    twins.scenario.kill();
    *twins.scenario.daemon.disk = {};
    const auto before = twins.scenario.cloud.creates + twins.other.creates;
    twins.scenario.start();
    twins.scenario.pass(10min);
    CHECK(twins.scenario.cloud.creates + twins.other.creates == before);
    check_apart(twins, 30);
}

TEST_CASE("a site that is dead keeps neither another account's slot nor its snapshots waiting") {
    Twins twins{30};
    twins.other.faults.down = true;
    twins.scenario.start();
    REQUIRE(twins.scenario.pass_until(
        [&] { return live_in(twins.scenario.cloud, twins.scenario.time.wall()).size() == 45; }, 6min));
    CHECK(twins.other.creates == 0);
}

TEST_CASE("a run by hand waits for fresh listings of the sites that answer, and hardly for one that does not") {
    Twins twins{10};
    twins.other.faults.down = true;
    twins.scenario.policies.clear();
    twins.scenario.policy([](core::Policy& policy) { policy.schedule = due("0 3 1 1 *"); });
    twins.scenario.start();
    twins.scenario.pass(2min);
    const core::SteadyTime asked = twins.scenario.time.now();
    REQUIRE(twins.scenario.run("nightly").has_value());
    CHECK(twins.scenario.time.now() - asked <= 7s);
    REQUIRE(twins.scenario.pass_until_settled(5min));
    CHECK(live_in(twins.scenario.cloud, twins.scenario.time.wall()).size() == 15);
}

TEST_CASE("a region that is discovered while the daemon runs is served from then on, with the slots that are open") {
    Scenario scenario;
    scenario.add_desktops(10);
    scenario.policy();
    simulation::SimulatedCloud late{scenario.time, scenario.random};
    late.truth.id_prefix = "s-late-";
    late.truth.desktops = scenario.truth.desktops;
    scenario.start();
    REQUIRE(scenario.pass_until_settled(10min));
    simulation::CloudConnection connection{late, scenario.daemon.clock(), "host"};
    scenario.daemon.engine().add_site(found_site, connection, scenario.limits, engine::SiteOrigin::discovered);
    REQUIRE(scenario.pass_until([&] { return live_in(late, scenario.time.wall()).size() == 15; }, 10min));
    CHECK(status_of(scenario, found_site).ready);
    scenario.pass(2min);
    CHECK(recorded_at(scenario, found_site) == live_in(late, scenario.time.wall()));
    scenario.stop();
}

TEST_CASE("a discovered region in which nothing may be listed is set aside without an alarm, and taken back") {
    Scenario scenario;
    scenario.add_desktops(4);
    scenario.policy();
    Region region{scenario};
    region.closed = refusal(core::ErrorClass::permission, "Forbidden.ServiceNotOpened");
    scenario.start();
    scenario.daemon.engine().add_site(found_site, region, scenario.limits, engine::SiteOrigin::discovered);
    REQUIRE(scenario.pass_until_settled(10min));
    CHECK(scenario.daemon.engine().ready());
    CHECK(status_of(scenario, found_site).unused.find("Forbidden.ServiceNotOpened") != std::string::npos);
    CHECK(scenario.events.count(core::EventId::region_unused) == 1);
    for (const auto id : {core::EventId::root_cause, core::EventId::inventory_failed, core::EventId::calls_held_back,
                          core::EventId::account_refused})
        CHECK(scenario.events.count(id) == 0);
    scenario.pass(10h);
    CHECK(region.lists <= 4 + 60);                                    // a look every ten minutes
    CHECK(scenario.events.count(core::EventId::slot_finished) == 1);  // nobody waits for it

    region.closed.reset();
    core::Millis at_most = 11min;
    SUBCASE("as soon as the regions are asked for again") {
        scenario.daemon.engine().note_regions("main", {"cn-hangzhou", "us-west-1"});
        at_most = 2min;
    }
    SUBCASE("by itself") {}
    REQUIRE(scenario.pass_until([&] { return status_of(scenario, found_site).ready; }, at_most));
    CHECK(status_of(scenario, found_site).unused.empty());
    scenario.stop();
}

TEST_CASE("a discovered region that does not answer, or whose key is refused, is an alarm like any other") {
    for (const auto kind : {core::ErrorClass::credentials, core::ErrorClass::temporary}) {
        Scenario scenario;
        scenario.add_desktops(4);
        scenario.policy();
        Region region{scenario};
        region.closed = refusal(kind, "X");
        scenario.start();
        scenario.daemon.engine().add_site(found_site, region, scenario.limits, engine::SiteOrigin::discovered);
        scenario.pass(5min);
        CHECK(scenario.events.count(core::EventId::root_cause) == 1);
        CHECK(scenario.events.count(core::EventId::region_unused) == 0);
        CHECK(!scenario.daemon.engine().ready());
        scenario.stop();
    }
}

TEST_CASE("a region that was named is never set aside") {
    Scenario scenario;
    scenario.add_desktops(4);
    scenario.policy();
    Region region{scenario};
    region.closed = refusal(core::ErrorClass::permission, "Forbidden.RAM");
    scenario.start();
    scenario.daemon.engine().add_site(found_site, region, scenario.limits);
    scenario.pass(2min);
    CHECK(status_of(scenario, found_site).unused.empty());
    CHECK(scenario.events.count(core::EventId::root_cause) == 1);
    scenario.stop();
}

TEST_CASE("a refused date says by how much the clocks differ") {
    Scenario scenario;
    scenario.add_desktops(4);
    scenario.policy();
    Region region{scenario};
    region.closed = refusal(core::ErrorClass::clock_skew, "InvalidTimeStamp.Expired");
    scenario.start();
    scenario.daemon.engine().add_site(found_site, region, scenario.limits);
    scenario.pass(1min);
    CHECK(status_of(scenario, found_site).waits_for.find("this machine's clock is ") != std::string::npos);
    CHECK(status_of(scenario, found_site).clock_difference.has_value());
    scenario.stop();
}
