#include "cli/inventory/site_listing.hpp"

#include "core/task/retry_delay.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace ecdsnap::cli {
namespace {

using boost::asio::awaitable;

constexpr std::uint32_t attempts = 4;

bool may_repeat(const core::Error& error) {
    return error.kind == core::ErrorClass::throttled || error.kind == core::ErrorClass::temporary ||
           error.kind == core::ErrorClass::ambiguous;
}

core::Millis pause_before(std::uint32_t attempt, const core::Error& error, ports::Random& random) {
    core::RetryRules rules;
    rules.first = core::Millis{500};
    rules.most = core::Millis{5000};
    const core::Millis own = core::retry_delay(rules, attempt, random.next());
    return std::max(own, error.retry_after.value_or(own));
}

void settle(std::vector<core::Desktop>& desktops) {
    std::ranges::stable_sort(desktops, {}, &core::Desktop::id);
    // Pages move while they are read.
    const auto same = [](const core::Desktop& one, const core::Desktop& other) { return one.id == other.id; };
    desktops.erase(std::unique(desktops.begin(), desktops.end(), same), desktops.end());
}

}  // namespace

awaitable<core::Result<std::vector<core::Desktop>>> list_site(ports::Cloud& cloud, ports::Clock& clock,
                                                              ports::Random& random, core::SiteLimits limits,
                                                              std::vector<std::string> ids) {
    const core::Millis apart{1000 / limits.requests_per_second + 1};
    const auto alarm = clock.make_alarm();
    std::vector<core::Desktop> desktops;
    ports::DesktopQuery query;
    query.ids = std::move(ids);
    for (std::uint32_t attempt = 1;;) {
        core::SteadyTime next = clock.steady_now() + apart;
        auto answer = co_await cloud.describe_desktops(query);
        if (answer.result.has_error()) {
            const core::Error& error = answer.result.error();
            if (!may_repeat(error) || attempt == attempts) co_return error;
            next = std::max(next, clock.steady_now() + pause_before(attempt++, error, random));
        } else {
            attempt = 1;
            ports::DesktopPage& page = answer.result.value();
            std::move(page.desktops.begin(), page.desktops.end(), std::back_inserter(desktops));
            if (page.next_token.empty()) break;
            query.next_token = std::move(page.next_token);
        }
        const bool rung = co_await alarm->wait_until(next);
        (void)rung;
    }
    settle(desktops);
    co_return desktops;
}

}  // namespace ecdsnap::cli
