// When the next call of a site may start. One ceiling for all calls together; below it each action has a rate of its
// own, as far as the service has let it be found (rate_search). Pure: times in, times out.
#pragma once

#include "core/dispatch/account_pacing.hpp"
#include "core/dispatch/rate_search.hpp"
#include "core/time.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>

namespace ecdsnap::core {

class Pacing {
public:
    // `ceiling`: calls a second of the whole site, > 0. `share`: the part of a learned limit that is used, in (0, 1];
    // the ceiling is used whole. `account`: what all sites of the account share; null: this is its only site.
    explicit Pacing(double ceiling, double share = 1, std::shared_ptr<AccountPacing> account = nullptr);

    void set_ceiling(double ceiling) { ceiling_ = ceiling; }

    // The first moment at which a call of this kind may start, if nothing else starts before.
    SteadyTime earliest(CallKind kind) const;

    // A call of this kind starts now (which must not be before `earliest`).
    void started(CallKind kind, SteadyTime now);

    // The same two for a call that was counted as started and did not leave then: it has had its turn among all and
    // among its kind; what a second may have and what the service named still hold.
    SteadyTime earliest_late(CallKind kind) const;
    void started_late(SteadyTime now);

    // A call was throttled; it had started at `started`. No call of its kind starts before `now + named`; where the
    // service named no time, before an exponential back-off with jitter (`random`: uniform over 64 bits).
    void throttled(CallKind kind, SteadyTime started, SteadyTime now, std::optional<Millis> named,
                   std::uint64_t random);

    // A call that had started at `started` came through.
    void came_through(CallKind kind, SteadyTime started, SteadyTime now);

    // Calls a second now allowed for this kind: at most the ceiling.
    double rate(CallKind kind) const;

    // What the ceiling and a limit that was found allow: rate(), but for a site that is only beginning to be known.
    double known_limit(CallKind kind) const;

    // The limit that was found for this kind; nullopt: none was met.
    std::optional<LearnedRate> learned(CallKind kind, SteadyTime now) const { return lane(kind).search.learned(now); }

    // Before the first call: what an earlier run had learned.
    void recall(CallKind kind, LearnedRate learned, SteadyTime now) { lane(kind).search.recall(learned, now); }

private:
    SteadyTime room_in_second() const;
    void count(SteadyTime now);

    struct Lane {
        RateSearch search;
        SteadyTime next{};                     // spacing of this kind alone
        SteadyTime blocked_until{};            // named by the service, or the back-off
        SteadyTime named_until{};              // named by the service
        SteadyTime cut_at{};                   // last overload
        SteadyTimeline::duration catch_up{0};  // of a pause: what may still be made up for
        SteadyTime swift_next{};               // spacing while catching up
        SteadyTime swift_until{};              // the last start of that kind
        std::uint32_t in_a_row = 0;            // overloads without a call after them that came through
        std::size_t others_busy = 0;           // sites, when last looked at
    };

    Lane& lane(CallKind kind) { return lanes_[static_cast<std::size_t>(kind)]; }
    const Lane& lane(CallKind kind) const { return lanes_[static_cast<std::size_t>(kind)]; }
    RateSearch::Others others(CallKind kind, SteadyTime now);

    double ceiling_;
    std::shared_ptr<AccountPacing> account_;
    AccountPacing::Seat seat_;
    SteadyTime next_{};              // spacing of all calls together
    std::deque<SteadyTime> recent_;  // starts of the last second: what no second may exceed
    std::array<Lane, call_kinds> lanes_;
};

}  // namespace ecdsnap::core
