// One site's cloud in virtual time, failing as a seed commands: answers that are lost before or after the effect,
// effects that come late, throttling, listings that lag, snapshots that fail or hang.
#pragma once

#include "ports/cloud.hpp"
#include "simulation/cloud_truth.hpp"
#include "simulation/seeded_random.hpp"
#include "simulation/virtual_clock.hpp"

#include <memory>
#include <string>

namespace ecdsnap::simulation {

// Chances are in per cent of the calls concerned.
struct CloudFaults {
    core::Millis latency_least{20};
    core::Millis latency_most{120};
    double lost_before_effect = 0;  // creates: nothing happened, no answer
    double lost_after_effect = 0;   // creates: it happened, no answer
    double late_effect = 0;         // creates: no answer, and it happens later
    core::Millis late_most{20'000};
    double server_error = 0;  // creates: 5xx without effect
    double server_error_with_effect = 0;
    double read_error = 0;  // reads: no answer
    double snapshot_fails = 0;
    double snapshot_hangs = 0;
    core::Millis snapshot_least{1000};
    core::Millis snapshot_most{4000};
    core::Millis list_lag{0};
    std::size_t description_cut = 1000;  // characters that come back
    bool down = false;                   // nothing answers
    bool forbidden = false;              // creates: 403 Forbidden.RAM
    double creates_per_second = 0;       // 0: no limit
    std::size_t page = 100;
};

class SimulatedCloud final : public ports::Cloud {
public:
    SimulatedCloud(VirtualClock& clock, SeededRandom& random, CloudTruth& truth);

    boost::asio::awaitable<ports::Answer<ports::DesktopPage>> describe_desktops(ports::DesktopQuery query) override;
    boost::asio::awaitable<ports::Answer<ports::SnapshotPage>> describe_snapshots(ports::SnapshotQuery query) override;
    boost::asio::awaitable<ports::Answer<std::vector<std::string>>> describe_regions() override;
    boost::asio::awaitable<ports::Answer<std::string>> create_snapshot(ports::CreateSnapshotRequest request) override;

    CloudFaults faults;
    std::uint64_t reads = 0;
    std::uint64_t creates = 0;
    std::uint64_t throttled = 0;

private:
    boost::asio::awaitable<void> pass(core::Millis time);
    core::Millis latency();
    bool takes_token();
    std::optional<core::Error> refusal(const ports::CreateSnapshotRequest& request);
    std::string take_effect(std::uint64_t call, bool late);
    void catch_up_effects();

    VirtualClock& clock_;
    SeededRandom& random_;
    CloudTruth& truth_;
    double tokens_ = 1;
    core::SteadyTime tokens_at_{};
};

}  // namespace ecdsnap::simulation
