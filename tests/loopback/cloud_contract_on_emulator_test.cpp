// The cloud's contract on the emulator, through the real client, over real sockets.
#include "adapters/system/system_clock.hpp"
#include "contract/cloud_contract.hpp"
#include "loopback/ecd_client.hpp"
#include "loopback/emulator_process.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <stdexcept>

namespace ecdsnap::contract {
namespace {

double seconds(core::Millis time) {
    return std::chrono::duration<double>(time).count();
}

std::vector<std::string> fault_options(CloudFault fault) {
    switch (fault) {
        case CloudFault::none: return {};
        case CloudFault::lost_before_effect: return {"--fault", "lost-before-effect=100%"};
        case CloudFault::lost_after_effect: return {"--fault", "lost-after-effect=100%"};
        case CloudFault::late_effect: return {"--fault", "late-effect=100%:0-0.3s"};
        case CloudFault::server_error: return {"--fault", "5xx=100%"};
        case CloudFault::server_error_with_effect: return {"--fault", "5xx-with-effect=100%"};
        case CloudFault::throttled: return {"--throttle", "1:CreateSnapshot@token-bucket"};
        case CloudFault::unreadable: return {"--fault", "reads:lost-before-effect=100%"};
    }
    return {};
}

std::vector<std::string> options_for(const CloudWish& wish) {
    std::vector<std::string> options{"--desktops",
                                     fmt::format("{}", wish.desktops),
                                     "--data-disks",
                                     wish.data_disks ? "100%" : "0%",
                                     "--states",
                                     core::text(wish.status),
                                     "--snapshot-seconds",
                                     fmt::format("{}", seconds(wish.snapshot_time)),
                                     "--transition-seconds",
                                     fmt::format("{}", seconds(wish.power_time)),
                                     "--list-lag",
                                     fmt::format("{}", seconds(wish.listing_lag))};
    if (wish.automatic_snapshots) options.insert(options.end(), {"--auto-snapshots", "100%", "--auto-seconds", "0.01"});
    const auto faults = fault_options(wish.fault);
    options.insert(options.end(), faults.begin(), faults.end());
    return options;
}

class OnEmulator final : public CloudPlace {
public:
    explicit OnEmulator(const CloudWish& wish)
        : emulator_(ECD_EMULATOR, options_for(wish)), client_(context_, *clock_, emulator_.url(), {}) {}

    ports::Cloud& cloud() override { return client_.cloud(); }
    ports::Clock& clock() override { return *clock_; }
    boost::asio::io_context& loop() override { return context_; }
    void run_until(const std::function<bool()>& ended) override {
        context_.restart();
        while (!ended())
            if (context_.run_one() == 0) throw std::logic_error("no answer ever comes");
    }

private:
    boost::asio::io_context context_;
    std::unique_ptr<ports::Clock> clock_ = adapters::make_system_clock(context_.get_executor());
    tests::EmulatorProcess emulator_;
    tests::EcdClient client_;
};

std::unique_ptr<CloudPlace> on_emulator(const CloudWish& wish) {
    return std::make_unique<OnEmulator>(wish);
}

TEST_CASE("on the emulator: desktops are listed") {
    cloud_lists_desktops(on_emulator);
}
TEST_CASE("on the emulator: snapshots are listed") {
    cloud_lists_snapshots(on_emulator);
}
TEST_CASE("on the emulator: snapshots are made") {
    cloud_makes_snapshots(on_emulator);
}
TEST_CASE("on the emulator: a refusal has no effect") {
    cloud_refuses_without_effect(on_emulator);
}
TEST_CASE("on the emulator: what is lost or foreign leaves doubt") {
    cloud_leaves_doubt(on_emulator);
}
TEST_CASE("on the emulator: desktops wake up and fall asleep") {
    cloud_changes_power(on_emulator);
}

}  // namespace
}  // namespace ecdsnap::contract
