#include "simulation/checker.hpp"

#include "core/text/utc_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ecdsnap::tests {
namespace {

using namespace std::chrono_literals;

constexpr core::Millis clock_tolerance = 2min + 3s;
// A look-up counts for 5 s after its end, and must not take longer than 30 s.
constexpr core::Millis look_fresh = 5s + 1ms;
constexpr core::Millis longest_look = 35s + 1ms;
constexpr core::Millis least_settle = 5s;
constexpr core::Millis horizon = 20min;
constexpr std::size_t most_looks = 50;

std::string field(const core::Event& event, std::string_view name) {
    for (const core::EventField& given : event.fields)
        if (given.name == name) return given.value;
    return {};
}

core::WallTime instant_of(const std::string& text) {
    absl::Time time;
    std::string problem;
    if (!absl::ParseTime(absl::RFC3339_full, text, &time, &problem)) return {};
    return core::WallTime{core::Millis{absl::ToUnixMillis(time)}};
}

}  // namespace

// One cloud's calls, with the site they belong to.
class Checker::Observer final : public simulation::CloudObserver {
public:
    Observer(Checker& checker, Site& site) : checker_(checker), site_(site) {}

    void read_started(const std::string& host) override { checker_.check_lane(site_, host, false); }
    void looked(const std::string& host, const std::string& desktop_id, core::WallTime started) override {
        auto& looks = checker_.looks_[{host, desktop_id}];
        looks.push_back(started);
        if (looks.size() > most_looks) looks.pop_front();
    }
    void create_started(const simulation::CreateCall& call) override {
        checker_.check_lane(site_, call.host, true);
        checker_.check_create(site_, call);
    }
    void throttled(const std::string& host, bool create, core::SteadyTime until) override {
        Lane& lane = checker_.lanes_[{host, core::text(site_.id)}];
        Block& block = create ? lane.creates : lane.reads;
        if (until <= block.until) return;
        block.told = checker_.time_.now();
        block.until = until;
    }
    void told(const std::string& host, const std::string& what) override { checker_.trace_.add(host, what); }

private:
    Checker& checker_;
    Site& site_;
};

bool HostRecord::forgot(core::WallTime moment) const {
    return std::any_of(forgotten.begin(), forgotten.end(),
                       [&](const Forgotten& span) { return moment > span.from && moment <= span.to; });
}

Checker::Checker(const Plan& plan, simulation::VirtualTime& time, Trace& trace)
    : plan_(plan), time_(time), trace_(trace) {}

Checker::~Checker() = default;

void Checker::watch_cloud(core::SiteId id, simulation::SimulatedCloud& cloud) {
    auto site = std::make_unique<Site>();
    site->id = std::move(id);
    site->cloud = &cloud;
    site->observer = std::make_unique<Observer>(*this, *site);
    cloud.observer = site->observer.get();
    sites_.push_back(std::move(site));
}

void Checker::watch_host(const std::string& host, simulation::SimulatedDaemon& daemon) {
    hosts_[host].daemon = &daemon;
}

void Checker::note_start(const std::string& host) {
    hosts_.at(host).started = time_.wall();
    hosts_.at(host).starts.push_back(time_.wall());
    for (auto& [key, lane] : lanes_)
        if (key.first == host) lane = {};  // a new process knows nothing of what the old one was told
}

void Checker::note_trouble(core::Millis lasts) {
    troubles_.push_back(Trouble{time_.wall(), time_.wall() + lasts});
}

void Checker::violate(std::string rule, std::string what) {
    trace_.add("CHECK", "VIOLATION " + rule + ": " + what);
    violations_.push_back(Violation{std::move(rule), std::move(what), time_.wall()});
}

const simulation::TrueSnapshot* Checker::find_snapshot(const std::string& id) const {
    for (const auto& site : sites_)
        if (const auto* snapshot = site->cloud->truth.find(id)) return snapshot;
    return nullptr;
}

