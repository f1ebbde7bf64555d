#include "cli/daemon_answers.hpp"

#include "cli/json_fields.hpp"

#include <memory>
#include <optional>

namespace ecdsnap::cli {
namespace {

using nlohmann::json;

std::optional<json> object_from(std::string_view text) {
    auto read = json::parse(text, nullptr, false);
    if (!read.is_object()) return std::nullopt;
    return read;
}

core::Error unreadable() {
    core::Error error;
    error.kind = core::ErrorClass::local;
    error.message = "the daemon's answer is not the JSON that this version knows";
    return error;
}

// The enumerator whose word this is; `otherwise` for a word of a newer daemon.
template <class Enum>
Enum word_to(const std::string& word, Enum last, Enum otherwise) {
    for (int i = 0; i <= static_cast<int>(last); ++i)
        if (word == core::text(static_cast<Enum>(i))) return static_cast<Enum>(i);
    return otherwise;
}

core::Slot slot_of(const json& object) {
    const JsonFields fields(object);
    core::Slot slot;
    slot.id = fields.number<std::int64_t>("id");
    slot.key.policy = fields.text("policy");
    slot.key.instant = std::chrono::floor<std::chrono::seconds>(fields.time("slot").value_or(core::WallTime{}));
    slot.key.kind = word_to(fields.text("kind"), core::SlotKind::manual, core::SlotKind::scheduled);
    slot.state = word_to(fields.text("state"), core::SlotState::passed, core::SlotState::open);
    slot.local_time = fields.text("slot_local");
    slot.reason = fields.text("reason");
    slot.opened_at = fields.time("opened_at").value_or(core::WallTime{});
    slot.window_end = fields.time("window_end").value_or(core::WallTime{});
    slot.counts.tasks = fields.number<std::uint32_t>("tasks");
    slot.counts.done = fields.number<std::uint32_t>("done");
    slot.counts.skipped = fields.number<std::uint32_t>("skipped");
    slot.counts.missed = fields.number<std::uint32_t>("missed");
    slot.counts.failed = fields.number<std::uint32_t>("failed");
    return slot;
}

core::Slot open_slot_of(const json& object) {
    const JsonFields fields(object);
    core::Slot slot = slot_of(object);
    if (const auto end = fields.time("expected_end"))
        slot.outlook = core::SlotOutlook{*end, fields.number<std::uint64_t>("expected_left_over")};
    return slot;
}

core::SiteId site_id_of(const std::string& text) {
    const auto slash = text.find('/');
    if (slash == text.npos) return core::SiteId{text, ""};
    return core::SiteId{text.substr(0, slash), text.substr(slash + 1)};
}

core::Extra extra_of(const json& object) {
    const JsonFields fields(object);
    core::Extra extra;
    extra.snapshot_id = fields.text("snapshot_id");
    extra.name = fields.text("snapshot_name");
    extra.status = word_to(fields.text("status"), core::SnapshotStatus::unknown, core::SnapshotStatus::unknown);
    extra.created = fields.time("created").value_or(core::WallTime{});
    extra.found_at = fields.time("found_at").value_or(core::WallTime{});
    return extra;
}

// The name is shown as the daemon gave it: as a base name with number 1.
core::Task task_of(const json& object) {
    const JsonFields fields(object);
    core::Task task;
    task.id = fields.number<std::int64_t>("id");
    task.site = std::make_shared<const core::SiteId>(site_id_of(fields.text("site")));
    task.desktop_id = fields.text("desktop");
    task.desktop_name = fields.text("desktop_name");
    task.disk = word_to(fields.text("disk"), core::DiskKind::data, core::DiskKind::system);
    task.state = word_to(fields.text("state"), core::TaskState::settled, core::TaskState::due);
    task.outcome = word_to(fields.text("outcome"), core::Outcome::failed, core::Outcome::none);
    task.reason = word_to(fields.text("reason"), core::Reason::unreachable, core::Reason::none);
    task.detail = fields.text("detail");
    task.base_name = fields.text("snapshot_name");
    task.snapshot_id = fields.text("snapshot_id");
    task.send_number = fields.number<std::uint32_t>("sends");
    task.accepted_at = fields.time("accepted_at").value_or(core::WallTime{});
    task.settled_at = fields.time("settled_at").value_or(core::WallTime{});
    for (const auto& extra : fields.below("extras"))
        task.extras.push_back(extra_of(extra));
    return task;
}

core::Pause pause_of(const json& object) {
    const JsonFields fields(object);
    core::Pause pause;
    pause.key.scope = word_to(fields.text("scope"), core::PauseScope::site, core::PauseScope::everything);
    pause.key.name = fields.text("name");
    pause.since = fields.time("since").value_or(core::WallTime{});
    pause.until = fields.time("until").value_or(core::WallTime{});
    pause.by = fields.text("by");
    pause.reason = fields.text("reason");
    return pause;
}

core::Millis seconds_of(const JsonFields& fields, const char* key) {
    return std::chrono::round<core::Millis>(std::chrono::duration<double>(fields.number<double>(key)));
}

core::SlotInstant instant_of(const JsonFields& fields, const char* key) {
    return std::chrono::floor<std::chrono::seconds>(fields.time(key).value_or(core::WallTime{}));
}

core::PauseBreach breach_of(const json& object) {
    const JsonFields fields(object);
    core::PauseBreach breach;
    breach.policy = fields.text("policy");
    breach.rpo = seconds_of(fields, "rpo_seconds");
    breach.newest = instant_of(fields, "newest_slot");
    breach.breaks_at = instant_of(fields, "breaks_at");
    if (fields.time("mended_by")) breach.mended_by = instant_of(fields, "mended_by");
    return breach;
}

core::Objective objective_of(const json& object) {
    const JsonFields fields(object);
    core::Objective objective;
    objective.rpo = seconds_of(fields, "rpo_seconds");
    objective.verified_within = seconds_of(fields, "verified_within_seconds");
    if (fields.text("slots") == "objective") objective.slots = core::SlotSource::objective;
    return objective;
}

core::Approval approval_of(const json& object) {
    const JsonFields fields(object);
    core::Approval approval;
    approval.policy = fields.text("policy");
    approval.up_to = fields.number<std::uint32_t>("up_to");
    approval.by = fields.text("by");
    approval.at = fields.time("at").value_or(core::WallTime{});
    return approval;
}

void read_approval(const JsonFields& fields, ports::PolicyStatus& policy) {
    if (!fields.has_object("approval")) return;
    const JsonFields approval(fields.below("approval"));
    policy.approve_above = approval.number<std::uint32_t>("needed_above");
    policy.with_disk = approval.number<std::uint64_t>("desktops");
    policy.unapproved = approval.number<std::uint64_t>("waiting_desktops");
    if (approval.has_object("approved")) policy.approval = approval_of(approval.below("approved"));
}

ports::PolicyStatus policy_of(const json& object) {
    const JsonFields fields(object);
    ports::PolicyStatus policy;
    policy.name = fields.text("name");
    policy.schedule = fields.text("schedule");
    policy.desktops = fields.number<std::uint64_t>("desktops");
    policy.observes = fields.text("mode") == "observe";
    policy.paused = fields.text("paused");
    if (fields.has_object("objective")) policy.objective = objective_of(fields.below("objective"));
    if (fields.has_object("pause_breaks")) policy.breach = breach_of(fields.below("pause_breaks"));
    read_approval(fields, policy);
    policy.excluded = fields.number<std::uint64_t>("excluded");
    const JsonFields next(fields.below("next_slot"));
    if (const auto instant = next.time("slot")) policy.next_slot = std::chrono::floor<std::chrono::seconds>(*instant);
    policy.next_slot_local = next.text("slot_local");
    for (const auto& slot : fields.below("open_slots"))
        policy.open_slots.push_back(open_slot_of(slot));
    if (fields.has_object("last_slot")) policy.last_slot = slot_of(fields.below("last_slot"));
    return policy;
}

ports::AccountStatus account_of(const json& object) {
    const JsonFields fields(object);
    ports::AccountStatus account;
    account.name = fields.text("account");
    account.key.key_id = fields.text("key_id");
    account.key.source = fields.text("source");
    account.key.temporary = fields.flag("temporary");
    account.key.expires = fields.time("expires");
    account.key.since = fields.time("since");
    account.key.problem = fields.text("problem");
    account.key.next_try = fields.time("next_try");
    return account;
}

std::optional<ports::HeldBack> held_back_of(const json& kinds, const char* kind) {
    const JsonFields fields(kinds);
    if (!fields.has_object(kind)) return std::nullopt;
    const JsonFields held(fields.below(kind));
    return ports::HeldBack{held.text("reason"), held.time("next_try").value_or(core::WallTime{})};
}

ports::SiteProblem problem_of(const json& object) {
    const JsonFields fields(object);
    return {word_to(fields.text("class"), core::ErrorClass::local, core::ErrorClass::local), fields.text("text")};
}

ports::SiteStatus site_of(const json& object) {
    const JsonFields fields(object);
    ports::SiteStatus site;
    site.site = core::SiteId{fields.text("account"), fields.text("region")};
    site.ready = fields.flag("ready");
    site.waits_for = fields.text("waits_for");
    for (const auto& problem : fields.below("problems"))
        site.problems.push_back(problem_of(problem));
    site.unused = fields.text("unused");
    if (const auto difference = fields.number_or_none<std::int64_t>("clock_difference_milliseconds"))
        site.clock_difference = core::Millis{*difference};
    site.desktops = fields.number<std::uint64_t>("desktops");
    site.excluded = fields.number<std::uint64_t>("excluded");
    site.inventory_at = fields.time("inventory_at");
    site.due = fields.number<std::uint64_t>("due");
    site.waiting = fields.number<std::uint64_t>("waiting");
    site.in_flight = fields.number<std::uint64_t>("in_flight");
    site.followed = fields.number<std::uint64_t>("followed");
    site.suspects = fields.number<std::uint64_t>("suspects");
    site.woken = fields.number<std::uint64_t>("woken");
    site.requests_per_second_limit = fields.number<double>("requests_per_second_limit");
    site.calls = fields.number<std::uint64_t>("calls");
    site.throttled = fields.number<std::uint64_t>("throttled");
    for (std::size_t each = 0; each < core::call_kinds; ++each)
        site.held_back[each] = held_back_of(fields.below("held_back"), core::text(static_cast<core::CallKind>(each)));
    const JsonFields learned(fields.below("learned_rates"));
    for (std::size_t each = 0; each < core::call_kinds; ++each)
        site.learned_rates[each] = learned.number_or_none<double>(core::text(static_cast<core::CallKind>(each)));
    return site;
}

}  // namespace

core::Result<ports::Status> status_from(std::string_view text) {
    const auto object = object_from(text);
    if (!object) return unreadable();
    const JsonFields fields(*object);
    ports::Status status;
    status.version = fields.text("version");
    status.owner = fields.text("owner");
    status.ready = fields.flag("ready");
    for (const auto& reason : fields.below("not_ready_because"))
        if (reason.is_string()) status.not_ready_because.push_back(reason.get<std::string>());
    status.now = fields.time("now").value_or(core::WallTime{});
    status.started_at = fields.time("started_at").value_or(core::WallTime{});
    status.clock_trusted = fields.flag("clock_trusted");
    status.configuration = fields.text("configuration");
    status.configuration_loaded_at = fields.time("configuration_loaded_at").value_or(core::WallTime{});
    status.reload_problem = fields.text("reload_problem");
    status.ledger_writable = fields.flag("ledger_writable");
    status.ledger_problem = fields.text("ledger_problem");
    status.timezone_database = fields.text("timezone_database");
    status.timezone_database_on_disk = fields.text("timezone_database_on_disk");
    for (const auto& awaited : fields.below("regions_awaited"))
        if (awaited.is_string()) status.regions_awaited.push_back(awaited.get<std::string>());
    for (const auto& pause : fields.below("pauses"))
        status.pauses.push_back(pause_of(pause));
    for (const auto& policy : fields.below("policies"))
        status.policies.push_back(policy_of(policy));
    for (const auto& account : fields.below("accounts"))
        status.accounts.push_back(account_of(account));
    for (const auto& site : fields.below("sites"))
        status.sites.push_back(site_of(site));
    return status;
}

core::Result<core::Slot> slot_from(std::string_view text) {
    const auto object = object_from(text);
    if (!object) return unreadable();
    return slot_of(*object);
}

core::Result<std::vector<ports::HistoryEntry>> history_from(std::string_view text) {
    const auto object = object_from(text);
    if (!object) return unreadable();
    std::vector<ports::HistoryEntry> entries;
    const JsonFields fields(*object);
    for (const auto& line : fields.below("entries")) {
        const JsonFields parts(line);
        auto& entry = entries.emplace_back();
        entry.slot = slot_of(parts.below("slot"));
        if (parts.has_object("task")) entry.task = task_of(parts.below("task"));
    }
    return entries;
}

core::Result<std::int64_t> opened_slot_from(std::string_view text) {
    const auto object = object_from(text);
    if (!object) return unreadable();
    return JsonFields(*object).number<std::int64_t>("slot");
}

core::Result<core::Pause> pause_from(std::string_view text, const char* key) {
    const auto object = object_from(text);
    if (!object) return unreadable();
    return pause_of(JsonFields(*object).below(key));
}

std::vector<std::string> pause_breaks_from(std::string_view text) {
    std::vector<std::string> breaks;
    const auto object = object_from(text);
    if (!object) return breaks;
    for (const auto& breach : JsonFields(*object).below("breaks"))
        breaks.push_back(JsonFields(breach).text("text"));
    return breaks;
}

core::Result<core::Approval> approval_from(std::string_view text) {
    const auto object = object_from(text);
    if (!object) return unreadable();
    return approval_of(JsonFields(*object).below("approved"));
}

std::vector<std::string> changes_from(std::string_view text) {
    std::vector<std::string> changes;
    const auto object = object_from(text);
    if (!object) return changes;
    for (const auto& change : JsonFields(*object).below("changes"))
        if (change.is_string()) changes.push_back(change.get<std::string>());
    return changes;
}

std::string error_message_from(std::string_view text) {
    const auto object = json::parse(text, nullptr, false);
    const JsonFields fields(object);
    const auto message = JsonFields(fields.below("error")).text("message");
    return message.empty() ? std::string(text) : message;
}

}  // namespace ecdsnap::cli
