#include "fakes/fake_metrics.hpp"

#include "fakes/fake_daemon.hpp"

#include <string>
#include <utility>

namespace ecdsnap::tests {
namespace {

using namespace std::chrono_literals;
using core::Outcome;
using core::Reason;

// Each outcome with a reason of each class that it may have.
constexpr std::pair<Outcome, Reason> ends[] = {
    {Outcome::done, Reason::accomplished},  {Outcome::skipped, Reason::unchanged},
    {Outcome::skipped, Reason::expired},    {Outcome::skipped, Reason::paused},
    {Outcome::missed, Reason::waking},      {Outcome::missed, Reason::not_approved},
    {Outcome::missed, Reason::no_capacity}, {Outcome::missed, Reason::disk_busy},
    {Outcome::missed, Reason::permission},  {Outcome::missed, Reason::quota},
    {Outcome::missed, Reason::stopping},    {Outcome::failed, Reason::refused},
    {Outcome::failed, Reason::credentials}, {Outcome::failed, Reason::quota},
    {Outcome::failed, Reason::clock_skew},
};

void add_ages(ports::MetricFacts& facts) {
    core::VerifiedBook book;
    std::vector<core::Desktop> desktops(12);
    for (std::size_t i = 0; i < desktops.size(); ++i) {
        desktops[i].id = "ecd-" + std::to_string(i);
        if (i > 0) book.note(desktops[i].id, core::DiskKind::system, facts.status.now - static_cast<int>(i) * 10h);
    }
    const std::vector<core::WantedDisks> wanted(desktops.size(), core::wanted_bit(core::DiskKind::system));
    facts.ages.add(core::SiteId{"main", "cn-hangzhou"}, desktops, book.moments(desktops, wanted), facts.status.now);
    facts.newest_verified = book.newest();
    facts.past_known = true;
    facts.extras = 2;
}

ports::SiteFigures busy_site() {
    ports::SiteFigures site;
    for (std::size_t action = 0; action < core::call_actions; ++action)
        site.calls.ended(static_cast<core::CallAction>(action), std::nullopt, 120ms);
    site.calls.ended(core::CallAction::create_snapshot, core::ErrorClass::throttled, 30ms);
    site.problems = {core::ErrorClass::permission, core::ErrorClass::quota};
    return site;
}

ports::SiteStatus full_site(std::size_t number) {
    ports::SiteStatus site = sample_status().sites.front();
    site.site.region = "cn-region-" + std::to_string(number);
    for (std::size_t kind = 0; kind < core::call_kinds; ++kind) {
        site.learned_rates[kind] = 10;
        site.held_back[kind] = ports::HeldBack{"permission", {}};
    }
    return site;
}

}  // namespace

ports::MetricFacts sample_facts() {
    ports::MetricFacts facts;
    facts.status = sample_status();
    facts.policies.resize(facts.status.policies.size());
    facts.policies[1].last_slot_end = facts.status.now - 60h;
    facts.policies[1].over_objective = 3;
    facts.policies[1].over_objective_excused = 4;
    facts.inventory_every = 5min;
    facts.sites.assign(facts.status.sites.size(), busy_site());
    facts.starts_last_hour = 2;
    facts.tasks.ended("nightly", Outcome::done, Reason::accomplished);
    facts.tasks.ended("nightly", Outcome::failed, Reason::quota);
    facts.snapshots.accepted = 9;
    facts.snapshots.accomplished = 7;
    facts.commits.ended(true, 4ms);
    add_ages(facts);
    return facts;
}

ports::MetricFacts full_facts(std::size_t policies, std::size_t sites) {
    ports::MetricFacts facts = sample_facts();
    const ports::PolicyStatus model = facts.status.policies[1];
    facts.status.policies.clear();
    facts.policies.assign(policies, facts.policies[1]);
    facts.tasks = {};
    for (std::size_t i = 0; i < policies; ++i) {
        ports::PolicyStatus policy = model;
        policy.name = "policy-" + std::to_string(i);
        policy.approve_above = 10;
        for (const auto& [outcome, reason] : ends)
            facts.tasks.ended(policy.name, outcome, reason);
        facts.status.policies.push_back(std::move(policy));
    }
    facts.status.sites.clear();
    for (std::size_t i = 0; i < sites; ++i)
        facts.status.sites.push_back(full_site(i));
    facts.sites.assign(sites, busy_site());
    return facts;
}

}  // namespace ecdsnap::tests
