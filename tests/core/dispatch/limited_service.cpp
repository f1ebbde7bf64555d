#include "limited_service.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <queue>
#include <random>

namespace ecdsnap::core {
namespace {

using Micros = SteadyTimeline::duration;
using std::chrono::seconds;

constexpr SteadyTime start = SteadyTime{} + std::chrono::hours{1000};
constexpr std::chrono::hours longest{24};
constexpr Micros way{4000};        // to the service, at least
constexpr Micros loop_late{1500};  // at most
constexpr Micros answer_least{20'000};
constexpr Micros answer_most{300'000};
constexpr Millis steps_aside{1000};  // a task whose throttled answer named no time

double seconds_of(Micros span) {
    return std::chrono::duration<double>(span).count();
}

class Trial {
public:
    explicit Trial(const PacingTrial& plan)
        : plan_(plan),
          service_(plan.limiter, plan.limit),
          dice_(plan.seed),
          account_(std::make_shared<AccountPacing>()) {
        // Somewhere in a second of the service's.
        now_ = start + up_to(seconds{1});
        began_ = now_;
        for (std::size_t index = 0; index < plan.sites; ++index) {
            sites_.push_back(Site{Pacing{plan.ceiling, plan.share, account_}, plan.tasks, 0, 0});
            if (plan.learned) sites_.back().pacing.recall(CallKind::create, *plan.learned, now_);
        }
    }

    TrialResult run() {
        for (const LimitChange& change : plan_.changes)
            at(now_ + Micros{static_cast<Micros::rep>(change.at * 1e6)},
               [this, change] { service_.set_limit(change.per_second); });
        for (std::size_t site = 0; site < sites_.size(); ++site)
            wake(site);
        if (plan_.others > 0) other_tool();
        while (!events_.empty() && through_ < plan_.tasks * plan_.sites && now_ - began_ < longest) {
            Event event = events_.top();
            events_.pop();
            now_ = event.at;
            event.what();
        }
        result_.finished = through_ == plan_.tasks * plan_.sites;
        for (const Site& site : sites_)
            result_.learned.push_back(site.pacing.learned(CallKind::create, now_));
        return std::move(result_);
    }

private:
    struct Event {
        SteadyTime at;
        std::uint64_t number;
        std::function<void()> what;
        bool operator<(const Event& other) const { return at != other.at ? at > other.at : number > other.number; }
    };
    struct Site {
        Pacing pacing;
        std::size_t tasks;
        std::size_t in_flight;
        std::uint64_t wakes;  // only the newest counts
    };

    void at(SteadyTime when, std::function<void()> what) { events_.push({when, ++numbered_, std::move(what)}); }

    Micros up_to(Micros most) {
        return Micros{static_cast<Micros::rep>(dice_() % static_cast<std::uint64_t>(most.count() + 1))};
    }

    void wake(std::size_t index) {
        Site& site = sites_[index];
        const std::uint64_t number = ++site.wakes;
        if (site.tasks == 0 || site.in_flight >= plan_.in_flight) return;
        const SteadyTime when = std::max(now_, site.pacing.earliest(CallKind::create)) + up_to(loop_late);
        at(when, [this, index, number] {
            if (sites_[index].wakes == number) begin(index);
        });
    }

    void begin(std::size_t index) {
        Site& site = sites_[index];
        if (site.pacing.earliest(CallKind::create) <= now_) {
            site.pacing.started(CallKind::create, now_);
            --site.tasks;
            ++site.in_flight;
            at(now_ + way + up_to(plan_.jitter), [this, index, started = now_] { arrive(index, started); });
        }
        wake(index);
    }

    void arrive(std::size_t index, SteadyTime started) {
        const auto wait = service_.admit(now_);
        result_.calls.push_back({seconds_of(now_ - began_), index, !wait});
        if (!wait) ++through_;
        const SteadyTime back = now_ + answer_least + up_to(answer_most - answer_least);
        at(back, [this, index, started, wait] { answer(index, started, wait); });
    }

    void answer(std::size_t index, SteadyTime started, std::optional<Micros> wait) {
        Site& site = sites_[index];
        --site.in_flight;
        if (!wait) {
            site.pacing.came_through(CallKind::create, started, now_);
        } else {
            std::optional<Millis> named;
            if (plan_.names_wait) named = std::chrono::ceil<Millis>(*wait);
            site.pacing.throttled(CallKind::create, started, now_, named, dice_());
            at(now_ + named.value_or(steps_aside), [this, index] {
                ++sites_[index].tasks;
                wake(index);
            });
        }
        wake(index);
    }

    void other_tool() {
        ++result_.others_calls;
        if (service_.admit(now_)) ++result_.others_throttled;
        const double share = (static_cast<double>(dice_() >> 11) + 1) * 0x1p-53;
        at(now_ + Micros{static_cast<Micros::rep>(-std::log(share) / plan_.others * 1e6)}, [this] { other_tool(); });
    }

    PacingTrial plan_;
    LimitedService service_;
    std::mt19937_64 dice_;
    std::shared_ptr<AccountPacing> account_;
    SteadyTime now_{};
    SteadyTime began_{};
    std::priority_queue<Event> events_;
    std::uint64_t numbered_ = 0;
    std::vector<Site> sites_;
    std::size_t through_ = 0;
    TrialResult result_;
};

}  // namespace

const char* text(Limiter limiter) {
    switch (limiter) {
        case Limiter::token_bucket: return "token bucket";
        case Limiter::fixed_second: return "fixed second";
        case Limiter::sliding_second: return "sliding second";
    }
    return "?";
}

std::optional<Micros> LimitedService::admit(SteadyTime now) {
    if (limiter_ == Limiter::token_bucket) {
        const double refilled = refilled_ == SteadyTime{} ? per_second_ : seconds_of(now - refilled_) * per_second_;
        tokens_ = std::min(std::max(per_second_, 1.0), tokens_ + refilled);
        refilled_ = now;
        if (tokens_ < 1) return Micros{static_cast<Micros::rep>(std::ceil((1 - tokens_) / per_second_ * 1e6))};
        tokens_ -= 1;
        return std::nullopt;
    }
    const bool fixed = limiter_ == Limiter::fixed_second;
    const SteadyTime clock_second = std::chrono::floor<seconds>(now);
    const SteadyTime from = fixed ? clock_second : now - seconds{1} + Micros{1};
    while (!let_in_.empty() && let_in_.front() < from)
        let_in_.pop_front();
    if (static_cast<double>(let_in_.size()) + 1 > per_second_)
        return (fixed ? clock_second : let_in_.front()) + seconds{1} - now;
    let_in_.push_back(now);
    return std::nullopt;
}

double TrialResult::first_to_last() const {
    const auto last = std::find_if(calls.rbegin(), calls.rend(), [](const TrialCall& call) { return call.through; });
    return last == calls.rend() ? 0 : last->at - calls.front().at;
}

double TrialResult::throttled_share(double from, double until) const {
    std::size_t all = 0;
    std::size_t throttled = 0;
    for (const TrialCall& call : calls) {
        if (call.at < from || call.at >= until) continue;
        ++all;
        if (!call.through) ++throttled;
    }
    return all == 0 ? 0 : static_cast<double>(throttled) / static_cast<double>(all);
}

double TrialResult::through_per_second(double from, double until) const {
    std::size_t through = 0;
    for (const TrialCall& call : calls)
        if (call.through && call.at >= from && call.at < until) ++through;
    return static_cast<double>(through) / (until - from);
}

std::size_t TrialResult::through_of(std::size_t site, double from, double until) const {
    return static_cast<std::size_t>(std::count_if(calls.begin(), calls.end(), [&](const TrialCall& call) {
        return call.through && call.site == site && call.at >= from && call.at < until;
    }));
}

TrialResult run(const PacingTrial& trial) {
    return Trial{trial}.run();
}

}  // namespace ecdsnap::core