// --- calls
// -------------------------------------------------------------------------------------------------------------------

// I5: the ceiling, and the time that a throttled answer named.
void Checker::check_lane(const Site& site, const std::string& host, bool create) {
    Lane& lane = lanes_[{host, core::text(site.id)}];
    const core::SteadyTime now = time_.now();
    while (!lane.starts.empty() && lane.starts.front() + 1s <= now)
        lane.starts.pop_front();
    lane.starts.push_back(now);
    if (lane.starts.size() > plan_.requests_per_second + 1)
        violate("ceiling",
                fmt::format("{} calls within a second, {} are allowed", lane.starts.size(), plan_.requests_per_second));
    const Block& block = create ? lane.creates : lane.reads;
    if (now > block.told && now < block.until)
        violate("throttle", fmt::format("a {} started {} ms before the named time", create ? "create" : "read",
                                        std::chrono::duration_cast<core::Millis>(block.until - now).count()));
}

void Checker::check_create(Site& site, const simulation::CreateCall& call) {
    trace_.add(call.host, fmt::format("CreateSnapshot #{} {}", call.number, call.request.name));
    const auto name = task_name_from(call.request.name);
    if (!name || name->desktop_id != call.request.desktop_id || name->disk != call.request.disk)
        return violate("name", "a call for " + call.request.desktop_id + " with the name " + call.request.name);
    const HostRecord& host = hosts_.at(call.host);
    TaskRecord& record = tasks_[*name];
    ++record.calls;
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
}

