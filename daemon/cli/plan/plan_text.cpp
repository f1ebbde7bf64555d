#include "cli/plan/plan_text.hpp"

#include "core/forecast/objective_outlook.hpp"
#include "core/forecast/slot_note.hpp"
#include "core/policy/desktop_zones.hpp"
#include "core/schedule/local_time_text.hpp"
#include "core/text/duration_text.hpp"
#include "core/text/printable.hpp"
#include "core/text/utc_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

namespace ecdsnap::cli {
namespace {

constexpr auto right = Align::right;

std::string counted(std::uint64_t count, const char* one) {
    return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

std::uint64_t desktops_in(const PlanResult& result) {
    std::uint64_t desktops = 0;
    for (const core::FleetSite& site : result.outlook.fleet.sites)
        desktops += site.desktops.size();
    return desktops;
}

std::string heading(const PlanResult& result) {
    const core::Forecast& ahead = result.forecast;
    const absl::TimeZone zone = shared_zone(result);
    const std::size_t policies = result.chosen.size();
    std::string out = fmt::format(
        "from {} to {}: {}, {}", core::local_time_text(ahead.from, zone), core::local_time_text(ahead.until, zone),
        policies == 1 ? "1 policy" : fmt::format("{} policies", policies), counted(ahead.slots.size(), "slot"));
    if (result.outlook.fleet_known) {
        out += fmt::format("; {} in {}", counted(desktops_in(result), "desktop"),
                           counted(result.outlook.fleet.sites.size(), "site"));
        if (result.outlook.fleet.taken)
            out += fmt::format(", as listed on {}",
                               core::utc_text(std::chrono::floor<std::chrono::seconds>(*result.outlook.fleet.taken)));
    }
    out += "\n";
    if (result.desktop)
        out += fmt::format("of {} ({}) in {}\n", core::printable(result.desktop->desktop.id),
                           core::printable(result.desktop->desktop.name),
                           core::text(result.outlook.fleet.sites[result.desktop->site].id));
    return out;
}

std::string notes(const PlanResult& result) {
    std::string out;
    if (!result.outlook.fleet_known && !result.desktop)
        out +=
            "! no inventory: slots are shown without their tasks; `ecdsnap inventory --save FILE` makes one for "
            "--inventory FILE\n";
    if (result.forecast.cut)
        out += fmt::format("! these are {} slots; later ones are left out\n", core::most_planned_slots);
    for (const std::string& note : result.outlook.fleet.notes)
        out += "! " + core::printable(note) + "\n";
    return out;
}

std::string joined(std::string note, std::string more) {
    return note.empty() || more.empty() ? note + more : note + "; " + more;
}

std::string note_of(const PlanResult& result, const core::PlannedSlot& slot) {
    std::string note;
    for (const core::PlannedWork& work : slot.work)
        if (work.left_over > 0)
            note = joined(std::move(note), fmt::format("{} of {} at {} DO NOT FIT", work.left_over, work.calls,
                                                       core::text(result.outlook.fleet.sites[work.site].id)));
    return joined(std::move(note), core::slot_note(result.policy(slot.policy).schedule.timetable, slot.instant));
}

std::string by_site(const PlanResult& result, const core::PlannedSlot& slot) {
    std::string out;
    for (const core::PlannedWork& work : slot.work)
        out += fmt::format("{}{} {}", out.empty() ? "" : ", ", core::text(result.outlook.fleet.sites[work.site].id),
                           work.tasks);
    return out;
}

// A slot or, where a calendar took one away, the gap.
using Row = std::pair<core::SlotInstant, std::vector<std::string>>;

Row slot_row(const PlanResult& result, const core::PlannedSlot& slot) {
    const core::Policy& policy = result.policy(slot.policy);
    std::vector<std::string> cells{policy.name, core::slot_local_time(policy.schedule, slot.instant),
                                   core::utc_text(slot.instant)};
    if (result.outlook.fleet_known) {
        cells.push_back(std::to_string(slot.tasks()));
        cells.push_back(by_site(result, slot));
        cells.push_back(std::to_string(slot.calls()));
        cells.push_back(slot.calls() == 0 ? "" : rough(slot.last_start()));
    }
    cells.push_back(core::duration_text(policy.rules.window));
    cells.push_back(note_of(result, slot));
    return {slot.instant, std::move(cells)};
}

Row gap_row(const PlanResult& result, const core::PlannedGap& gap) {
    const core::Policy& policy = result.policy(gap.policy);
    std::vector<std::string> cells{policy.name, core::slot_local_time(policy.schedule, gap.instant),
                                   core::utc_text(gap.instant)};
    cells.resize(result.outlook.fleet_known ? 8 : 4);
    cells.push_back(gap.reason);
    return {gap.instant, std::move(cells)};
}

std::string slot_table(const PlanResult& result, std::size_t width) {
    std::vector<Column> columns{{"POLICY"}, {"SLOT"}, {"UTC"}};
    if (result.outlook.fleet_known)
        columns.insert(columns.end(), {{"TASKS", right}, {"BY SITE"}, {"CALLS", right}, {"LAST STARTS AFTER", right}});
    columns.insert(columns.end(), {{"WINDOW", right}, {"NOTE"}});
    std::vector<Row> rows;
    for (const core::PlannedSlot& slot : result.forecast.slots) {
        if (rows.size() == most_slots_shown) break;
        rows.push_back(slot_row(result, slot));
    }
    const bool whole = rows.size() == result.forecast.slots.size();
    for (const core::PlannedGap& gap : result.forecast.gaps)
        if (whole || gap.instant <= rows.back().first) rows.push_back(gap_row(result, gap));
    std::ranges::stable_sort(rows, {}, &Row::first);
    Table table(std::move(columns));
    for (const Row& row : rows)
        table.add(row.second);
    if (table.empty()) return "\nno slot in this time\n";
    std::string out = "\n" + table.text(width);
    if (!whole)
        out += fmt::format("... and {} more; --json has all, --policy and --next choose\n",
                           result.forecast.slots.size() - most_slots_shown);
    return out;
}

std::string state_note(const core::Desktop& desktop, const core::StateRules& states) {
    if (core::at_rest(desktop, states)) return fmt::format("skipped while it is {}", core::text(desktop.status));
    return core::woken_first(desktop, states) ? fmt::format("woken first while it is {}", core::text(desktop.status))
                                              : "";
}

std::string task_table(const PlanResult& result, std::size_t width) {
    Table table({{"POLICY"}, {"STARTS"}, {"UTC"}, {"DISK"}, {"SNAPSHOT"}, {"NOTE"}});
    const std::vector<PlannedTask> tasks = tasks_of_desktop(result);
    for (const PlannedTask& task : tasks) {
        const core::Policy& policy = result.policy(task.policy);
        const auto start = std::chrono::floor<std::chrono::seconds>(task.start);
        const std::size_t zone = core::zone_place(policy.schedule, result.desktop->desktop);
        table.add({policy.name, core::local_time_text(start, core::zone_of(policy.schedule, zone)),
                   core::utc_text(start), core::text(task.disk), task.snapshot,
                   joined(state_note(result.desktop->desktop, policy.rules.states),
                          core::slot_note(core::timetable_of(policy.schedule, zone), task.slot))});
        if (&task - tasks.data() + 1 == static_cast<std::ptrdiff_t>(most_slots_shown)) break;
    }
    if (table.empty()) return "\nno task in this time; `ecdsnap explain` says why\n";
    std::string out = "\n" + table.text(width);
    if (tasks.size() > most_slots_shown)
        out += fmt::format("... and {} more; --json has all\n", tasks.size() - most_slots_shown);
    for (const core::PlannedGap& gap : result.forecast.gaps)
        out += fmt::format("{} {}: {}\n", result.policy(gap.policy).name,
                           core::slot_local_time(result.policy(gap.policy).schedule, gap.instant), gap.reason);
    return out;
}

std::string site_table(const PlanResult& result, std::size_t width) {
    if (!result.outlook.fleet_known || result.desktop) return "";
    Table table({{"SITE"}, {"DESKTOPS", right}, {"CALLS", right}, {"PEAK", right}, {"ALLOWED", right}});
    for (std::size_t place = 0; place < result.forecast.sites.size(); ++place) {
        const core::SiteForecast& site = result.forecast.sites[place];
        const double calls = std::accumulate(site.calls.begin(), site.calls.end(), 0.0);
        table.add({core::text(result.outlook.fleet.sites[place].id),
                   std::to_string(result.outlook.fleet.sites[place].desktops.size()), fmt::format("{:.0f}", calls),
                   fmt::format("{:.3g}/s", site.peak), fmt::format("{:.3g}/s", site.rate)});
    }
    return "\n" + table.text(width) + (result.all_shown() ? "" : "of all policies, since they share the rate\n");
}

// Those that are held; the others are warned about.
std::string objectives(const PlanResult& result) {
    std::string out;
    for (const std::size_t place : result.chosen) {
        const core::Policy& policy = result.policy(place);
        const auto outlook = core::objective_outlook(policy, result.forecast.from);
        if (outlook && outlook->holds()) out += fmt::format("{}: {}\n", policy.name, core::text(*outlook));
    }
    return out.empty() ? out : "\n" + out;
}

std::string warnings(const PlanResult& result) {
    std::string out;
    for (const core::PlanWarning& warning : result.warnings)
        out += "\nwarning: " + core::printable(warning.sentence);
    return out.empty() ? out : out + "\n";
}

}  // namespace

std::string rough(core::Millis time) {
    using namespace std::chrono_literals;
    if (time >= 1h) return core::duration_text(std::chrono::round<std::chrono::minutes>(time));
    if (time >= 1s) return core::duration_text(std::chrono::round<std::chrono::seconds>(time));
    return core::duration_text(time);
}

std::string plan_text(const PlanResult& result, std::size_t width) {
    return heading(result) + notes(result) + (result.desktop ? task_table(result, width) : slot_table(result, width)) +
           site_table(result, width) + objectives(result) + warnings(result);
}

}  // namespace ecdsnap::cli
