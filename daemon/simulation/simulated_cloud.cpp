#include "simulation/simulated_cloud.hpp"

#include "simulation/cloud_errors.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace ecdsnap::simulation {
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

core::Error SimulatedCloud::throttle(const std::string& host, core::CallKind kind, core::Millis answer_takes) {
    ++throttled;
    core::Error error = refused("CreateSnapshot", core::ErrorClass::throttled, "Throttling.User", 400);
    if (faults.throttle_names > core::Millis{0}) {
        error.retry_after = faults.throttle_names;
        if (observer != nullptr)
            time_.at(time_.now() + answer_takes, [this, host, kind, named = faults.throttle_names] {
                observer->throttled(host, kind, time_.now() + named);
            });
    }
    return error;
}

// --- reads
// -------------------------------------------------------------------------------------------------------------------

std::optional<core::Error> SimulatedCloud::read_refusal(const std::string& host, core::Millis answer_takes) {
    if (faults.credentials_expired)
        return refused("CreateSnapshot", core::ErrorClass::credentials, "InvalidSecurityToken.Expired", 400);
    if (!takes_token(read_bucket_, faults.reads_per_second)) return throttle(host, core::CallKind::read, answer_takes);
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
        if (told.result && !look_at.empty() && observer != nullptr)
            observer->looked(host, look_at, started, time_.wall() + back);
        answer(back, std::move(told), respond);
    });
}

void SimulatedCloud::describe_desktops(const std::string& host, ports::DesktopQuery query,
                                       Respond<ports::DesktopPage> respond) {
    count(CloudAction::describe_desktops);
    read(host, {}, respond, [this, host, started = time_.wall(), query = std::move(query)] {
        ports::DesktopPage page = desktop_page(query);
        if (observer != nullptr)
            for (const core::Desktop& desktop : page.desktops)
                observer->desktop_shown(host, desktop, started);
        return page;
    });
}

void SimulatedCloud::describe_snapshots(const std::string& host, ports::SnapshotQuery query,
                                        Respond<ports::SnapshotPage> respond) {
    count(CloudAction::describe_snapshots);
    const std::string look_at = query.next_token.empty() ? query.desktop_id : std::string{};
    read(host, look_at, respond, [this, query = std::move(query)] { return snapshot_page(query); });
}

void SimulatedCloud::describe_regions(const std::string& host, Respond<std::vector<std::string>> respond) {
    count(CloudAction::describe_regions);
    read(host, {}, respond, [] { return std::vector<std::string>{"cn-hangzhou"}; });
}

ports::DesktopPage SimulatedCloud::desktop_page(const ports::DesktopQuery& query) {
    const bool shifted = !query.next_token.empty() && random_.chance(faults.desktop_lists);
    std::size_t left_out = shifted ? 1 : 0;  // one went from an earlier page while this one was asked for
    ports::DesktopPage page;
    // false: the page is full, and the next one begins with this desktop.
    const auto take = [&](const std::string& id, const core::Desktop& desktop) {
        if (left_out > 0) return left_out-- > 0;
        if (page.desktops.size() == faults.page) {
            page.next_token = id;
            return false;
        }
        page.desktops.push_back(desktop);
        return true;
    };
    if (query.ids.empty()) {
        for (auto at = truth.desktops.lower_bound(query.next_token); at != truth.desktops.end(); ++at)
            if (!take(at->first, at->second)) break;
        return page;
    }
    const std::set<std::string> ids(query.ids.begin(), query.ids.end());
    for (auto id = ids.lower_bound(query.next_token); id != ids.end(); ++id)
        if (const auto at = truth.desktops.find(*id); at != truth.desktops.end() && !take(at->first, at->second)) break;
    return page;
}

bool SimulatedCloud::shows(const TrueSnapshot& snapshot, const ports::SnapshotQuery& query) const {
    const core::Snapshot& shown = snapshot.shown;
    if (snapshot.removed || snapshot.visible_at > time_.wall()) return false;
    if (!query.desktop_id.empty() && shown.desktop_id != query.desktop_id) return false;
    if (!query.snapshot_id.empty() && shown.id != query.snapshot_id) return false;
    if (query.created_from && shown.created < *query.created_from) return false;
    if (query.created_to && shown.created > *query.created_to) return false;
    return query.scope == ports::SnapshotScope::all || shown.type == core::SnapshotType::user;
}

core::Snapshot SimulatedCloud::shown_form(const TrueSnapshot& snapshot) const {
    core::Snapshot shown = snapshot.shown;
    const core::WallTime now = time_.wall();
    shown.status = snapshot.status(now);
    if (faults.names_remain && shown.status == core::SnapshotStatus::progressing && snapshot.ends_at)
        shown.remain_seconds =
            static_cast<int>(std::chrono::ceil<std::chrono::seconds>(*snapshot.ends_at - now).count());
    if (shown.description.size() > faults.description_cut) shown.description.resize(faults.description_cut);
    return shown;
}