// No retry storm.
void Checker::check_call_count(const TaskName& name) {
    constexpr std::uint64_t most = 400;
    if (tasks_[name].calls == most) violate("storm", fmt::format("{} calls for {}", most, text(name)));
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
        look != looks_.end() && !look->second.empty() && look->second.back() > call.started - longest_look;
    if (earlier.visible_at > (looked ? look->second.back() : call.started - look_fresh)) return false;
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
        if (earlier.busy && *earlier.caller_left >= host.started) check_look_after_busy(name, earlier, call);
        const bool known = earlier.told == simulation::CreateCall::Told::accepted ||
                           earlier.told == simulation::CreateCall::Told::refused;
        if (known) continue;
        if (!earlier.caller_left || call.started > *earlier.caller_left + horizon) continue;
        const auto& looks = looks_[{call.host, name.desktop_id}];
        const auto since = std::count_if(looks.begin(), looks.end(), [&](core::WallTime look) {
            return look >= *earlier.caller_left + least_settle;
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
    if (!looks.empty() && looks.back() >= *busy.caller_left) return;
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

// --- events
// ------------------------------------------------------------------------------------------------------------------

void Checker::on_event(const std::string& host, const core::Event& event) {
    if (const std::string problem = core::check_event(event); !problem.empty())
        violate("event", core::event_code(event.id) + ": " + problem);
    if (trace_.wanted()) {
        const std::string detail = field(event, "detail");
        trace_.add(host, fmt::format("{} {}{}", core::event_code(event.id), event.message,
                                     detail.empty() ? "" : " [" + detail + "]"));
    }
    switch (event.id) {
        case core::EventId::snapshot_done: return check_done(event);
        case core::EventId::slot_opened: check_slot_opened(host, event); [[fallthrough]];
        case core::EventId::manual_run: note_window(host, event); return;
        case core::EventId::task_missed: return check_missed(host, event);
        case core::EventId::extra_found: reported_extras_.insert(field(event, "snapshot_id")); return;
        default: return;
    }
}

void Checker::note_window(const std::string& host, const core::Event& event) {
    const SlotName slot{field(event, "policy"),
                        std::chrono::floor<std::chrono::seconds>(instant_of(field(event, "slot")))};
    const core::WallTime until = instant_of(field(event, "until"));
    const auto [place, first] = window_ends_.insert({{host, slot}, until});
    if (!first) place->second = std::max(place->second, until);
    (event.id == core::EventId::manual_run ? manual_ : scheduled_).insert(slot);
}

// A run by hand in the very second of a due instant: their snapshots' names differ in the key alone.
bool Checker::two_slots_at_once(const TaskName& name) const {
    const SlotName slot{name.policy, name.instant};
    return manual_.contains(slot) && scheduled_.contains(slot);
}

void Checker::check_slot_time(const PlannedPolicy& planned, const SlotName& slot) {
    const std::string words = slot.first + " " + core::utc_text(slot.second);
    const core::Schedule& schedule = planned.policy->schedule;
    const core::Millis age = time_.wall() - core::WallTime{slot.second};
    const core::Millis reach = schedule.catch_up == core::CatchUp::latest ? schedule.catch_up_within : core::Millis{0};
    if (age > std::max(reach, planned.policy->rules.window) + clock_tolerance + 1min)
        violate("window", words + " is too old to be opened");
    if (planned.every_hours == 0) return;
    const core::Millis every = std::chrono::hours{planned.every_hours};
    const auto minute = std::stoi(schedule.cron_text);
    const auto past = slot.second - std::chrono::floor<std::chrono::days>(slot.second) - std::chrono::minutes{minute};
    if (past % every != 0ms) violate("slot at a wrong time", words);
    if (age > every + clock_tolerance + 1min)
        violate("slot overtaken", words + " is opened after the next one was due");
}

// No window ends before its time, whatever the clock shows.
void Checker::check_missed(const std::string& host, const core::Event& event) {
    const SlotName slot{field(event, "policy"),
                        std::chrono::floor<std::chrono::seconds>(instant_of(field(event, "slot")))};
    const auto end = window_ends_.find({host, slot});
    if (end == window_ends_.end() || time_.wall() > end->second - clock_tolerance) return;
    for (const Forgotten& span : hosts_.at(host).forgotten)
        if (core::WallTime{slot.second} <= span.recovered) return;
    violate("missed before the window's end", slot.first + " " + core::utc_text(slot.second));
}

void Checker::check_done(const core::Event& event) {
    const std::string id = field(event, "snapshot_id");
    const simulation::TrueSnapshot* snapshot = find_snapshot(id);
    const std::string whom = fmt::format("{} {} {} {}", field(event, "policy"), field(event, "slot"),
                                         field(event, "desktop"), field(event, "disk"));
    if (snapshot == nullptr) return violate("false done", whom + " with " + id + ", which never was");
    if (snapshot->status(time_.wall()) != core::SnapshotStatus::accomplished)
        violate("false done", whom + " with " + id + ", which is not ACCOMPLISHED");
    const auto name = task_name_from(snapshot->shown.name);
    if (!name || text(*name) != whom)
        violate("false done", whom + " with " + id + ", which is " + snapshot->shown.name);
}

// I6
void Checker::check_slot_opened(const std::string& host, const core::Event& event) {
    const SlotName slot{field(event, "policy"),
                        std::chrono::floor<std::chrono::seconds>(instant_of(field(event, "slot")))};
    const HostRecord& record = hosts_.at(host);
    const core::WallTime now = time_.wall();
    const bool wrong = std::chrono::abs(record.daemon->clock().wall_offset()) > clock_tolerance;
    const std::string words = slot.first + " " + core::utc_text(slot.second);
    if (wrong && now - record.clock_set > 10s) violate("slot while the clock is wrong", words);
    if (core::WallTime{slot.second} > now + clock_tolerance) violate("slot before its time", words);
    for (const PlannedPolicy& planned : plan_.policies)
        if (planned.policy->name == slot.first) check_slot_time(planned, slot);
    const auto [place, first] = opened_.insert({{host, slot}, now});
    if (!first && !record.forgot(place->second)) violate("slot twice", words);
    place->second = now;
}

}  // namespace ecdsnap::tests
