#include "adapters/sql/questions.hpp"

#include "adapters/sql/enum_words.hpp"
#include "adapters/sql/last_tasks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace ecdsnap::adapters::sql {
namespace {

constexpr std::uint32_t most_entries = 100'000;

// ?1 policy, ?2 since, ?3 until, ?4 slot id. A condition that was not asked for is left out, so that SQLite can choose
// an index for the others.
std::string slot_conditions(const ports::HistoryQuery& query) {
    std::string conditions = "1";
    if (query.policy) conditions += " AND policy = ?1";
    if (query.since) conditions += " AND instant_s >= ?2";
    if (query.until) conditions += " AND instant_s <= ?3";
    if (query.slot_id) conditions += " AND slots.id = ?4";
    return conditions;
}

// `outcome <> 'done'` is said as well, since the index tasks_not_done holds under exactly that condition.
std::string outcome_condition(const ports::HistoryQuery& query) {
    if (!query.outcome) return "1";
    const std::string word = core::text(*query.outcome);
    const auto* others = *query.outcome == core::Outcome::done ? "" : " AND outcome <> 'done'";
    return fmt::format("outcome = '{}'{}", word, others);
}

std::string task_conditions(const ports::HistoryQuery& query, SiteNumbers& sites) {
    const std::string outcome = outcome_condition(query);
    if (!query.site) return outcome;
    return fmt::format("{} AND site_id = {}", outcome, sites.number_of_known(*query.site).value_or(0));
}

// Slots are whole seconds; a bound between two of them means the same as the next second inside it.
std::int64_t first_second(const std::optional<core::WallTime>& since) {
    if (!since) return std::numeric_limits<std::int64_t>::min();
    return std::chrono::ceil<std::chrono::seconds>(*since).time_since_epoch().count();
}

std::int64_t last_second(const std::optional<core::WallTime>& until) {
    if (!until) return std::numeric_limits<std::int64_t>::max();
    return std::chrono::floor<std::chrono::seconds>(*until).time_since_epoch().count();
}

// Binds what slot_conditions() names; bindings that the text does not name are no error only up to the highest one it
// does, hence the constant conditions at the end of each query.
template <class... More>
void start_with_slot(Statement& statement, const ports::HistoryQuery& query, const More&... more) {
    statement.start(query.policy.value_or(""), first_second(query.since), last_second(query.until),
                    query.slot_id.value_or(0), more...);
}

}  // namespace

Questions::Questions(Database& database, SiteNumbers& sites)
    : database_(database),
      sites_(sites),
      parts_(database),
      task_(database,
            fmt::format("SELECT {} FROM tasks JOIN slots ON slots.id = slot_id JOIN sites ON sites.id = site_id "
                        "WHERE policy = ?1 AND instant_s = ?2 AND kind = ?3 AND account = ?4 "
                        "AND region = ?5 AND desktop_id = ?6 AND disk = ?7",
                        task_columns)),
      slot_(database,
            fmt::format("SELECT {} FROM slots WHERE policy = ?1 AND instant_s = ?2 AND kind = ?3", slot_columns)) {}

std::optional<core::Task> Questions::task(const ports::TaskIdentity& identity) {
    task_.start(identity.slot.policy, identity.slot.instant, core::text(identity.slot.kind), identity.site.account,
                identity.site.region, identity.desktop_id, core::text(identity.disk));
    if (!task_.next()) return std::nullopt;
    auto task = read_task(task_, sites_);
    task_.reset();
    parts_.read_into(task);
    return task;
}

std::optional<core::Slot> Questions::slot(const core::SlotKey& key) {
    slot_.start(key.policy, key.instant, core::text(key.kind));
    if (!slot_.next()) return std::nullopt;
    auto slot = read_slot(slot_);
    slot_.reset();
    return slot;
}

std::vector<ports::HistoryEntry> Questions::history(const ports::HistoryQuery& query) {
    return query.desktop_id ? history_of_desktop(query) : history_by_slot(query);
}

