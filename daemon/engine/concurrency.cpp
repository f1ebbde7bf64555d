#include "engine/concurrency.hpp"

#include <algorithm>

namespace ecdsnap::engine {
namespace {

using Standing = core::ConcurrencyQueue::Standing;

// Of a task that has its outcome: another send, one that nobody has looked for, may have made one that is in progress.
// An only send made what was found. What an earlier start sent and looked for is not known: it holds nobody up.
bool another_may_run(const core::Task& task) {
    const bool explained = task.send_number == 1 && !task.snapshot_id.empty();
    return !explained && std::any_of(task.suspects.begin(), task.suspects.end(), [](const core::Suspect& suspect) {
        return !suspect.not_there && !suspect.earlier_start;
    });
}

bool is_on_way(const core::Task& task) {
    if (task.state == core::TaskState::settled) return another_may_run(task);
    return task.state != core::TaskState::due || !task.suspects.empty();
}

Standing standing_of(const Site& site, const core::Task& task, const core::TaskFacts& facts,
                     const core::TaskAnswer& answer) {
    if (is_on_way(task)) return Standing::on_way;
    const bool called = site.concurrency.standing(task.id) == Standing::called;
    if (answer.step == core::TaskStep::look_up) return called ? Standing::called : Standing::outside;
    const bool due = task.state == core::TaskState::due && task.not_before <= facts.now;
    return due && facts.hold == core::Reason::concurrency ? Standing::waiting : Standing::outside;
}

void call_next(Site& site, core::TaskId after) {
    while (const auto next = site.concurrency.call_next(after)) {
        site.board.make_ready(*next);
        site.dispatch->ring();
    }
}

}  // namespace

void watch_concurrency(Site& site, const core::Task& task, const core::Slot& slot) {
    if (!slot.rules.concurrency.limits()) return;
    const core::Desktop* desktop = site.inventory.find(task.desktop_id);
    const std::string office_site = desktop == nullptr ? std::string{} : std::string{desktop->office_site_id};
    site.concurrency.add(*site.board.need(task.id), slot.key.policy, office_site, slot.rules.concurrency);
    if (is_on_way(task)) site.concurrency.set(task.id, Standing::on_way);
}

// Those that wait are asked again: what they wait for may not concern them any more.
void place_recovered(Site& site) {
    const std::set<core::TaskId> unplaced = site.concurrency.unplaced();
    for (const core::TaskId id : unplaced) {
        const core::Desktop* desktop = site.inventory.find(site.board.find(id)->desktop_id);
        if (desktop == nullptr || desktop->office_site_id.empty()) continue;
        site.concurrency.place(id, desktop->office_site_id);
        call_next(site, id);
        if (site.concurrency.standing(id) != Standing::on_way) site.board.make_ready(id);
    }
}

void confirm_desktops(Site& site, const std::vector<std::string>& asked, const Listing<core::Desktop>& listing) {
    site.inventory.confirm(asked, listing.items);
    place_recovered(site);
}

bool lacks_place(const Site& site, core::TaskId id) {
    return site.concurrency.knows(id) && !site.concurrency.has_place(id);
}

void pass_place_on(Site& site, const core::Task& task, const core::TaskFacts& facts, const core::TaskAnswer& answer) {
    if (!site.concurrency.knows(task.id)) return;
    const Standing before = site.concurrency.standing(task.id);
    const Standing now = standing_of(site, task, facts, answer);
    site.concurrency.set(task.id, now);
    const bool had_place = before == Standing::on_way || before == Standing::called;
    if (!had_place || now == Standing::on_way || now == Standing::called) return;
    call_next(site, task.id);
}

}  // namespace ecdsnap::engine
