#include "simulation/ledger_state.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace ecdsnap;
using namespace ecdsnap::simulation;

TEST_CASE("a state that keeps no tasks still takes them, and knows its slots") {
    core::Slot slot;
    slot.id = 1;
    slot.key.policy = "nightly";
    core::Task task;
    task.id = 1;
    task.slot_id = 1;
    task.site = std::make_shared<const core::SiteId>(core::SiteId{"main", "cn-hangzhou"});
    task.desktop_id = "ecd-1";
    core::Extra extra;
    extra.task_id = 1;
    const std::vector<ports::LedgerChange> changes{slot, task, extra};

    LedgerState whole;
    CHECK_FALSE(whole.contradiction(changes).has_value());
    whole.apply(changes, {});
    CHECK(whole.tasks().size() == 1);

    LedgerState lean;
    lean.keep_no_tasks();
    CHECK_FALSE(lean.contradiction(changes).has_value());
    lean.apply(changes, {});
    CHECK_FALSE(lean.contradiction(changes).has_value());
    CHECK(lean.tasks().empty());
    CHECK(lean.slot(slot.key) != nullptr);
    task.slot_id = 2;
    const std::vector<ports::LedgerChange> orphan{task};
    CHECK(lean.contradiction(orphan).has_value());
}
