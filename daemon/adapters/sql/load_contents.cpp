#include "adapters/sql/load_contents.hpp"

#include "adapters/sql/enum_words.hpp"
#include "adapters/sql/row_reader.hpp"

#include <fmt/format.h>

namespace ecdsnap::adapters::sql {
namespace {

// The ids are collected first (in memory), since three queries need them and each condition has its own index.
constexpr auto collect_ids = R"sql(
CREATE TEMP TABLE IF NOT EXISTS loading (id INTEGER PRIMARY KEY);
DELETE FROM temp.loading;
INSERT INTO temp.loading
    SELECT id FROM tasks WHERE slot_id IN (SELECT id FROM slots WHERE state = 'open')
    UNION SELECT id FROM tasks WHERE state <> 'settled'
    UNION SELECT task_id FROM suspects;
)sql";

void load_meta(Database& database, ports::LedgerContents& contents) {
    Statement meta(database, "SELECT last_commit_ms IS NULL, last_commit_ms, next_slot_id, next_task_id FROM meta");
    meta.start();
    if (!meta.next()) throw damaged("its row of meta is missing");
    const bool none = meta.flag();
    const auto last_commit = meta.wall_time();
    if (!none) contents.last_commit = last_commit;
    contents.next_slot_id = meta.integer();
    contents.next_task_id = meta.integer();
}

void load_starts(Database& database, ports::LedgerContents& contents) {
    Statement rows(database, "SELECT token, at_ms FROM starts ORDER BY at_ms, token");
    for (rows.start(); rows.next();) {
        ports::StartRecord start;
        start.token = rows.text();
        start.at = rows.wall_time();
        contents.starts.push_back(std::move(start));
    }
}

void load_policies(Database& database, ports::LedgerContents& contents) {
    Statement rows(database, "SELECT name, first_seen_ms, last_slot_s, removed, schedule FROM policies ORDER BY name");
    for (rows.start(); rows.next();) {
        core::PolicyMemory policy;
        policy.name = rows.text();
        policy.first_seen = rows.wall_time();
        policy.last_slot = rows.instant();
        policy.removed = rows.flag();
        policy.schedule = rows.text();
        contents.policies.push_back(std::move(policy));
    }
}

void load_sites(Database& database, ports::LedgerContents& contents) {
    Statement rows(database,
                   "SELECT account, region, longest_listing_lag_ms, stamp_differs, unadopted_since_ms, listing_adopted "
                   "FROM site_memories JOIN sites ON sites.id = site_id ORDER BY account, region");
    for (rows.start(); rows.next();) {
        ports::SiteMemory memory;
        memory.site.account = rows.text();
        memory.site.region = rows.text();
        memory.longest_listing_lag = rows.duration();
        memory.stamp_differs = rows.flag();
        if (const auto since = rows.wall_time(); since != core::WallTime{}) memory.unadopted_since = since;
        memory.listing_adopted = rows.flag();
        contents.sites.push_back(std::move(memory));
    }
}

void load_met_limits(Database& database, ports::LedgerContents& contents) {
    Statement rows(database,
                   "SELECT account, region, calls, per_hour, at_ms FROM met_limits JOIN sites ON sites.id = site_id");
    for (rows.start(); rows.next();) {
        core::SiteId site;
        site.account = rows.text();
        site.region = rows.text();
        const auto kind = read_enum<core::CallKind>(rows);
        ports::MetLimit limit;
        limit.per_second = static_cast<double>(rows.integer()) / 3600;
        limit.at = rows.wall_time();
        for (ports::SiteMemory& memory : contents.sites)
            if (memory.site == site && limit.per_second > 0) memory.limits[static_cast<std::size_t>(kind)] = limit;
    }
}

void load_pauses(Database& database, ports::LedgerContents& contents) {
    Statement rows(database,
                   "SELECT scope, name, since_ms, until_ms, paused_by, reason FROM pauses "
                   "WHERE ended_at_ms IS NULL ORDER BY scope, name");
    for (rows.start(); rows.next();) {
        core::Pause pause;
        pause.key.scope = read_enum<core::PauseScope>(rows);
        pause.key.name = rows.text();
        pause.since = rows.wall_time();
        pause.until = rows.wall_time();
        pause.by = rows.text();
        pause.reason = rows.text();
        contents.pauses.push_back(std::move(pause));
    }
}

void load_approvals(Database& database, ports::LedgerContents& contents) {
    Statement rows(database, "SELECT policy, up_to, approved_by, at_ms FROM approvals ORDER BY policy");
    for (rows.start(); rows.next();) {
        core::Approval approval;
        approval.policy = rows.text();
        approval.up_to = rows.count();
        approval.by = rows.text();
        approval.at = rows.wall_time();
        contents.approvals.push_back(std::move(approval));
    }
}

void load_wakes(Database& database, ports::LedgerContents& contents) {
    Statement rows(
        database,
        "SELECT account, region, desktop_id, policy, slot_s, state, calls, since_ms "
        "FROM wakes JOIN sites ON sites.id = site_id WHERE state <> 'over' ORDER BY account, region, desktop_id");
    for (rows.start(); rows.next();) {
        core::Wake wake;
        wake.site.account = rows.text();
        wake.site.region = rows.text();
        wake.desktop_id = rows.text();
        wake.policy = rows.text();
        wake.slot = rows.instant();
        wake.state = read_enum<core::WakeState>(rows);
        wake.calls = rows.count();
        wake.since = rows.wall_time();
        contents.wakes.push_back(std::move(wake));
    }
}

void load_slots(Database& database, ports::LedgerContents& contents) {
    Statement rows(database, fmt::format("SELECT {} FROM slots WHERE slots.state = 'open' ORDER BY id", slot_columns));
    for (rows.start(); rows.next();)
        contents.open_slots.push_back(read_slot(rows));
}

// Tasks, suspects and extras come in the order of the task's id, so one pass over each puts them together.
void load_tasks(Database& database, SiteNumbers& sites, ports::LedgerContents& contents) {
    database.run(collect_ids);
    auto& tasks = contents.tasks;
    tasks.reserve(static_cast<std::size_t>(database.number("SELECT count(*) FROM temp.loading")));
    Statement rows(database, fmt::format("SELECT {} FROM temp.loading CROSS JOIN tasks USING (id) ORDER BY loading.id",
                                         task_columns));
    for (rows.start(); rows.next();)
        tasks.push_back(read_task(rows, sites));

    auto owner = tasks.begin();
    const auto task_with = [&](std::int64_t id) -> core::Task& {
        while (owner != tasks.end() && owner->id != id)
            ++owner;
        if (owner == tasks.end()) throw damaged("a suspect or an extra has no task");
        return *owner;
    };
    Statement suspects(database, fmt::format("SELECT {} FROM suspects ORDER BY task_id, position", suspect_columns));
    for (suspects.start(); suspects.next();) {
        auto& task = task_with(suspects.integer());
        task.suspects.push_back(read_suspect(suspects));
    }
    owner = tasks.begin();
    Statement extras(database, fmt::format("SELECT {} FROM extras WHERE task_id IN (SELECT id FROM temp.loading) "
                                           "ORDER BY task_id, id",
                                           extra_columns));
    for (extras.start(); extras.next();) {
        auto extra = read_extra(extras);
        auto& task = task_with(extra.task_id);
        task.extras.push_back(std::move(extra));
    }
    database.run("DELETE FROM temp.loading");
}

}  // namespace

ports::LedgerContents load_contents(Database& database, SiteNumbers& sites) {
    ports::LedgerContents contents;
    load_meta(database, contents);
    load_starts(database, contents);
    load_policies(database, contents);
    load_sites(database, contents);
    load_met_limits(database, contents);
    load_pauses(database, contents);
    load_approvals(database, contents);
    load_wakes(database, contents);
    load_slots(database, contents);
    load_tasks(database, sites, contents);
    return contents;
}

}  // namespace ecdsnap::adapters::sql
