#include "simulation/simulated_cloud.hpp"

#include <algorithm>
#include <utility>

namespace ecdsnap::simulation {
namespace {

core::Error refused(core::ErrorClass kind, std::string code, int status) {
    core::Error error;
    error.kind = kind;
    error.doing = "CreateSnapshot";
    error.code = std::move(code);
    error.message = "refused by the simulated cloud";
    error.http_status = status;
    error.request_id = "SIM";
    return error;
}

core::Error lost(std::string message) {
    core::Error error;
    error.kind = core::ErrorClass::ambiguous;
    error.effect = core::Effect::unknown;
    error.doing = "CreateSnapshot";
    error.message = std::move(message);
    return error;
}

core::Error unreadable() {
    core::Error error;
    error.kind = core::ErrorClass::temporary;
    error.doing = "read";
    error.message = "connection reset by peer";
    return error;
}

}  // namespace

core::Millis SimulatedCloud::up_to(core::Millis most) {
    return core::Millis{static_cast<core::Millis::rep>(random_.below(static_cast<std::uint64_t>(most.count()) + 1))};
}

core::Millis SimulatedCloud::latency() {
    return faults.latency_least + up_to(faults.latency_most - faults.latency_least);
}

bool SimulatedCloud::takes_token(Bucket& bucket, double per_second) {
    if (per_second <= 0) return true;
    const double seconds = std::chrono::duration<double>(time_.now() - bucket.at).count();
    bucket.at = time_.now();
    bucket.tokens = std::min(std::max(1.0, per_second), bucket.tokens + seconds * per_second);
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
}

template <class T>
void SimulatedCloud::answer(core::Millis after, ports::Answer<T> what, const Respond<T>& respond) {
    time_.at(time_.now() + after, [what = std::move(what), respond]() mutable { respond(std::move(what)); });
}

core::Error SimulatedCloud::throttle(const std::string& host, bool create, core::Millis answer_takes) {
    ++throttled;
    core::Error error = refused(core::ErrorClass::throttled, "Throttling.User", 400);
    if (faults.throttle_names > core::Millis{0}) {
        error.retry_after = faults.throttle_names;
        if (observer != nullptr)
            time_.at(time_.now() + answer_takes, [this, host, create, named = faults.throttle_names] {
                observer->throttled(host, create, time_.now() + named);
            });
    }
    return error;
}

// --- reads
// -------------------------------------------------------------------------------------------------------------------

std::optional<core::Error> SimulatedCloud::read_refusal(const std::string& host, core::Millis answer_takes) {
    if (faults.credentials_expired) return refused(core::ErrorClass::credentials, "InvalidSecurityToken.Expired", 400);
    if (!takes_token(read_bucket_, faults.reads_per_second)) return throttle(host, false, answer_takes);
    return std::nullopt;
}

// The answer is what is true when the request arrives.
template <class T, class Make>
void SimulatedCloud::read(const std::string& host, const std::string& look_at, const Respond<T>& respond, Make make) {
    ++reads;
    if (observer != nullptr) observer->read_started(host);
    const core::Millis there = latency() / 2;
    time_.at(time_.now() + there, [this, host, look_at, started = time_.wall(), respond, make = std::move(make)] {
        const core::Millis back = latency() / 2;
        ports::Answer<T> told{unreadable(), std::nullopt};
        if (faults.down || random_.chance(faults.read_error)) return answer(back, std::move(told), respond);
        told.server_date = date();
        if (auto error = read_refusal(host, back))
            told.result = std::move(*error);
        else
            told.result = make();
        if (told.result && !look_at.empty() && observer != nullptr) observer->looked(host, look_at, started);
        answer(back, std::move(told), respond);
    });
}

void SimulatedCloud::describe_desktops(const std::string& host, ports::DesktopQuery query,
                                       Respond<ports::DesktopPage> respond) {
    read(host, {}, respond, [this, query = std::move(query)] { return desktop_page(query); });
}

void SimulatedCloud::describe_snapshots(const std::string& host, ports::SnapshotQuery query,
                                        Respond<ports::SnapshotPage> respond) {
    const std::string look_at = query.next_token.empty() ? query.desktop_id : std::string{};
    read(host, look_at, respond, [this, query = std::move(query)] { return snapshot_page(query); });
}

void SimulatedCloud::describe_regions(const std::string& host, Respond<std::vector<std::string>> respond) {
    read(host, {}, respond, [] { return std::vector<std::string>{"cn-hangzhou"}; });
}

ports::DesktopPage SimulatedCloud::desktop_page(const ports::DesktopQuery& query) {
    ports::DesktopPage page;
    auto at = query.next_token.empty() ? truth.desktops.begin() : truth.desktops.lower_bound(query.next_token);
    const bool shifted = !query.next_token.empty() && random_.chance(faults.desktop_lists);
    if (shifted && at != truth.desktops.end()) ++at;  // one went from an earlier page while this one was asked for
    for (; at != truth.desktops.end(); ++at) {
        const bool asked =
            query.ids.empty() || std::find(query.ids.begin(), query.ids.end(), at->first) != query.ids.end();
        if (!asked) continue;
        if (page.desktops.size() == faults.page) {
            page.next_token = at->first;
            break;
        }
        page.desktops.push_back(at->second);
    }
    return page;
}

ports::SnapshotPage SimulatedCloud::snapshot_page(const ports::SnapshotQuery& query) {
    const core::WallTime now = time_.wall();
    const auto wanted = [&](const TrueSnapshot& snapshot) {
        const core::Snapshot& shown = snapshot.shown;
        if (snapshot.removed || snapshot.visible_at > now) return false;
        if (!query.desktop_id.empty() && shown.desktop_id != query.desktop_id) return false;
        if (!query.snapshot_id.empty() && shown.id != query.snapshot_id) return false;
        if (query.created_from && shown.created < *query.created_from) return false;
        if (query.created_to && shown.created > *query.created_to) return false;
        return query.scope == ports::SnapshotScope::all || shown.type == core::SnapshotType::user;
    };
    std::vector<std::size_t> places;
    if (!query.desktop_id.empty()) {
        for (const std::size_t place : truth.of_desktop(query.desktop_id))
            if (wanted(truth.snapshots()[place])) places.push_back(place);
    } else {
        const std::size_t first = query.created_from ? truth.first_created_from(*query.created_from) : 0;
        for (std::size_t place = first; place < truth.snapshots().size(); ++place)
            if (wanted(truth.snapshots()[place])) places.push_back(place);
    }
    if (faults.newest_first) std::reverse(places.begin(), places.end());
    const auto from =
        query.next_token.empty() ? places.begin() : std::find_if(places.begin(), places.end(), [&](std::size_t place) {
            const std::size_t token = std::stoul(query.next_token);
            return faults.newest_first ? place <= token : place >= token;
        });
    ports::SnapshotPage page;
    for (auto at = from; at != places.end(); ++at) {
        if (page.snapshots.size() == faults.page) {
            page.next_token = std::to_string(*at);
            break;
        }
        const TrueSnapshot& snapshot = truth.snapshots()[*at];
        core::Snapshot& shown = page.snapshots.emplace_back(snapshot.shown);
        shown.status = snapshot.status(now);
        if (shown.description.size() > faults.description_cut) shown.description.resize(faults.description_cut);
    }
    if (faults.shuffled)
        for (std::size_t i = page.snapshots.size(); i > 1; --i)
            std::swap(page.snapshots[i - 1], page.snapshots[random_.below(i)]);
    return page;
}

// --- creates
// -----------------------------------------------------------------------------------------------------------------

std::uint64_t SimulatedCloud::create_snapshot(const std::string& host, ports::CreateSnapshotRequest request,
                                              Respond<std::string> respond) {
    ++creates;
    CreateCall call;
    call.number = truth.calls.size();
    call.host = host;
    call.request = std::move(request);
    call.started = time_.wall();
    truth.calls.push_back(std::move(call));
    const std::uint64_t number = truth.calls.back().number;
    if (observer != nullptr) observer->create_started(truth.calls.back());
    const core::Millis there = latency() / 2;
    time_.at(time_.now() + there, [this, number, respond = std::move(respond)] { arrive(number, respond); });
    return number;
}

core::Error SimulatedCloud::server_error() {
    core::Error error = lost("HTTP 503");
    error.http_status = 503;
    if (random_.chance(faults.server_error_names_wait))
        error.retry_after = core::Millis{1000} + up_to(core::Millis{30'000});
    return error;
}

// Silence: the caller is left to its own patience.
void SimulatedCloud::lose(core::Error error, core::Millis after, const Respond<std::string>& respond) {
    if (error.http_status == 0 && random_.chance(faults.silence)) return;
    answer<std::string>(after, ports::Answer<std::string>{std::move(error), std::nullopt}, respond);
}

void SimulatedCloud::tell(std::uint64_t call, const std::string& what) {
    if (observer != nullptr) observer->told("cloud", "create #" + std::to_string(call) + ": " + what);
}

void SimulatedCloud::arrive(std::uint64_t call, const Respond<std::string>& respond) {
    const core::Millis back = latency() / 2;
    if (faults.down || random_.chance(faults.lost_before_effect)) {
        tell(call, "lost on its way");
        return lose(lost("connection reset"), back, respond);
    }
    const bool this_one = call + 1 == faults.hold_up;
    if (this_one || random_.chance(faults.late_effect)) {
        tell(call, "held up on its way");
        const core::Millis late = this_one ? faults.late_most : up_to(faults.late_most);
        time_.at(time_.now() + late, [this, call] { arrive_late(call); });
        return lose(lost("connection reset"), back, respond);
    }
    std::optional<core::Error> error;
    if (!takes_token(create_bucket_, faults.creates_per_second))
        error = throttle(truth.calls[call].host, true, back);
    else
        error = refusal(truth.calls[call].request);
    if (error) {
        tell(call, "refused, " + error->code);
        return answer<std::string>(back, ports::Answer<std::string>{std::move(*error), date()}, respond);
    }
    if (random_.chance(faults.server_error)) {
        tell(call, "503 without effect");
        return lose(server_error(), back, respond);
    }
    take_effect(call, false);
    if (call + 1 == faults.lose_answer || random_.chance(faults.lost_after_effect)) {
        tell(call, "the answer is lost");
        return lose(lost("connection reset"), back, respond);
    }
    if (random_.chance(faults.server_error_with_effect)) {
        tell(call, "503 in spite of the effect");
        return lose(server_error(), back, respond);
    }
    answer<std::string>(back, ports::Answer<std::string>{truth.calls[call].snapshot_id, date()}, respond);
}

void SimulatedCloud::arrive_late(std::uint64_t call) {
    if (!refusal(truth.calls[call].request)) take_effect(call, true);
}

std::optional<core::Error> SimulatedCloud::refusal(const ports::CreateSnapshotRequest& request) {
    if (faults.credentials_expired) return refused(core::ErrorClass::credentials, "InvalidSecurityToken.Expired", 400);
    if (faults.forbidden) return refused(core::ErrorClass::permission, "Forbidden.RAM", 403);
    const auto desktop = truth.desktops.find(request.desktop_id);
    if (desktop == truth.desktops.end()) return refused(core::ErrorClass::gone, "InvalidDesktopId.NotFound", 404);
    const core::DesktopStatus status = desktop->second.status;
    if (status != core::DesktopStatus::running && status != core::DesktopStatus::stopped)
        return refused(core::ErrorClass::not_ready, "IncorrectDesktopStatus", 400);
    if (truth.disk_busy(request.desktop_id, request.disk, time_.wall()))
        return refused(core::ErrorClass::busy, "IncorrectDiskStatus.CreatingSnapshot", 403);
    return std::nullopt;
}

void SimulatedCloud::take_effect(std::uint64_t call, bool late) {
    const ports::CreateSnapshotRequest& request = truth.calls[call].request;
    const core::WallTime now = time_.wall();
    TrueSnapshot made;
    made.shown.name = request.name;
    made.shown.description = request.description;
    made.shown.desktop_id = request.desktop_id;
    made.shown.disk = request.disk;
    made.shown.created = date();
    made.visible_at = now + faults.list_lag;
    made.ends_at = now + faults.snapshot_least + up_to(faults.snapshot_most - faults.snapshot_least);
    if (random_.chance(faults.snapshot_fails)) made.end = core::SnapshotStatus::failed;
    if (random_.chance(faults.snapshot_hangs)) made.ends_at.reset();
    made.cause = call;
    made.late = late;
    truth.calls[call].snapshot_id = truth.add(std::move(made)).shown.id;
    tell(call, (late ? "arrives late, makes " : "makes ") + truth.calls[call].snapshot_id);
}

void SimulatedCloud::make_foreign_snapshot(const std::string& desktop_id, core::DiskKind disk, core::Millis lasts,
                                           core::SnapshotType type) {
    TrueSnapshot made;
    made.shown.name = type == core::SnapshotType::automatic ? "auto-nightly" : "by-hand";
    made.shown.desktop_id = desktop_id;
    made.shown.disk = disk;
    made.shown.type = type;
    made.shown.created = date();
    made.visible_at = time_.wall();
    made.ends_at = time_.wall() + lasts;
    truth.add(std::move(made));
}

}  // namespace ecdsnap::simulation
