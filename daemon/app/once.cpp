#include "app/once.hpp"

#include "app/daemon.hpp"
#include "app/setup.hpp"
#include "cli/tables/exit_code.hpp"
#include "cli/tables/result_table.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <csignal>
#include <cstdio>
#include <exception>
#include <utility>

namespace ecdsnap::app {
namespace {

using boost::asio::awaitable;

constexpr std::uint32_t most_rows = 100'000;
constexpr core::Millis region_patience = std::chrono::minutes{1};
// How long desktops that were woken for the run may take to be back asleep.
constexpr core::Millis put_back_patience = std::chrono::minutes{10};

int exit_code_of(const core::SlotCounts& counts) {
    if (counts.unsettled() > 0) return cli::exit_not_good;
    if (counts.missed + counts.failed == 0) return cli::exit_good;
    return counts.done > 0 ? cli::exit_partly : cli::exit_not_good;
}

// Prints what became of each disk.
awaitable<void> show_result(Daemon& daemon, std::int64_t slot_id) {
    ports::HistoryQuery query;
    query.slot_id = slot_id;
    query.limit = most_rows;
    auto entries = co_await daemon.engine().history(std::move(query));
    if (entries.has_error())
        std::fprintf(stderr, "ecdsnapd: %s\n", core::describe(entries.error()).c_str());
    else
        std::fputs(cli::result_table(entries.value()).c_str(), stdout);
}

awaitable<int> run_slot(Daemon& daemon, std::string policy) {
    auto opened = co_await daemon.engine().run(std::move(policy));
    if (opened.has_error()) {
        std::fprintf(stderr, "ecdsnapd: %s\n", core::describe(opened.error()).c_str());
        co_return cli::exit_not_good;
    }
    const core::SlotCounts counts = co_await daemon.engine().wait_settled(opened.value());
    co_await show_result(daemon, opened.value());
    if (counts.unsettled() > 0)
        std::fprintf(stderr, "ecdsnapd: interrupted; %u tasks go on when the daemon runs again\n", counts.unsettled());
    const std::uint64_t awake = co_await daemon.engine().wait_put_back(put_back_patience);
    if (awake > 0)
        std::fprintf(stderr,
                     "ecdsnapd: %llu desktops that were woken are not back asleep; the next start puts them back\n",
                     static_cast<unsigned long long>(awake));
    co_return exit_code_of(counts);
}

awaitable<int> start_and_run(Daemon& daemon, std::string policy, boost::asio::signal_set& signals) {
    auto started = co_await daemon.start();
    if (started.has_error()) {
        std::fprintf(stderr, "ecdsnapd: %s\n", core::describe(started.error()).c_str());
        co_return cli::exit_not_good;
    }
    co_await daemon.wait_regions(region_patience);
    const int code = co_await run_slot(daemon, std::move(policy));
    signals.cancel();
    co_await daemon.stop();
    co_return code;
}

// A first signal ends the wait: sends in flight end, the rest is left for the daemon.
awaitable<void> stop_on_signal(Daemon& daemon, boost::asio::signal_set& signals) {
    const auto [error, number] = co_await signals.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    (void)number;
    if (error) co_return;
    daemon.stop_watches();
    co_await daemon.engine().stop(daemon.settings().grace);
}

bool knows_policy(const adapters::LoadedConfig& config, const std::string& name) {
    std::string known;
    for (const core::Policy& policy : config.policies) {
        if (policy.name == name) return true;
        known += (known.empty() ? "" : ", ") + policy.name;
    }
    std::fprintf(stderr, "ecdsnapd: there is no policy \"%s\"; there are: %s\n", name.c_str(), known.c_str());
    return false;
}

}  // namespace

int run_once(const Once& command, const core::Environment& environment) {
    auto config = load_or_tell(command.config);
    if (!config || !knows_policy(*config, command.policy)) return cli::exit_usage;
    boost::asio::io_context context{1};
    Daemon daemon{context, command.config, environment};
    const auto built = daemon.build(std::move(*config), SlotMode::manual_only);
    if (built.has_error()) {
        std::fprintf(stderr, "ecdsnapd: %s\n", core::describe(built.error()).c_str());
        return cli::exit_not_good;
    }
    boost::asio::signal_set signals{context, SIGINT, SIGTERM};
    int exit_code = cli::exit_not_good;
    auto on_run_end = [&](std::exception_ptr failure, int code) {
        if (failure) std::rethrow_exception(failure);
        exit_code = code;
        context.stop();
    };
    auto on_signal_end = [](std::exception_ptr failure) {
        if (failure) std::rethrow_exception(failure);
    };
    boost::asio::co_spawn(context, start_and_run(daemon, command.policy, signals), std::move(on_run_end));
    boost::asio::co_spawn(context, stop_on_signal(daemon, signals), std::move(on_signal_end));
    context.run();
    return exit_code;
}

}  // namespace ecdsnap::app
