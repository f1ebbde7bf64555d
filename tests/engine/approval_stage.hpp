// What scenarios of approvals start from.
#pragma once

#include "engine/scenario_checks.hpp"

#include <boost/asio/co_spawn.hpp>
#include <doctest/doctest.h>

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace ecdsnap::tests {

// 20 desktops with 30 disks under a policy that may run over 10 of them, due in 30 s for 30 min.
inline void guarded(Scenario& scenario, std::size_t desktops = 20) {
    scenario.add_desktops(desktops);
    scenario.policy([](core::Policy& policy) { policy.approve_above = 10; });
}

inline core::Result<core::Approval> approve(Scenario& scenario, std::optional<std::uint32_t> up_to = std::nullopt,
                                            const std::string& policy = "nightly") {
    std::optional<core::Result<core::Approval>> result;
    auto on_end = [&result](std::exception_ptr failure, core::Result<core::Approval> ended) {
        if (failure) std::rethrow_exception(failure);
        result = std::move(ended);
    };
    boost::asio::co_spawn(scenario.daemon.clock().context(),
                          scenario.daemon.engine().approve(policy, up_to, "uid 1000"), on_end);
    const core::SteadyTime limit = scenario.time.now() + std::chrono::minutes{1};
    while (!result && scenario.time.step(limit)) {
    }
    return result.value();
}

}  // namespace ecdsnap::tests