// Only what a page shows is looked at, so that listing a million page by page does not take a million times as long.
ports::SnapshotPage SimulatedCloud::snapshot_page(const ports::SnapshotQuery& query) {
    std::size_t begin = query.created_from ? truth.first_created_from(*query.created_from) : truth.snapshots().oldest();
    std::size_t end = truth.snapshots().size();
    if (!query.next_token.empty()) {
        const std::size_t token = std::stoul(query.next_token);
        begin = faults.newest_first ? begin : std::max(begin, token);
        end = faults.newest_first ? std::max(begin, token + 1) : end;
    }
    const bool whole_site = query.snapshot_id.empty() && query.desktop_id.empty();
    std::vector<std::size_t> few;  // else these
    if (!query.desktop_id.empty()) few = truth.of_desktop(query.desktop_id);
    if (!query.snapshot_id.empty()) {
        const auto place = truth.place_of(query.snapshot_id);
        few = place ? std::vector{*place} : std::vector<std::size_t>{};
    }
    std::erase_if(few, [&](std::size_t place) { return place < begin || place >= end; });
    const std::size_t candidates = whole_site ? end - begin : few.size();
    ports::SnapshotPage page;
    for (std::size_t turn = 0; turn < candidates; ++turn) {
        const std::size_t nth = faults.newest_first ? candidates - 1 - turn : turn;
        const std::size_t place = whole_site ? begin + nth : few[nth];
        if (!shows(truth.snapshots()[place], query)) continue;
        if (page.snapshots.size() == faults.page) {
            page.next_token = std::to_string(place);
            break;
        }
        page.snapshots.push_back(shown_form(truth.snapshots()[place]));
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
    count(CloudAction::create_snapshot);
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

core::Error SimulatedCloud::server_error(const char* doing) {
    core::Error error = lost(doing, "HTTP 503");
    error.http_status = 503;
    if (random_.chance(faults.server_error_names_wait))
        error.retry_after = core::Millis{1000} + up_to(core::Millis{30'000});
    return error;
}

void SimulatedCloud::tell(std::uint64_t call, const std::string& what) {
    if (observer != nullptr) observer->told("cloud", "create #" + std::to_string(call) + ": " + what);
}

void SimulatedCloud::arrive(std::uint64_t call, const Respond<std::string>& respond) {
    const core::Millis back = latency() / 2;
    if (faults.down || random_.chance(faults.lost_before_effect)) {
        tell(call, "lost on its way");
        return lose<std::string>(lost("CreateSnapshot", "connection reset"), back, respond);
    }
    const bool this_one = call + 1 == faults.hold_up;
    if (this_one || random_.chance(faults.late_effect)) {
        tell(call, "held up on its way");
        const core::Millis late = this_one ? faults.late_most : up_to(faults.late_most);
        time_.at(time_.now() + late, [this, call] { arrive_late(call); });
        return lose<std::string>(lost("CreateSnapshot", "connection reset"), back, respond);
    }
    std::optional<core::Error> error;
    if (!takes_token(create_bucket_, faults.creates_per_second))
        error = throttle(truth.calls[call].host, core::CallKind::create, back);
    else
        error = refusal(truth.calls[call].request);
    if (error) {
        tell(call, "refused, " + error->code);
        return answer<std::string>(back, ports::Answer<std::string>{std::move(*error), date()}, respond);
    }
    if (random_.chance(faults.server_error)) {
        tell(call, "503 without effect");
        return lose<std::string>(server_error("CreateSnapshot"), back, respond);
    }
    take_effect(call, false);
    if (call + 1 == faults.lose_answer || random_.chance(faults.lost_after_effect)) {
        tell(call, "the answer is lost");
        return lose<std::string>(lost("CreateSnapshot", "connection reset"), back, respond);
    }
    if (random_.chance(faults.server_error_with_effect)) {
        tell(call, "503 in spite of the effect");
        return lose<std::string>(server_error("CreateSnapshot"), back, respond);
    }
    answer<std::string>(back, ports::Answer<std::string>{truth.calls[call].snapshot_id, date()}, respond);
}

void SimulatedCloud::arrive_late(std::uint64_t call) {
    if (!refusal(truth.calls[call].request)) take_effect(call, true);
}

std::optional<core::Error> SimulatedCloud::refusal(const ports::CreateSnapshotRequest& request) {
    if (faults.credentials_expired)
        return refused("CreateSnapshot", core::ErrorClass::credentials, "InvalidSecurityToken.Expired", 400);
    if (faults.stale_keys > 0) {
        --faults.stale_keys;
        return refused("CreateSnapshot", core::ErrorClass::stale_key, "InvalidAccessKeyId.NotFound", 404);
    }
    if (faults.bad_keys > 0) {
        --faults.bad_keys;
        return refused("CreateSnapshot", core::ErrorClass::credentials, "InvalidAccessKeyId.NotFound", 404);
    }
    if (faults.forbidden) return refused("CreateSnapshot", core::ErrorClass::permission, "Forbidden.RAM", 403);
    const auto desktop = truth.desktops.find(request.desktop_id);
    if (desktop == truth.desktops.end())
        return refused("CreateSnapshot", core::ErrorClass::gone, "InvalidDesktopId.NotFound", 404);
    const core::DesktopStatus status = desktop->second.status;
    if (status != core::DesktopStatus::running && status != core::DesktopStatus::stopped)
        return refused("CreateSnapshot", core::ErrorClass::not_ready, "IncorrectDesktopStatus", 400);
    if (truth.disk_busy(request.desktop_id, request.disk, time_.wall()))
        return refused("CreateSnapshot", core::ErrorClass::busy, "IncorrectDiskStatus.CreatingSnapshot", 403);
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
