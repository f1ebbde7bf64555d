// Log events of desktops that are woken for their snapshots.
#include "engine/waking.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>
#include <utility>

namespace ecdsnap::engine {
namespace {

constexpr std::size_t most_ids = 50;  // in one event: each desktop is named, in as many events as that takes

std::string desktops_text(std::span<const std::string> ids) {
    return ids.size() == 1 ? ids.front() : fmt::format("{} desktops", ids.size());
}

// `words` is given what text stands for the desktops.
template <class Words>
void report(World& world, core::EventId id, const std::string& site, const std::vector<std::string>& desktop_ids,
            const std::vector<core::EventField>& more, Words words) {
    for (std::size_t at = 0; at < desktop_ids.size(); at += most_ids) {
        const auto some = std::span{desktop_ids}.subspan(at, std::min(most_ids, desktop_ids.size() - at));
        core::Event event{id, words(desktops_text(some)), {}};
        event.fields.push_back({"site", site});
        event.fields.push_back({"count", std::to_string(some.size())});
        event.fields.push_back({"ids", fmt::format("{}", fmt::join(some, ", "))});
        for (const core::EventField& field : more)
            event.fields.push_back(field);
        world.events.emit(std::move(event));
    }
}

void report_ending(Site& site, core::WakeEnding ending, const std::vector<std::string>& desktop_ids) {
    const std::string where = core::text(*site.id);
    if (core::leaves_awake(ending)) return report_left_awake(site.world, where, ending, {}, desktop_ids);
    if (ending == core::WakeEnding::put_back)
        return report(site.world, core::EventId::put_back, where, desktop_ids, {},
                      [](const std::string& whom) { return whom + ": asleep again"; });
    if (ending == core::WakeEnding::slept_on) return;  // as it was found
    report(site.world, core::EventId::not_put_back, where, desktop_ids, {{"reason", core::text(ending)}},
           [&](const std::string& whom) {
               return fmt::format("{}: nothing to put back to sleep: {}", whom, core::explain(ending));
           });
}

}  // namespace

void report_woken(Site& site, const std::vector<std::string>& desktop_ids) {
    report(site.world, core::EventId::woken, core::text(*site.id), desktop_ids, {},
           [](const std::string& whom) { return whom + ": woken for their snapshots"; });
}

void report_left_awake(World& world, const std::string& site, core::WakeEnding ending, const std::string& detail,
                       const std::vector<std::string>& desktop_ids) {
    std::vector<core::EventField> more{{"reason", core::text(ending)}};
    if (!detail.empty()) more.push_back({"detail", detail});
    report(world, core::EventId::left_awake, site, desktop_ids, more, [&](const std::string& whom) {
        return fmt::format("{}: woken and NOT put back to sleep: {}", whom, core::explain(ending));
    });
}

void report_ended_wakes(Site& site) {
    const core::SteadyTime now = site.world.clock.steady_now();
    std::map<core::WakeEnding, std::vector<std::string>> ended;
    std::vector<std::string> in_vain;
    std::vector<std::string> long_awake;
    for (const auto& [id, wake] : site.wakes.open()) {
        if (core::is_over(wake))
            ended[wake.record.ending].push_back(id);
        else if (core::gave_up(wake, now) && !wake.failure_told)
            in_vain.push_back(id);
        if (core::kept_long(wake, now) && !wake.length_told) long_awake.push_back(id);
    }
    for (const std::string& id : in_vain)
        site.wakes.find(id)->failure_told = true;
    report(site.world, core::EventId::wake_failed, core::text(*site.id), in_vain, {}, [](const std::string& whom) {
        return whom + ": could not be woken; their snapshots of this slot will be missed";
    });
    for (const std::string& id : long_awake)
        site.wakes.find(id)->length_told = true;
    report(site.world, core::EventId::kept_awake, core::text(*site.id), long_awake, {},
           [](const std::string& whom) { return whom + ": awake for hours, since their snapshots are not finished"; });
    for (const auto& [ending, ids] : ended) {
        for (const std::string& id : ids)
            site.wakes.remove(id);
        report_ending(site, ending, ids);
    }
}

}  // namespace ecdsnap::engine
