// The cloud's contract on the simulated cloud, in virtual time. The same on the emulator: tests/loopback.
#include "contract/cloud_contract.hpp"

#include "simulation/cloud_connection.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <chrono>
#include <stdexcept>

namespace ecdsnap::contract {
namespace {

constexpr double always = 100;

void set_fault(simulation::CloudFaults& faults, CloudFault fault) {
    switch (fault) {
        case CloudFault::none: break;
        case CloudFault::lost_before_effect: faults.lost_before_effect = always; break;
        case CloudFault::lost_after_effect: faults.lost_after_effect = always; break;
        case CloudFault::late_effect:
            faults.late_effect = always;
            faults.late_most = core::Millis{300};
            break;
        case CloudFault::server_error: faults.server_error = always; break;
        case CloudFault::server_error_with_effect: faults.server_error_with_effect = always; break;
        case CloudFault::throttled: faults.creates_per_second = 1; break;
        case CloudFault::unreadable: faults.read_error = always; break;
    }
}

class Simulated final : public CloudPlace {
public:
    explicit Simulated(const CloudWish& wish) {
        for (std::size_t number = 0; number < wish.desktops; ++number)
            add_desktop(fmt::format("ecd-{:04}", number), wish);
        cloud_.faults.snapshot_least = wish.snapshot_time;
        cloud_.faults.snapshot_most = wish.snapshot_time;
        cloud_.faults.list_lag = wish.listing_lag;
        cloud_.faults.power_least = wish.power_time;
        cloud_.faults.power_most = wish.power_time;
        set_fault(cloud_.faults, wish.fault);
    }

    ports::Cloud& cloud() override { return connection_; }
    ports::Clock& clock() override { return clock_; }
    boost::asio::io_context& loop() override { return clock_.context(); }
    void run_until(const std::function<bool()>& ended) override {
        const auto limit = clock_.steady_now() + std::chrono::hours{1};
        while (!ended())
            if (!time_.step(limit)) throw std::logic_error("no answer ever comes");
    }

private:
    void add_desktop(const std::string& id, const CloudWish& wish) {
        core::Desktop desktop;
        desktop.id = id;
        desktop.status = wish.status;
        desktop.has_data_disk = wish.data_disks;
        cloud_.truth.desktops.emplace(id, desktop);
        if (!wish.automatic_snapshots) return;
        simulation::TrueSnapshot made;
        made.shown.name = "auto-" + id;
        made.shown.desktop_id = id;
        made.shown.type = core::SnapshotType::automatic;
        made.shown.created = time_.wall();
        made.visible_at = time_.wall();
        made.ends_at = time_.wall();
        cloud_.truth.add(made);
    }

    simulation::VirtualTime time_{core::WallTime{std::chrono::hours{500'000}}};
    simulation::SeededRandom random_{1};
    simulation::SimulatedCloud cloud_{time_, random_};
    simulation::VirtualClock clock_{time_};
    simulation::CloudConnection connection_{cloud_, clock_, "host"};
};

std::unique_ptr<CloudPlace> simulated(const CloudWish& wish) {
    return std::make_unique<Simulated>(wish);
}

TEST_CASE("simulated: desktops are listed") {
    cloud_lists_desktops(simulated);
}
TEST_CASE("simulated: snapshots are listed") {
    cloud_lists_snapshots(simulated);
}
TEST_CASE("simulated: snapshots are made") {
    cloud_makes_snapshots(simulated);
}
TEST_CASE("simulated: a refusal has no effect") {
    cloud_refuses_without_effect(simulated);
}
TEST_CASE("simulated: what is lost or foreign leaves doubt") {
    cloud_leaves_doubt(simulated);
}
TEST_CASE("simulated: desktops wake up and fall asleep") {
    cloud_changes_power(simulated);
}

}  // namespace
}  // namespace ecdsnap::contract
