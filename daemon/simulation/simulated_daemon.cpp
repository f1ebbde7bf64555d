#include "simulation/simulated_daemon.hpp"

#include <boost/asio/co_spawn.hpp>

#include <exception>
#include <utility>

namespace ecdsnap::simulation {

SimulatedDaemon::SimulatedDaemon(VirtualTime& time, ports::EventSink& events, ports::Random& random, std::string host)
    : events_(events), random_(random), host_(std::move(host)), clock_(time) {
    settings.owner = "main";
    settings.version = "simulated";
    settings.zone = [](const std::string&) { return absl::UTCTimeZone(); };
    settings.on_broken = [](std::exception_ptr failure) { std::rethrow_exception(failure); };
}

SimulatedDaemon::~SimulatedDaemon() {
    kill();
}

void SimulatedDaemon::add_site(core::SiteId site, SimulatedCloud& cloud, core::SiteLimits limits) {
    SiteOfDaemon added{std::move(site), limits, std::make_unique<CloudConnection>(cloud, clock_, host_)};
    sites_.push_back(std::move(added));
}

void SimulatedDaemon::start(engine::Policies policies) {
    kill();
    policies_ = std::move(policies);
    ledger_ = std::make_unique<MemoryLedger>(clock_.context().get_executor(), disk);
    if (ledger_delay > core::Millis{0}) ledger_->delay_by(clock_, ledger_delay);
    if (on_open_ledger) on_open_ledger(*ledger_);
    engine_ =
        std::make_unique<engine::Engine>(clock_.context().get_executor(), clock_, *ledger_, events_, random_, settings);
    for (const SiteOfDaemon& site : sites_)
        engine_->add_site(site.id, *site.connection, site.limits);
    auto on_end = [this](std::exception_ptr failure, core::Result<void> result) {
        if (failure) std::rethrow_exception(failure);
        start_ = std::move(result);
    };
    engine_->set_coverage(coverage);
    boost::asio::co_spawn(clock_.context(), engine_->start(policies_), on_end);
}

void SimulatedDaemon::kill() {
    if (ledger_) ledger_->forget_callers();
    clock_.crash();
    engine_.reset();
    ledger_.reset();
    start_.reset();
    stopped_ = false;
}

void SimulatedDaemon::stop(core::Millis grace) {
    auto on_end = [this](std::exception_ptr failure) {
        if (failure) std::rethrow_exception(failure);
        disk->end_in_order();  // as a program does at its end by close()
        stopped_ = true;
    };
    boost::asio::co_spawn(clock_.context(), engine_->stop(grace), on_end);
}

void SimulatedDaemon::reload(engine::Policies policies) {
    policies_ = std::move(policies);
    engine_->set_coverage(coverage);
    engine_->apply(policies_);
}

void SimulatedDaemon::restore(LedgerState older) {
    *disk = std::move(older);
    disk->set_rewritten();
}

}  // namespace ecdsnap::simulation
