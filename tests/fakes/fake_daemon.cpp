#include "fakes/fake_daemon.hpp"

namespace ecdsnap::tests {
namespace {

using namespace std::chrono;

const core::SlotInstant night = sys_days{2026y / 11 / 24} + 18h;

core::Slot slot_of(std::int64_t id, const std::string& policy, core::SlotInstant instant, const std::string& local) {
    core::Slot slot;
    slot.id = id;
    slot.key.policy = policy;
    slot.key.instant = instant;
    slot.local_time = local;
    slot.opened_at = instant + 1s;
    slot.window_end = instant + 3h;
    return slot;
}

core::Task task_of(std::int64_t id, const std::string& desktop, core::DiskKind disk, core::Outcome outcome,
                   core::Reason reason) {
    core::Task task;
    task.id = id;
    task.slot_id = 7;
    task.site = std::make_shared<const core::SiteId>(core::SiteId{"main", "cn-hangzhou"});
    task.desktop_id = desktop;
    task.desktop_name = "设计部-" + desktop;
    task.disk = disk;
    task.state = outcome == core::Outcome::none ? core::TaskState::due : core::TaskState::settled;
    task.outcome = outcome;
    task.reason = reason;
    if (outcome != core::Outcome::none) task.settled_at = night + 5min;
    return task;
}

core::Task done_task() {
    auto task = task_of(1, "ecd-1", core::DiskKind::system, core::Outcome::done, core::Reason::accomplished);
    task.base_name = "nightly-ecd-1-20261125-0200-system-abcdef";
    task.snapshot_number = 2;
    task.send_number = 3;
    task.failed_snapshots = 1;
    task.snapshot_id = "s-1";
    task.accepted_at = night + 2min;
    core::Extra extra;
    extra.task_id = 1;
    extra.snapshot_id = "s-9";
    extra.name = "nightly-ecd-1-20261125-0200-system-abcdef";
    extra.status = core::SnapshotStatus::accomplished;
    extra.created = night + 1min;
    extra.found_at = night + 4min;
    task.extras.push_back(extra);
    return task;
}

ports::PolicyStatus sample_weekly(const core::Pause& pause) {
    ports::PolicyStatus weekly;
    weekly.name = "weekly";
    weekly.schedule = "0 3 * * 0 Asia/Shanghai";
    weekly.paused = core::pause_text(pause);
    weekly.objective = core::Objective{240h, 1h, core::SlotSource::objective};
    weekly.breach = core::PauseBreach{"weekly", 240h, night - 239h, night + 1h, night + 101h};
    weekly.next_slot = night + 97h;
    weekly.next_slot_local = "2026-11-29 03:00 CST";
    weekly.last_slot = slot_of(5, "weekly", night - 71h, "2026-11-22 03:00 CST");
    weekly.last_slot->state = core::SlotState::closed;
    weekly.last_slot->counts.tasks = 2;
    weekly.last_slot->counts.done = 2;
    return weekly;
}

core::Pause pause_of_weekly() {
    core::Pause pause;
    pause.key = {core::PauseScope::policy, "weekly"};
    pause.since = night;
    pause.until = night + 36h;
    pause.by = "uid 1000";
    pause.reason = "image update";
    return pause;
}

void approve(ports::PolicyStatus& policy) {
    policy.with_disk = 4;
    policy.approve_above = 2;
    policy.approval = core::Approval{policy.name, 5, "uid 1000", night - 48h};
}

}  // namespace

core::Slot sample_slot() {
    auto slot = slot_of(7, "nightly", night, "2026-11-25 02:00 CST");
    slot.counts.tasks = 5;
    slot.counts.done = 1;
    slot.counts.skipped = 1;
    slot.counts.missed = 1;
    slot.counts.failed = 1;
    return slot;
}

std::vector<ports::HistoryEntry> sample_history() {
    const auto slot = sample_slot();
    auto failed = task_of(4, "ecd-3", core::DiskKind::data, core::Outcome::failed, core::Reason::quota);
    failed.detail = "QuotaExceeded.Snapshot";
    auto passed = slot_of(6, "nightly", night - 24h, "2026-11-24 02:00 CST");
    passed.state = core::SlotState::passed;
    passed.reason = "the daemon was not running";
    return {
        {slot, done_task()},
        {slot, task_of(2, "ecd-2", core::DiskKind::system, core::Outcome::skipped, core::Reason::hibernated)},
        {slot, task_of(3, "ecd-3", core::DiskKind::system, core::Outcome::missed, core::Reason::disk_busy)},
        {slot, failed},
        {slot, task_of(5, "ecd-4", core::DiskKind::system, core::Outcome::none, core::Reason::spread)},
        {passed, std::nullopt},
    };
}

static std::vector<ports::SiteStatus> sample_sites() {
    ports::SiteStatus hangzhou;
    hangzhou.site = core::SiteId{"main", "cn-hangzhou"};
    hangzhou.ready = true;
    hangzhou.desktops = 5;
    hangzhou.excluded = 1;
    hangzhou.inventory_at = night + 8min;
    hangzhou.due = 1;
    hangzhou.waiting = 1;
    hangzhou.requests_per_second_limit = 100;
    hangzhou.learned_rates[static_cast<std::size_t>(core::CallKind::create)] = 49.75;
    hangzhou.calls = 321;
    hangzhou.throttled = 2;
    hangzhou.settle_time = 5s;
    hangzhou.woken = 3;
    hangzhou.clock_difference = -700ms;
    ports::SiteStatus shanghai;
    shanghai.site = core::SiteId{"main", "cn-shanghai"};
    shanghai.waits_for = "the first inventory";
    shanghai.problems = {{core::ErrorClass::permission, "Forbidden.RAM: the key may not list desktops"}};
    shanghai.requests_per_second_limit = 100;
    shanghai.held_back[static_cast<std::size_t>(core::CallKind::read)] = ports::HeldBack{"permission", night + 9min};
    ports::SiteStatus west;
    west.site = core::SiteId{"main", "us-west-1"};
    west.unused = "Forbidden.ServiceNotOpened: the service is not opened in this region";
    west.requests_per_second_limit = 100;
    west.clock_difference = 1200ms;
    return {hangzhou, shanghai, west};
}

ports::Status sample_status() {
    ports::Status status;
    status.version = "0.1.0";
    status.owner = "main";
    status.ready = true;
    status.now = night + 10min;
    status.started_at = night - 48h;
    status.clock_trusted = true;
    status.configuration = "/etc/ecdsnapd/ecdsnapd.yaml";
    status.configuration_loaded_at = night - 48h;
    status.timezone_database = "2025b";

    const core::Pause pause = pause_of_weekly();
    status.pauses = {pause};

    ports::PolicyStatus nightly;
    nightly.name = "nightly";
    nightly.schedule = "0 2 * * * Asia/Shanghai";
    nightly.desktops = 4;
    nightly.excluded = 1;
    approve(nightly);
    nightly.next_slot = night + 24h;
    nightly.next_slot_local = "2026-11-26 02:00 CST";
    nightly.objective = core::Objective{30h, 90min, core::SlotSource::schedule};
    nightly.open_slots.push_back(sample_slot());
    nightly.open_slots.back().outlook = core::SlotOutlook{night + 15min, 2};
    status.policies = {nightly, sample_weekly(pause)};

    ports::AccountStatus account;
    account.name = "main";
    account.key.key_id = "STS.****9x2k";
    account.key.source = "the RAM role backup of this ECS instance";
    account.key.temporary = true;
    account.key.expires = night + 22min;
    account.key.since = night - 5h;
    account.key.problem = "100.100.100.200 does not answer";
    account.key.next_try = night + 11min;
    status.accounts = {account};
    status.sites = sample_sites();
    return status;
}

std::vector<core::PauseBreach> FakeDaemon::breaches_of(const core::PauseKey& pause) const {
    std::vector<core::PauseBreach> breaches;
    for (const auto& policy : shown.policies)
        if (policy.breach && pause.scope == core::PauseScope::policy && pause.name == policy.name)
            breaches.push_back(*policy.breach);
    return breaches;
}

ports::Status FakeDaemon::status() const {
    return shown;
}

boost::asio::awaitable<core::Result<std::vector<ports::HistoryEntry>>> FakeDaemon::history(
    ports::HistoryQuery query) const {
    queries.push_back(std::move(query));
    if (problem) co_return *problem;
    co_return entries;
}

boost::asio::awaitable<core::Result<std::optional<core::Slot>>> FakeDaemon::slot(std::int64_t slot_id) const {
    if (problem) co_return *problem;
    const auto first = slots.front();
    if (first.id != slot_id) co_return std::optional<core::Slot>{};
    if (slots.size() > 1) slots.pop_front();
    co_return std::optional<core::Slot>{first};
}

boost::asio::awaitable<core::Result<std::int64_t>> FakeDaemon::run(std::string policy) {
    runs.push_back(std::move(policy));
    if (problem) co_return *problem;
    co_return std::int64_t{7};
}

boost::asio::awaitable<core::Result<core::Pause>> FakeDaemon::pause(core::Pause wanted) {
    pauses.push_back(wanted);
    if (problem) co_return *problem;
    co_return wanted;
}

boost::asio::awaitable<core::Result<core::Pause>> FakeDaemon::resume(core::PauseKey key, std::string by) {
    core::Pause ended;
    ended.key = std::move(key);
    ended.by = std::move(by);
    resumes.push_back(ended);
    if (problem) co_return *problem;
    co_return ended;
}

boost::asio::awaitable<core::Result<core::Approval>> FakeDaemon::approve(std::string policy,
                                                                         std::optional<std::uint32_t> up_to,
                                                                         std::string by) {
    core::Approval approval;
    approval.policy = std::move(policy);
    approval.up_to = up_to.value_or(4400);
    approval.by = std::move(by);
    approvals.push_back(approval);
    if (problem) co_return *problem;
    co_return approval;
}

boost::asio::awaitable<core::Result<ports::ReloadReport>> FakeDaemon::reload(ports::ReloadForce force, std::string) {
    ++reloads;
    forces.push_back(force);
    if (problem) co_return *problem;
    co_return report;
}

}  // namespace ecdsnap::tests
