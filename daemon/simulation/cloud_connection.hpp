// One host's way to the simulated cloud: ports::Cloud for an engine on that host.
#pragma once

#include "ports/cloud.hpp"
#include "simulation/simulated_cloud.hpp"
#include "simulation/virtual_clock.hpp"

#include <string>

namespace ecdsnap::simulation {

class CloudConnection final : public ports::Cloud {
public:
    // Both outlive it. `host` names whose calls these are in the cloud's records.
    CloudConnection(SimulatedCloud& cloud, VirtualClock& clock, std::string host);

    boost::asio::awaitable<ports::Answer<ports::DesktopPage>> describe_desktops(ports::DesktopQuery query) override;
    boost::asio::awaitable<ports::Answer<ports::SnapshotPage>> describe_snapshots(ports::SnapshotQuery query) override;
    boost::asio::awaitable<ports::Answer<std::vector<std::string>>> describe_regions() override;
    boost::asio::awaitable<ports::Answer<std::string>> create_snapshot(ports::CreateSnapshotRequest request) override;
    boost::asio::awaitable<ports::Answer<void>> wake_desktops(std::vector<std::string> ids) override;
    boost::asio::awaitable<ports::Answer<void>> hibernate_desktops(std::vector<std::string> ids) override;

private:
    template <class T>
    class Expected;
    class Caller;

    boost::asio::awaitable<ports::Answer<void>> change_power(PowerChange change, std::vector<std::string> ids);

    SimulatedCloud& cloud_;
    VirtualClock& clock_;
    const std::string host_;
};

}  // namespace ecdsnap::simulation
