#include "simulation/simulated_cloud.hpp"

#include <algorithm>
#include <utility>

namespace ecdsnap::simulation {
namespace {

using boost::asio::awaitable;

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

bool wanted(const TrueSnapshot& snapshot, const ports::SnapshotQuery& query, core::WallTime now) {
    const core::Snapshot& shown = snapshot.shown;
    if (snapshot.removed || snapshot.visible_at > now) return false;
    if (!query.desktop_id.empty() && shown.desktop_id != query.desktop_id) return false;
    if (!query.snapshot_id.empty() && shown.id != query.snapshot_id) return false;
    if (query.created_from && shown.created < *query.created_from) return false;
    if (query.created_to && shown.created > *query.created_to) return false;
    return query.scope == ports::SnapshotScope::all || shown.type == core::SnapshotType::user;
}

}  // namespace

SimulatedCloud::SimulatedCloud(VirtualClock& clock, SeededRandom& random, CloudTruth& truth)
    : clock_(clock), random_(random), truth_(truth) {}

awaitable<void> SimulatedCloud::pass(core::Millis time) {
    const auto alarm = clock_.make_alarm();
    const bool rung = co_await alarm->wait_until(clock_.steady_now() + time);
    (void)rung;
    catch_up_effects();
}

core::Millis SimulatedCloud::latency() {
    const auto span = static_cast<std::uint64_t>((faults.latency_most - faults.latency_least).count()) + 1;
    return faults.latency_least + core::Millis{static_cast<core::Millis::rep>(random_.below(span))};
}

awaitable<ports::Answer<ports::DesktopPage>> SimulatedCloud::describe_desktops(ports::DesktopQuery query) {
    ++reads;
    const core::Millis time = latency();
    co_await pass(time);
    ports::Answer<ports::DesktopPage> answer{unreadable(), std::nullopt};
    if (faults.down || random_.chance(faults.read_error)) co_return answer;
    answer.server_date = std::chrono::floor<std::chrono::seconds>(clock_.true_wall());
    ports::DesktopPage page;
    auto at = query.next_token.empty() ? truth_.desktops.begin() : truth_.desktops.lower_bound(query.next_token);
    for (; at != truth_.desktops.end(); ++at) {
        const bool asked =
            query.ids.empty() || std::find(query.ids.begin(), query.ids.end(), at->first) != query.ids.end();
        if (!asked) continue;
        if (page.desktops.size() == faults.page) {
            page.next_token = at->first;
            break;
        }
        page.desktops.push_back(at->second);
    }
    answer.result = std::move(page);
    co_return answer;
}

awaitable<ports::Answer<ports::SnapshotPage>> SimulatedCloud::describe_snapshots(ports::SnapshotQuery query) {
    ++reads;
    const core::Millis time = latency();
    co_await pass(time);
    ports::Answer<ports::SnapshotPage> answer{unreadable(), std::nullopt};
    if (faults.down || random_.chance(faults.read_error)) co_return answer;
    const core::WallTime now = clock_.true_wall();
    answer.server_date = std::chrono::floor<std::chrono::seconds>(now);
    ports::SnapshotPage page;
    std::size_t at = query.next_token.empty() ? 0 : std::stoul(query.next_token);
    for (; at < truth_.snapshots.size(); ++at) {
        const TrueSnapshot& snapshot = truth_.snapshots[at];
        if (!wanted(snapshot, query, now)) continue;
        if (page.snapshots.size() == faults.page) {
            page.next_token = std::to_string(at);
            break;
        }
        core::Snapshot shown = snapshot.shown;
        shown.status = snapshot.status(now);
        shown.description = shown.description.substr(0, faults.description_cut);
        page.snapshots.push_back(std::move(shown));
    }
    answer.result = std::move(page);
    co_return answer;
}

awaitable<ports::Answer<std::vector<std::string>>> SimulatedCloud::describe_regions() {
    ++reads;
    const core::Millis time = latency();
    co_await pass(time);
    std::vector<std::string> regions{"cn-hangzhou"};
    ports::Answer<std::vector<std::string>> answer{std::move(regions), clock_.true_wall()};
    co_return answer;
}

awaitable<ports::Answer<std::string>> SimulatedCloud::create_snapshot(ports::CreateSnapshotRequest request) {
    ++creates;
    const core::Millis there = latency() / 2;
    const core::Millis back = latency() / 2;
    co_await pass(there);
    const std::uint64_t call = truth_.calls.size();
    truth_.calls.push_back(CreateCall{call, request, clock_.true_wall()});
    ports::Answer<std::string> answer{lost("no answer within 30 s"), std::nullopt};
    if (faults.down || random_.chance(faults.lost_before_effect)) {
        co_await pass(back);
        co_return answer;
    }
    if (const auto error = refusal(request)) {
        co_await pass(back);
        answer.result = *error;
        answer.server_date = std::chrono::floor<std::chrono::seconds>(clock_.true_wall());
        co_return answer;
    }
    if (random_.chance(faults.late_effect)) {
        const auto delay =
            static_cast<core::Millis::rep>(random_.below(static_cast<std::uint64_t>(faults.late_most.count())));
        truth_.pending.push_back(PendingEffect{clock_.true_wall() + core::Millis{delay}, call});
        co_await pass(back);
        co_return answer;
    }
    if (random_.chance(faults.server_error)) {
        co_await pass(back);
        core::Error error = lost("HTTP 503");
        error.http_status = 503;
        answer.result = std::move(error);
        co_return answer;
    }
    const std::string id = take_effect(call, false);
    const bool unanswered = random_.chance(faults.lost_after_effect) || random_.chance(faults.server_error_with_effect);
    co_await pass(back);
    if (unanswered) co_return answer;
    answer.result = id;
    answer.server_date = std::chrono::floor<std::chrono::seconds>(clock_.true_wall());
    co_return answer;
}

bool SimulatedCloud::takes_token() {
    if (faults.creates_per_second <= 0) return true;
    const double seconds = std::chrono::duration<double>(clock_.steady_now() - tokens_at_).count();
    tokens_at_ = clock_.steady_now();
    tokens_ = std::min(faults.creates_per_second, tokens_ + seconds * faults.creates_per_second);
    if (tokens_ < 1) return false;
    tokens_ -= 1;
    return true;
}

std::optional<core::Error> SimulatedCloud::refusal(const ports::CreateSnapshotRequest& request) {
    if (!takes_token()) {
        ++throttled;
        return refused(core::ErrorClass::throttled, "Throttling.User", 400);
    }
    if (faults.forbidden) return refused(core::ErrorClass::permission, "Forbidden.RAM", 403);
    const auto desktop = truth_.desktops.find(request.desktop_id);
    if (desktop == truth_.desktops.end()) return refused(core::ErrorClass::gone, "InvalidDesktopId.NotFound", 404);
    const core::DesktopStatus status = desktop->second.status;
    if (status != core::DesktopStatus::running && status != core::DesktopStatus::stopped)
        return refused(core::ErrorClass::not_ready, "IncorrectDesktopStatus", 400);
    if (truth_.disk_busy(request.desktop_id, request.disk, clock_.true_wall()))
        return refused(core::ErrorClass::busy, "IncorrectDiskStatus.CreatingSnapshot", 403);
    return std::nullopt;
}

std::string SimulatedCloud::take_effect(std::uint64_t call, bool late) {
    const ports::CreateSnapshotRequest& request = truth_.calls[call].request;
    const core::WallTime now = clock_.true_wall();
    const auto span = static_cast<std::uint64_t>((faults.snapshot_most - faults.snapshot_least).count()) + 1;
    TrueSnapshot made;
    made.shown.id = truth_.next_id();
    made.shown.name = request.name;
    made.shown.description = request.description;
    made.shown.desktop_id = request.desktop_id;
    made.shown.disk = request.disk;
    made.shown.created = std::chrono::floor<std::chrono::seconds>(now);
    made.visible_at = now + faults.list_lag;
    made.ends_at = now + faults.snapshot_least + core::Millis{static_cast<core::Millis::rep>(random_.below(span))};
    if (random_.chance(faults.snapshot_fails)) made.end = core::SnapshotStatus::failed;
    if (random_.chance(faults.snapshot_hangs)) made.ends_at.reset();
    made.cause = call;
    made.late = late;
    truth_.snapshots.push_back(made);
    return made.shown.id;
}

// Late effects happen whoever calls next; a busy disk takes none.
void SimulatedCloud::catch_up_effects() {
    const core::WallTime now = clock_.true_wall();
    std::vector<PendingEffect> due;
    std::erase_if(truth_.pending, [&](const PendingEffect& effect) {
        if (effect.at > now) return false;
        due.push_back(effect);
        return true;
    });
    for (const PendingEffect& effect : due) {
        const auto& request = truth_.calls[effect.call].request;
        if (!truth_.disk_busy(request.desktop_id, request.disk, now)) take_effect(effect.call, true);
    }
}

}  // namespace ecdsnap::simulation
