#include "simulation/planned_turns.hpp"

#include "simulation/seeded_random.hpp"

namespace ecdsnap::tests {
namespace {

using core::Millis;

class Turns {
public:
    explicit Turns(std::uint64_t seed) : random_(simulation::SeededRandom(seed + 0x7012ab5).next()) {}

    void draw(core::TaskRules& rules) {
        if (random_.chance(30)) rules.priority = static_cast<std::uint32_t>(random_.below(101));
        if (random_.chance(25)) draw_concurrency(rules.concurrency);
        if (random_.chance(20)) draw_preference(rules);
        if (random_.chance(20)) rules.skip_unchanged = std::chrono::hours{4 + random_.below(7 * 24)};
    }

private:
    void draw_concurrency(core::ConcurrencyRules& limits) {
        const auto limit = static_cast<std::uint32_t>(1 + random_.below(3));
        const std::uint64_t kind = random_.below(3);
        if (kind != 0) limits.per_site = limit;
        if (kind != 1) limits.per_office_site = kind == 0 ? limit : 1;
    }

    void draw_preference(core::TaskRules& rules) {
        rules.states.prefer = random_.chance(50) ? core::Preference::stopped : core::Preference::no_session;
        rules.states.prefer_until = rules.window / static_cast<Millis::rep>(2 + random_.below(3));
    }

    simulation::SeededRandom random_;
};

}  // namespace

void draw_turns(Plan& plan) {
    Turns turns(plan.seed);
    for (PlannedPolicy& planned : plan.policies) {
        core::Policy made = *planned.policy;
        turns.draw(made.rules);
        plan.some_stopped |=
            made.rules.skip_unchanged > Millis{0} || made.rules.states.prefer != core::Preference::none;
        plan.some_in_use |= made.rules.states.prefer != core::Preference::none;
        planned.policy = std::make_shared<const core::Policy>(std::move(made));
    }
}

core::DesktopStatus resting_status(const Plan& plan, std::size_t number) {
    return plan.some_stopped && number % 3 == 0 ? core::DesktopStatus::stopped : core::DesktopStatus::running;
}

core::Session resting_session(const Plan& plan, std::size_t number) {
    return plan.some_in_use && number % 3 == 1 ? core::Session::connected : core::Session::none;
}

}  // namespace ecdsnap::tests
