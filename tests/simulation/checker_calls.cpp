// What must be true when a call starts.
#include "core/text/utc_text.hpp"
#include "simulation/checker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <iterator>
#include <utility>

namespace ecdsnap::tests {
namespace {

using namespace std::chrono_literals;

// A look-up counts for 5 s after its end, and must not take longer than 30 s.
constexpr core::Millis look_fresh = 5s + 1ms;
constexpr core::Millis longest_look = 35s + 1ms;
constexpr core::Millis least_settle = 5s;
constexpr core::Millis horizon = 20min;
constexpr const char* kind_words[] = {"create", "read", "change of power"};  // by core::CallKind

// The look-up that a call goes by. The desktop's other disk may have looked last and wait for its answer, which may
// come after a slow ledger has taken the intent; and an answer may have more than its first page: of looks side by side
// the first one counts.
core::WallTime decisive_look(const std::deque<Look>& looks, const simulation::CreateCall& call, core::Millis latency) {
    auto decisive = std::prev(looks.end());
    while (decisive != looks.begin() && decisive->answered > call.started)
        --decisive;
    while (decisive != looks.begin() && std::prev(decisive)->started >= call.started - latency)
        --decisive;
    return decisive->started;
}

}  // namespace

// I5: the ceiling, and the time that a throttled answer named.
void Checker::check_lane(const Site& site, const std::string& host, core::CallKind kind) {
    Lane& lane = lanes_[{host, core::text(site.id)}];
    const core::SteadyTime now = time_.now();
    while (!lane.starts.empty() && lane.starts.front() + 1s <= now)
        lane.starts.pop_front();
    lane.starts.push_back(now);
    if (lane.starts.size() > plan_.requests_per_second + 1)
        violate("ceiling",
                fmt::format("{} calls within a second, {} are allowed", lane.starts.size(), plan_.requests_per_second));
    const Block& block = lane.blocks[static_cast<std::size_t>(kind)];
    if (now > block.told && now < block.until)
        violate("throttle",
                fmt::format("a {} started {} ms before the named time", kind_words[static_cast<std::size_t>(kind)],
                            std::chrono::duration_cast<core::Millis>(block.until - now).count()));
}

void Checker::check_create(Site& site, const simulation::CreateCall& call) {
    trace_.add(call.host, fmt::format("CreateSnapshot #{} {}", call.number, call.request.name));
    const auto name = task_name_from(call.request.name);
    if (!name || name->desktop_id != call.request.desktop_id || name->disk != call.request.disk)
        return violate("name", "a call for " + call.request.desktop_id + " with the name " + call.request.name);
    const HostRecord& host = hosts_.at(call.host);
    TaskRecord& record = tasks_[*name];
    record.site = static_cast<std::size_t>(
        std::find_if(sites_.begin(), sites_.end(), [&](const auto& one) { return one.get() == &site; }) -
        sites_.begin());
    check_call_count(*name);
    check_intent(site, host, *name, call.request.name);
    check_duplicate(site, host, *name, call);
    check_resend(site, host, *name, call);
    if (!sent_.insert(call.request.name + " " + call.request.description).second)
        violate("sent twice", "the very same request for " + text(*name));
    record.numbers.push_back(call.number);
    check_window(call.host, *name);
    check_paused(site, host, *name);
    check_approved(host, *name, call);
    check_concurrency(site, host, *name, call);
}

// No retry storm.
void Checker::check_call_count(const TaskName& name) {
    constexpr std::uint64_t most = 400;
    if (tasks_[name].numbers.size() == most) violate("storm", fmt::format("{} calls for {}", most, text(name)));
}

// I3
void Checker::check_intent(const Site& site, const HostRecord& host, const TaskName& name,
                           const std::string& full_name) {
    const core::Task* task = nullptr;
    for (const core::SlotKind kind : {core::SlotKind::scheduled, core::SlotKind::manual}) {
        ports::TaskIdentity identity;
        identity.slot = core::SlotKey{name.policy, name.instant, kind};
        identity.site = site.id;
        identity.desktop_id = name.desktop_id;
        identity.disk = name.disk;
        const core::Task* found = host.daemon->disk->task(identity);
        if (found != nullptr && (task == nullptr || found->state == core::TaskState::intended)) task = found;
    }
    const bool durable = task != nullptr && task->state == core::TaskState::intended &&
                         full_name.starts_with(task->base_name) && !task->base_name.empty();
    if (!durable) violate("sent without intent", text(name));
}

// What the calls for that task have made and is still there, by the cloud's own record.
std::vector<const simulation::TrueSnapshot*> Checker::live_of(const TaskName& name) const {
    std::vector<const simulation::TrueSnapshot*> live;
    const auto record = tasks_.find(name);
    if (record == tasks_.end()) return live;
    const auto& truth = sites_[record->second.site]->cloud->truth;
    for (const std::uint64_t number : record->second.numbers) {
        const simulation::TrueSnapshot* made = truth.find(truth.calls[number].snapshot_id);
        if (made != nullptr && made->live(time_.wall())) live.push_back(made);
    }
    return live;
}

// Whether whoever started `call` had the means to know of that snapshot.
bool Checker::could_know(const Site& site, const HostRecord& host, const simulation::TrueSnapshot& earlier,
                         const simulation::CreateCall& call) const {
    const auto look = looks_.find({call.host, call.request.desktop_id});
    const bool looked =
        look != looks_.end() && !look->second.empty() && look->second.back().started > call.started - longest_look;
    const core::WallTime seen =
        looked ? decisive_look(look->second, call, plan_.faults.latency_most) : call.started - look_fresh;
    if (earlier.visible_at > seen) return false;
    const simulation::CreateCall& cause = site.cloud->truth.calls[*earlier.cause];
    if (cause.host != call.host) {  // another daemon's: seen at our start, if it was young then
        return stamps_whole() && earlier.visible_at <= host.started && earlier.shown.created >= host.started - 15min;
    }
    for (const Forgotten& span : host.forgotten)
        if (cause.started > span.from && cause.started <= span.to)
            return stamps_whole() && earlier.visible_at <= span.recovered;
    return true;
}

void Checker::check_duplicate(Site& site, const HostRecord& host, const TaskName& name,
                              const simulation::CreateCall& call) {
    if (two_slots_at_once(name)) return;
    for (const simulation::TrueSnapshot* made : live_of(name)) {
        const simulation::TrueSnapshot& earlier = *made;
        if (!could_know(site, host, earlier, call)) {
            ++excused_;
            continue;
        }
        violate("duplicate",
                fmt::format("{}: call #{} although {} of call #{} is listed since {}", text(name), call.number,
                            earlier.shown.id, *earlier.cause, core::utc_text(earlier.visible_at)));
    }
}

// After a send whose answer is not known: two look-ups, the first after the least settle time.
void Checker::check_resend(const Site& site, const HostRecord& host, const TaskName& name,
                           const simulation::CreateCall& call) {
    for (const std::uint64_t number : tasks_[name].numbers) {
        const simulation::CreateCall& earlier = site.cloud->truth.calls[number];
        if (earlier.host != call.host || host.forgot(earlier.started)) continue;
        if (earlier.busy && !two_slots_at_once(name) && *earlier.caller_left >= host.started)
            check_look_after_busy(name, earlier, call);
        const bool known = earlier.told == simulation::CreateCall::Told::accepted ||
                           earlier.told == simulation::CreateCall::Told::refused;
        if (known) continue;
        if (!earlier.caller_left || call.started > *earlier.caller_left + horizon) continue;
        const auto& looks = looks_[{call.host, name.desktop_id}];
        const auto since = std::count_if(looks.begin(), looks.end(), [&](const Look& look) {
            return look.started >= *earlier.caller_left + least_settle;
        });
        if (found_since(site, earlier, call) || since >= 2) continue;
        return violate("sent again without looking",
                       fmt::format("{}: call #{} after {} look-ups for call #{}, which was not answered", text(name),
                                   call.number, since, number));
    }
}

// Busy: whose snapshot is in progress? It may be the task's own.
void Checker::check_look_after_busy(const TaskName& name, const simulation::CreateCall& busy,
                                    const simulation::CreateCall& call) {
    const auto& looks = looks_[{call.host, name.desktop_id}];
    if (!looks.empty() && looks.back().started >= *busy.caller_left) return;
    violate("sent again without looking",
            fmt::format("{}: call #{} though the disk was busy for call #{}", text(name), call.number, busy.number));
}

// What became of the earlier call was listed before.
bool Checker::found_since(const Site& site, const simulation::CreateCall& earlier,
                          const simulation::CreateCall& call) const {
    if (earlier.snapshot_id.empty()) return false;
    return site.cloud->truth.find(earlier.snapshot_id)->visible_at < call.started;
}

void Checker::check_window(const std::string& whose, const TaskName& name) {
    const HostRecord& host = hosts_.at(whose);
    const auto end = window_ends_.find({whose, {name.policy, name.instant}});
    if (end == window_ends_.end() || time_.wall() <= end->second + clock_tolerance) return;
    const core::Millis offset = host.daemon->clock().wall_offset();
    if (std::chrono::abs(offset) > clock_tolerance - 10s || time_.wall() - host.clock_set < 1min) return;
    for (const Forgotten& span : host.forgotten)
        if (core::WallTime{name.instant} <= span.recovered) return;  // opened again, late
    violate("window", fmt::format("{}: a call after the window's end at {}", text(name), core::utc_text(end->second)));
}

}  // namespace ecdsnap::tests
