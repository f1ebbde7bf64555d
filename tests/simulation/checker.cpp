#include "simulation/checker.hpp"

#include <algorithm>
#include <utility>

namespace ecdsnap::tests {
namespace {

constexpr std::size_t most_looks = 50;

}  // namespace

// One cloud's calls, with the site they belong to.
class Checker::Observer final : public simulation::CloudObserver {
public:
    Observer(Checker& checker, Site& site) : checker_(checker), site_(site) {}

    void read_started(const std::string& host) override { checker_.check_lane(site_, host, core::CallKind::read); }
    void looked(const std::string& host, const std::string& desktop_id, core::WallTime started,
                core::WallTime answered) override {
        auto& looks = checker_.looks_[{host, desktop_id}];
        looks.push_back(Look{started, answered});
        if (looks.size() > most_looks) looks.pop_front();
    }
    void desktop_shown(const std::string& host, const core::Desktop& desktop, core::WallTime started) override {
        checker_.note_shown(host, desktop, started);
        checker_.hosts_.at(host).known.try_emplace(desktop.id, started);
    }
    void power_started(const simulation::PowerCall& call) override {
        checker_.check_lane(site_, call.host, core::CallKind::power);
        checker_.check_power(site_, call);
    }
    void create_started(const simulation::CreateCall& call) override {
        checker_.check_lane(site_, call.host, core::CallKind::create);
        checker_.check_create(site_, call);
    }
    void throttled(const std::string& host, core::CallKind kind, core::SteadyTime until) override {
        Lane& lane = checker_.lanes_[{host, core::text(site_.id)}];
        Block& block = lane.blocks[static_cast<std::size_t>(kind)];
        if (until <= block.until) return;
        block.told = checker_.time_.now();
        block.until = until;
    }
    void told(const std::string& host, const std::string& what) override { checker_.trace_.add(host, what); }

private:
    Checker& checker_;
    Site& site_;
};

void HostRecord::forget(core::WallTime from, core::WallTime now) {
    forgotten.push_back(Forgotten{from, now, {}});
    paused.clear();
    watches.clear();
    for (auto& [policy, record] : approvals)
        record.forgotten(from, now);
}

bool HostRecord::forgot(core::WallTime moment) const {
    return std::any_of(forgotten.begin(), forgotten.end(),
                       [&](const Forgotten& span) { return moment > span.from && moment <= span.to; });
}

Checker::Checker(const Plan& plan, simulation::VirtualTime& time, Trace& trace)
    : plan_(plan), time_(time), trace_(trace) {}

Checker::~Checker() = default;

void Checker::watch_cloud(core::SiteId id, simulation::SimulatedCloud& cloud) {
    auto site = std::make_unique<Site>();
    site->id = std::move(id);
    site->cloud = &cloud;
    site->observer = std::make_unique<Observer>(*this, *site);
    cloud.observer = site->observer.get();
    sites_.push_back(std::move(site));
}

void Checker::watch_host(const std::string& host, simulation::SimulatedDaemon& daemon) {
    hosts_[host].daemon = &daemon;
}

void Checker::note_start(const std::string& host) {
    HostRecord& record = hosts_.at(host);
    record.started = time_.wall();
    record.starts.push_back(time_.wall());
    record.known.clear();
    for (auto& [policy, approvals] : record.approvals)
        approvals.restarted(time_.wall());
    for (auto& [pause, watch] : record.watches)
        watch.broken.clear();
    for (auto& [key, lane] : lanes_)
        if (key.first == host) lane = {};  // a new process knows nothing of what the old one was told
}

void Checker::note_trouble(core::Millis lasts) {
    troubles_.push_back(Trouble{time_.wall(), time_.wall() + lasts});
}

void Checker::violate(std::string rule, std::string what) {
    trace_.add("CHECK", "VIOLATION " + rule + ": " + what);
    violations_.push_back(Violation{std::move(rule), std::move(what), time_.wall()});
}

const simulation::TrueSnapshot* Checker::find_snapshot(const std::string& id) const {
    for (const auto& site : sites_)
        if (const auto* snapshot = site->cloud->truth.find(id)) return snapshot;
    return nullptr;
}

}  // namespace ecdsnap::tests
