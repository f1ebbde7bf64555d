// One site's cloud in virtual time, failing as a seed commands: answers that are lost before or after the effect,
// effects that come late, throttling, listings that lag, snapshots that fail or hang. It lives outside of every host:
// what has left a caller takes its course, whatever becomes of the caller. Hosts reach it by a CloudConnection.
#pragma once

#include "core/dispatch/pacing.hpp"
#include "ports/cloud.hpp"
#include "simulation/cloud_faults.hpp"
#include "simulation/cloud_truth.hpp"
#include "simulation/seeded_random.hpp"
#include "simulation/virtual_time.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ecdsnap::simulation {

// Sees every call of every host; for whoever judges.
class CloudObserver {
public:
    virtual ~CloudObserver() = default;
    virtual void read_started(const std::string& host) = 0;
    // The first page of that desktop's snapshots was asked for at `started` and is answered; whoever asked has it at
    // `answered`.
    virtual void looked(const std::string& host, const std::string& desktop_id, core::WallTime started,
                        core::WallTime answered) = 0;
    // The desktop was shown as it is, to a reading that was asked for at `started`.
    virtual void desktop_shown(const std::string& host, const core::Desktop& desktop, core::WallTime started) = 0;
    virtual void create_started(const CreateCall& call) = 0;
    virtual void power_started(const PowerCall& call) = 0;
    // The caller has just been told so; until then it must not start another call of that kind.
    virtual void throttled(const std::string& host, core::CallKind kind, core::SteadyTime until) = 0;
    // In words, what became of a call, as the cloud knows it.
    virtual void told(const std::string& host, const std::string& what) = 0;
};

enum class CloudAction : std::uint8_t {
    describe_desktops,
    describe_snapshots,
    describe_regions,
    create_snapshot,
    wakeup_desktops,
    hibernate_desktops,
};

class SimulatedCloud {
public:
    template <class T>
    using Respond = std::function<void(ports::Answer<T>)>;  // at most once, when the answer reaches the caller

    SimulatedCloud(VirtualTime& time, SeededRandom& random) : time_(time), random_(random) {}

    // The number of the call.
    std::uint64_t create_snapshot(const std::string& host, ports::CreateSnapshotRequest request,
                                  Respond<std::string> respond);
    // Wakes all of them or puts all to sleep. The number of the call.
    std::uint64_t change_power(const std::string& host, PowerChange change, std::vector<std::string> ids,
                               Respond<void> respond);
    void caller_left(std::uint64_t call) { truth.calls[call].caller_left = time_.wall(); }
    void describe_desktops(const std::string& host, ports::DesktopQuery query, Respond<ports::DesktopPage> respond);
    void describe_snapshots(const std::string& host, ports::SnapshotQuery query, Respond<ports::SnapshotPage> respond);
    void describe_regions(const std::string& host, Respond<std::vector<std::string>> respond);

    // The service's own snapshot, or a person's: the disk is busy for that long.
    void make_foreign_snapshot(const std::string& desktop_id, core::DiskKind disk, core::Millis lasts,
                               core::SnapshotType type);

    CloudFaults faults;
    CloudTruth truth;
    CloudObserver* observer = nullptr;         // outlives the cloud
    std::function<void(CloudAction)> on_call;  // a call leaves its caller; empty: nobody counts
    std::uint64_t reads = 0;
    std::uint64_t creates = 0;
    std::uint64_t powers = 0;
    std::uint64_t throttled = 0;

private:
    struct Bucket {
        double tokens = 1;
        core::SteadyTime at{};
    };

    void count(CloudAction action) const {
        if (on_call) on_call(action);
    }
    core::Millis latency();
    core::Millis up_to(core::Millis most);
    bool takes_token(Bucket& bucket, double per_second);
    core::WallTime date() const { return std::chrono::floor<std::chrono::seconds>(time_.wall()); }
    template <class T>
    void answer(core::Millis after, ports::Answer<T> what, const Respond<T>& respond) {
        time_.at(time_.now() + after, [what = std::move(what), respond]() mutable { respond(std::move(what)); });
    }
    template <class T>
    void lose(core::Error error, core::Millis after, const Respond<T>& respond) {
        // Silence: the caller is left to its own patience.
        if (error.http_status == 0 && random_.chance(faults.silence)) return;
        answer<T>(after, ports::Answer<T>{std::move(error), std::nullopt}, respond);
    }
    template <class T, class Make>
    void read(const std::string& host, const std::string& look_at, const Respond<T>& respond, Make make);
    std::optional<core::Error> read_refusal(const std::string& host, core::Millis answer_takes);
    core::Error throttle(const std::string& host, core::CallKind kind, core::Millis answer_takes);

    void tell(std::uint64_t call, const std::string& what);
    void arrive(std::uint64_t call, const Respond<std::string>& respond);
    void arrive_late(std::uint64_t call);
    core::Error server_error(const char* doing);
    std::optional<core::Error> refusal(const ports::CreateSnapshotRequest& request);
    void take_effect(std::uint64_t call, bool late);
    void tell_power(std::uint64_t call, const std::string& what);
    void arrive_power(std::uint64_t call, const Respond<void>& respond);
    std::optional<core::Error> power_refusal(const PowerCall& call);
    void change_now(std::uint64_t call);
    void come_to(const std::string& desktop_id, std::uint64_t call, PowerChange change);
    ports::DesktopPage desktop_page(const ports::DesktopQuery& query);
    ports::SnapshotPage snapshot_page(const ports::SnapshotQuery& query);
    bool shows(const TrueSnapshot& snapshot, const ports::SnapshotQuery& query) const;
    core::Snapshot shown_form(const TrueSnapshot& snapshot) const;

    VirtualTime& time_;
    SeededRandom& random_;
    Bucket create_bucket_;
    Bucket read_bucket_;
    Bucket power_bucket_;
};

}  // namespace ecdsnap::simulation
