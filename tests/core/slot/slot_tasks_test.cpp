#include "core/slot/slot_tasks.hpp"

#include "core/schedule/spread.hpp"
#include "core/task/printing.hpp"

#include <memory>

using namespace ecdsnap::core;
using namespace std::chrono_literals;

namespace {

constexpr SlotInstant due = SlotInstant{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24}} + 18h;
constexpr SteadyTime now = SteadyTime{} + 1000h;

Slot sample_slot() {
    Slot slot;
    slot.id = 5;
    slot.key = SlotKey{"nightly", due, SlotKind::scheduled};
    slot.rules.window = 3h;
    slot.rules.spread = 45min;
    slot.rules.name_template = "{policy}-{desktop_id}-{disk}";
    slot.window_end = WallTime{due} + 3h;
    return slot;
}

Desktop sample_desktop(bool has_data_disk = true) {
    Desktop desktop;
    desktop.id = "ecd-1";
    desktop.name = "Li's desk";
    desktop.has_data_disk = has_data_disk;
    return desktop;
}

SlotContext context_of(const Slot& slot, Millis after_slot) {
    return SlotContext{"main",
                       slot,
                       std::make_shared<const SiteId>(SiteId{"main", "cn-hangzhou"}),
                       absl::UTCTimeZone(),
                       WallTime{due} + after_slot,
                       now};
}

}  // namespace

TEST_CASE("a slot gives one task for each disk that the policy names and the desktop has") {
    struct Row {
        std::string name;
        DiskSet disks;
        bool has_data_disk;
        std::vector<DiskKind> wanted;
    };
    const Row rows[] = {
        {"both", {true, true}, true, {DiskKind::system, DiskKind::data}},
        {"both, but there is no data disk", {true, true}, false, {DiskKind::system}},
        {"system only", {true, false}, true, {DiskKind::system}},
        {"data only", {false, true}, true, {DiskKind::data}},
        {"data only, but there is none: no row", {false, true}, false, {}},
    };
    const Slot slot = sample_slot();
    for (const Row& row : rows) {
        CAPTURE(row.name);
        const Desktop desktop = sample_desktop(row.has_data_disk);
        CHECK(disks_of(desktop, row.disks) == row.wanted);
        for (const DiskKind disk : row.wanted) {
            const Task task = task_for(context_of(slot, 0s), desktop, disk);
            CHECK(task.disk == disk);
            CHECK(task.slot_id == 5);
            CHECK(task.desktop_id == "ecd-1");
            CHECK(task.desktop_name == "Li's desk");
            CHECK(task.state == TaskState::due);
            CHECK(task.send_number == 0);
            const std::string key = key_of("main", slot, task);
            CHECK(task.base_name.empty());
            CHECK(base_name_for(context_of(slot, 0s), task, "") ==
                  std::string{"nightly-ecd-1-"} + text(disk) + "-" + key);
        }
    }
}

TEST_CASE("the key differs by owner, slot, kind, desktop and disk") {
    const Slot slot = sample_slot();
    const auto task = task_for(context_of(slot, 0s), sample_desktop(), DiskKind::system);
    const std::string key = key_of("main", slot, task);
    CHECK(key.size() == 6);
    CHECK(key == key_of("main", slot, task));
    CHECK(key != key_of("team-b", slot, task));
    Slot manual = slot;
    manual.key.kind = SlotKind::manual;
    CHECK(key != key_of("main", manual, task));
    Slot tomorrow = slot;
    tomorrow.key.instant += 24h;
    CHECK(key != key_of("main", tomorrow, task));
    Task other = task;
    other.disk = DiskKind::data;
    CHECK(key != key_of("main", slot, other));
    other = task;
    other.desktop_id = "ecd-2";
    CHECK(key != key_of("main", slot, other));
}

TEST_CASE("a scheduled task starts after its spread, counted from the slot") {
    const Slot slot = sample_slot();
    const Millis spread = spread_delay("nightly", "ecd-1", 45min);
    REQUIRE(spread > 1min);
    CHECK(earliest_start(context_of(slot, 0s), "ecd-1") == now + spread);
    CHECK(earliest_start(context_of(slot, 30s), "ecd-1") == now + spread - 30s);
    CHECK(earliest_start(context_of(slot, spread), "ecd-1") == now);
    CHECK(earliest_start(context_of(slot, 2h), "ecd-1") == now);
    const auto task = task_for(context_of(slot, 0s), sample_desktop(), DiskKind::system);
    CHECK(task.not_before == now + spread);
    CHECK(task.reason == Reason::spread);
}

TEST_CASE("a catch-up spreads from the start of its own window") {
    Slot slot = sample_slot();
    slot.window_end = WallTime{due} + 5h + 3h;
    CHECK(earliest_start(context_of(slot, 5h), "ecd-1") == now + spread_delay("nightly", "ecd-1", 45min));
}

TEST_CASE("a manual slot and a slot without spread start at once") {
    Slot manual = sample_slot();
    manual.key.kind = SlotKind::manual;
    CHECK(earliest_start(context_of(manual, 0s), "ecd-1") == now);
    CHECK(task_for(context_of(manual, 0s), sample_desktop(), DiskKind::system).reason == Reason::none);
    Slot plain = sample_slot();
    plain.rules.spread = 0s;
    CHECK(earliest_start(context_of(plain, 0s), "ecd-1") == now);
}
