// One site's cloud as the loops use it: each call waits for its turn, tells pacing and the clock what its answer meant,
// and reads are repeated. Creates are never repeated here.
#pragma once

#include "core/clock_trust.hpp"
#include "core/events/site_causes.hpp"
#include "core/figures/call_tally.hpp"
#include "core/site.hpp"
#include "engine/call_gate.hpp"
#include "engine/world.hpp"
#include "ports/cloud.hpp"

#include <boost/asio/awaitable.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::engine {

// A listing that was read to its end.
template <class T>
struct Listing {
    std::vector<T> items;
    core::SteadyTime started{};  // when its first page was asked for
    std::uint32_t pages = 0;
};

class SiteCloud {
public:
    SiteCloud(World& world, std::shared_ptr<const core::SiteId> site, ports::Cloud& cloud, core::Pacing pacing);

    // One send. The permit has been waited for by the caller, who then asked the task whether it still may.
    boost::asio::awaitable<core::Result<std::string>> create(ports::CreateSnapshotRequest request);

    // One call each; the permit has been waited for by the caller, who then asked once more whether it still should be.
    boost::asio::awaitable<core::Result<void>> wake(std::vector<std::string> ids);
    boost::asio::awaitable<core::Result<void>> hibernate(std::vector<std::string> ids);

    // Complete or an error; a page that fails is asked for up to four times. Of all desktops (no ids), one may have
    // slipped through pages that moved while they were read; one that was asked for by its id and is not shown is gone.
    boost::asio::awaitable<core::Result<Listing<core::Desktop>>> desktops(std::vector<std::string> ids);
    boost::asio::awaitable<core::Result<Listing<core::Snapshot>>> snapshots(ports::SnapshotQuery query, CallTurn turn);

    // When creates last came through again after one had been refused for its key.
    core::SteadyTime key_good_since() const { return key_good_since_; }
    std::function<void()> on_key_good;  // called then
    // Of a region that was only discovered: a refusal that says it is not for this account is told by nobody here.
    void keep_refusals_quiet() { quiet_refusals_ = true; }
    void tell_refusals() { quiet_refusals_ = false; }

    CallGate& gate() { return gate_; }
    const CallGate& gate() const { return gate_; }
    std::vector<core::RootCause> root_causes() const;  // in force, creates first
    std::uint64_t calls() const { return calls_; }
    const core::CallTally& tally() const { return tally_; }
    std::uint64_t throttled() const { return throttled_; }
    // How far this machine's clock is ahead of this site's; nullopt: no answer yet.
    std::optional<core::Millis> clock_difference() const {
        return dates_.offset(world_.clock.wall_now(), world_.clock.steady_now());
    }
    // Something was asked, and no call has come through yet.
    bool silent() const { return last_error_ && !came_through_; }
    const core::Error* last_error() const { return last_error_ ? &*last_error_ : nullptr; }

private:
    core::Error with_difference(core::Error error) const;
    bool is_quiet(const core::Error& error) const;
    template <class T>
    void note(core::CallAction action, core::SteadyTime started, const ports::Answer<T>& answer);
    void note_error(core::CallKind kind, core::SteadyTime started, const core::Error& error);
    void note_success(core::CallKind kind, core::SteadyTime started);
    void report(const core::RootCause& cause);
    void report_held_back(core::CallKind kind, const core::Error& error);
    void report_released(core::CallKind kind);
    boost::asio::awaitable<bool> pause_before_repeat(std::uint32_t attempt, core::Error error, ports::Alarm& alarm);

    World& world_;
    std::shared_ptr<const core::SiteId> site_;
    ports::Cloud& cloud_;
    CallGate gate_;
    core::SiteCauses root_causes_;
    std::optional<core::Error> last_error_;
    core::ClockTrust dates_;  // this site's own, for status
    bool quiet_refusals_ = false;
    bool came_through_ = false;
    core::CallTally tally_;
    std::uint64_t calls_ = 0;
    std::uint64_t throttled_ = 0;
    core::SteadyTime throttle_reported_{};
    bool key_refused_ = false;  // of a create, and none has come through since
    core::SteadyTime key_good_since_{};
};

}  // namespace ecdsnap::engine