// One desktop has few tasks: they are found by its id and then sorted.
std::vector<ports::HistoryEntry> Questions::history_of_desktop(const ports::HistoryQuery& query) {
    Statement rows(database_,
                   fmt::format("SELECT {}, {} FROM tasks JOIN slots ON slots.id = slot_id "
                               "WHERE {} AND {} AND desktop_id = ?5 "
                               "ORDER BY instant_s DESC, slot_id DESC, disk, site_id LIMIT ?6",
                               slot_columns, task_columns, slot_conditions(query), task_conditions(query, sites_)));
    start_with_slot(rows, query, *query.desktop_id, std::min(query.limit, most_entries));
    std::vector<ports::HistoryEntry> entries;
    while (rows.next()) {
        ports::HistoryEntry entry;
        entry.slot = read_slot(rows);
        entry.task = read_task(rows, sites_);
        entries.push_back(std::move(entry));
    }
    for (auto& entry : entries)
        parts_.read_into(*entry.task);
    return entries;
}

// Slots are walked newest first until there are enough tasks.
std::vector<ports::HistoryEntry> Questions::history_by_slot(const ports::HistoryQuery& query) {
    const auto limit = std::min(query.limit, most_entries);
    Statement slots(database_, fmt::format("SELECT {} FROM slots WHERE {} AND ?5 ORDER BY instant_s DESC, id DESC",
                                           slot_columns, slot_conditions(query)));
    Statement tasks(database_, fmt::format("SELECT {} FROM tasks WHERE slot_id = ?1 AND {} "
                                           "ORDER BY desktop_id, disk, site_id LIMIT ?2",
                                           task_columns, task_conditions(query, sites_)));
    std::vector<ports::HistoryEntry> entries;
    for (start_with_slot(slots, query, true); entries.size() < limit && slots.next();) {
        const auto slot = read_slot(slots);
        const std::size_t before = entries.size();
        add_tasks_of(slot, tasks, limit, entries);
        if (entries.size() == before && !query.outcome && !query.site) entries.emplace_back().slot = slot;
    }
    return entries;
}

void Questions::add_tasks_of(const core::Slot& slot, Statement& tasks, std::uint32_t limit,
                             std::vector<ports::HistoryEntry>& entries) {
    tasks.start(slot.id, limit - entries.size());
    while (tasks.next()) {
        auto& entry = entries.emplace_back();
        entry.slot = slot;
        entry.task = read_task(tasks, sites_);
        parts_.read_into(*entry.task);
    }
}

std::vector<core::Slot> Questions::recent_slots(std::uint32_t per_policy) {
    std::vector<std::string> names;
    Statement policies(database_, "SELECT DISTINCT policy FROM slots ORDER BY policy");
    for (policies.start(); policies.next();)
        names.push_back(policies.text());

    std::vector<core::Slot> found;
    Statement newest(database_, fmt::format("SELECT {} FROM slots WHERE policy = ?1 "
                                            "ORDER BY instant_s DESC, id DESC LIMIT ?2",
                                            slot_columns));
    for (const auto& name : names)
        for (newest.start(name, per_policy); newest.next();)
            found.push_back(read_slot(newest));
    return found;
}

ports::LedgerFigures Questions::figures() {
    ports::LedgerFigures figures;
    Statement verified(database_, "SELECT site_id, desktop_id, disk, made_at_ms FROM verified");
    for (verified.start(); verified.next();) {
        ports::VerifiedDisk disk;
        disk.site = sites_.site(verified.integer());
        disk.desktop_id = verified.text();
        disk.disk = read_enum<core::DiskKind>(verified);
        disk.made_at = verified.wall_time();
        figures.verified.push_back(std::move(disk));
    }
    figures.extras = static_cast<std::uint64_t>(database_.number("SELECT count(*) FROM extras"));
    Statement end(database_, "SELECT max(settled_at_ms) FROM tasks WHERE slot_id = ?1");
    for (const core::Slot& slot : recent_slots(1)) {
        if (slot.state == core::SlotState::open || slot.counts.tasks == 0) continue;
        end.start(slot.id);
        if (end.next()) figures.last_ends.emplace(slot.key.policy, end.wall_time());
        end.reset();
    }
    add_last_tasks(database_, figures);
    return figures;
}

}  // namespace ecdsnap::adapters::sql
