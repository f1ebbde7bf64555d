// `regions: all` in virtual time.
#include "app/region_watch.hpp"

#include "engine/scenario.hpp"
#include "fakes/unasked_cloud.hpp"

#include <boost/asio/co_spawn.hpp>
#include <doctest/doctest.h>

#include <exception>
#include <optional>
#include <string>
#include <vector>

using namespace ecdsnap;
using namespace ecdsnap::tests;
using namespace std::chrono_literals;

namespace {

class RegionCloud final : public UnaskedCloud {
public:
    boost::asio::awaitable<ports::Answer<std::vector<std::string>>> describe_regions() override {
        ++asked;
        core::Result<std::vector<std::string>> result = regions;
        if (failing) result = failure();
        ports::Answer<std::vector<std::string>> answer{std::move(result), std::nullopt};
        co_return answer;
    }

    std::vector<std::string> regions;
    bool failing = false;
    std::size_t asked = 0;

private:
    static core::Error failure() {
        core::Error error;
        error.kind = core::ErrorClass::permission;
        error.code = "Forbidden.RAM";
        error.http_status = 403;
        return error;
    }
};

// A daemon that serves main/cn-hangzhou, and the watch beside it. What it connects has no desktops.
struct Watched {
    Watched() {
        scenario.policy();
        scenario.start();
        auto connect = [this](const std::string& region) {
            connected.push_back(region);
            scenario.daemon.engine().add_site({"all", region}, quiet, scenario.limits, engine::SiteOrigin::discovered);
            return core::Result<void>{};
        };
        watch.emplace("all", cloud, scenario.daemon.clock(), scenario.events, scenario.daemon.engine(), connect);
    }
    ~Watched() {
        watch->stop();
        scenario.pass(1s);
        scenario.stop();
    }

    void run() {
        auto on_end = [](std::exception_ptr failure) {
            if (failure) std::rethrow_exception(failure);
        };
        boost::asio::co_spawn(scenario.daemon.clock().context(), watch->run(), on_end);
        scenario.pass(1s);
    }

    Scenario scenario;
    RegionCloud cloud;
    class Quiet final : public UnaskedCloud {
        boost::asio::awaitable<ports::Answer<ports::DesktopPage>> describe_desktops(ports::DesktopQuery) override {
            ports::Answer<ports::DesktopPage> answer{ports::DesktopPage{}, std::nullopt};
            co_return answer;
        }
        boost::asio::awaitable<ports::Answer<ports::SnapshotPage>> describe_snapshots(ports::SnapshotQuery) override {
            ports::Answer<ports::SnapshotPage> answer{ports::SnapshotPage{}, std::nullopt};
            co_return answer;
        }
    } quiet;
    std::vector<std::string> connected;
    std::optional<app::RegionWatch> watch;
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("the regions that the cloud names are connected; none of them is news at the first answer") {
    Watched watched;
    watched.cloud.regions = {"cn-hangzhou", "us-west-1"};
    watched.run();
    CHECK(watched.connected == Names{"cn-hangzhou", "us-west-1"});
    CHECK(watched.scenario.events.count(core::EventId::region_added) == 0);
    CHECK(watched.scenario.daemon.engine().status().regions_awaited.empty());
}

TEST_CASE("while it fails it is asked again, told once, and said in status; the others go on") {
    Watched watched;
    watched.cloud.failing = true;
    watched.run();
    watched.scenario.pass(10min);
    CHECK(watched.scenario.events.count(core::EventId::regions_unknown) == 1);
    CHECK(watched.cloud.asked >= 10);
    CHECK(watched.cloud.asked <= 15);
    const auto status = watched.scenario.daemon.engine().status();
    REQUIRE(status.regions_awaited.size() == 1);
    CHECK(status.regions_awaited.front().find("Forbidden.RAM") != std::string::npos);
    CHECK(status.not_ready_because.front().find("account all waits for the names of its regions") != std::string::npos);
    CHECK(status.sites.front().ready);
    watched.cloud.failing = false;
    watched.cloud.regions = {"cn-hangzhou"};
    watched.scenario.pass(2min);
    CHECK(watched.connected == Names{"cn-hangzhou"});
    CHECK(watched.scenario.events.count(core::EventId::regions_known) == 1);
    CHECK(watched.scenario.daemon.engine().status().regions_awaited.empty());
}

TEST_CASE("it is asked daily: a new region is served and told, one that went is told once") {
    Watched watched;
    watched.cloud.regions = {"cn-hangzhou", "us-west-1"};
    watched.run();
    watched.cloud.regions = {"cn-hangzhou", "ap-southeast-1"};
    watched.scenario.pass(25h);
    CHECK(watched.cloud.asked == 2);
    CHECK(watched.connected == Names{"cn-hangzhou", "us-west-1", "ap-southeast-1"});
    CHECK(watched.scenario.events.count(core::EventId::region_added) == 1);
    CHECK(watched.scenario.events.last(core::EventId::region_added)->message.starts_with("all/ap-southeast-1"));
    CHECK(watched.scenario.events.count(core::EventId::region_gone) == 1);
    watched.scenario.pass(48h);
    CHECK(watched.scenario.events.count(core::EventId::region_gone) == 1);
    CHECK(watched.scenario.events.count(core::EventId::region_added) == 1);
}
