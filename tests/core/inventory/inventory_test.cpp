#include "core/inventory/inventory.hpp"

#include "core/task/printing.hpp"

using namespace ecdsnap::core;
using namespace std::chrono_literals;

namespace {

using Presence = DesktopView::Presence;

Desktop desktop(std::string id, DesktopStatus status = DesktopStatus::running, bool has_data_disk = false) {
    Desktop desktop;
    desktop.id = std::move(id);
    desktop.status = status;
    desktop.has_data_disk = has_data_disk;
    return desktop;
}

Inventory listed(std::vector<Desktop> desktops) {
    Inventory inventory;
    inventory.replace(std::move(desktops), SteadyTime{} + 1h, WallTime{} + 1h);
    return inventory;
}

std::string ids(const Inventory& inventory) {
    std::string ids;
    for (const Desktop& one : inventory.desktops())
        ids += one.id + " ";
    return ids;
}

}  // namespace

TEST_CASE("before the first complete listing nothing is known, and nothing is absent") {
    const Inventory inventory;
    CHECK_FALSE(inventory.complete());
    CHECK(inventory.view("ecd-1", DiskKind::system).presence == Presence::unknown);
}

TEST_CASE("a complete listing replaces everything, in order, each desktop once") {
    Inventory inventory = listed({desktop("ecd-3"), desktop("ecd-1"), desktop("ecd-3"), desktop("ecd-2")});
    CHECK(ids(inventory) == "ecd-1 ecd-2 ecd-3 ");
    CHECK(inventory.complete());
    CHECK(inventory.listed_at() == SteadyTime{} + 1h);
    CHECK(inventory.listed_wall() == WallTime{} + 1h);
    inventory.replace({desktop("ecd-2")}, SteadyTime{} + 2h, WallTime{} + 2h);
    CHECK(ids(inventory) == "ecd-2 ");
    CHECK(inventory.find("ecd-1") == nullptr);
}

TEST_CASE("desktops of a listing that have the same traits share them") {
    DesktopTraits windows;
    windows.os = "Windows";
    std::vector<Desktop> desktops{desktop("ecd-1"), desktop("ecd-2"), desktop("ecd-3")};
    desktops[0].traits = std::make_shared<const DesktopTraits>(windows);
    desktops[2].traits = std::make_shared<const DesktopTraits>(windows);
    const Inventory inventory = listed(desktops);
    CHECK(inventory.find("ecd-1")->traits == inventory.find("ecd-3")->traits);
    CHECK(inventory.find("ecd-2")->traits == nullptr);
    CHECK(*inventory.find("ecd-3") == desktops[2]);
}

TEST_CASE("a desktop that a listing no longer shows is unknown until its absence is confirmed by id") {
    Inventory inventory = listed({desktop("ecd-1"), desktop("ecd-2")});
    inventory.replace({desktop("ecd-2")}, SteadyTime{} + 2h, WallTime{} + 2h);
    CHECK(inventory.view("ecd-1", DiskKind::system).presence == Presence::unknown);
    inventory.confirm({"ecd-1"}, {});
    CHECK(inventory.view("ecd-1", DiskKind::system).presence == Presence::absent);
    SUBCASE("it comes back by id") {
        inventory.confirm({"ecd-1"}, {desktop("ecd-1")});
    }
    SUBCASE("it comes back with a listing") {
        inventory.replace({desktop("ecd-1")}, SteadyTime{} + 3h, WallTime{} + 3h);
    }
    CHECK(inventory.view("ecd-1", DiskKind::system).presence == Presence::listed);
}

TEST_CASE("what is read by id corrects what was listed") {
    Inventory inventory = listed({desktop("ecd-1", DesktopStatus::starting), desktop("ecd-2"), desktop("ecd-4")});
    inventory.confirm({"ecd-1", "ecd-2", "ecd-3"},
                      {desktop("ecd-3"), desktop("ecd-1", DesktopStatus::running), desktop("ecd-9")});
    CHECK(ids(inventory) == "ecd-1 ecd-3 ecd-4 ");
    CHECK(inventory.view("ecd-1", DiskKind::system).status == DesktopStatus::running);
    CHECK(inventory.view("ecd-2", DiskKind::system).presence == Presence::absent);
    CHECK(inventory.view("ecd-9", DiskKind::system).presence == Presence::unknown);
}

TEST_CASE("an id that was asked for twice is not taken for absent") {
    Inventory inventory = listed({});
    inventory.confirm({"ecd-1", "ecd-1"}, {desktop("ecd-1")});
    CHECK(ids(inventory) == "ecd-1 ");
    CHECK(inventory.view("ecd-1", DiskKind::system).presence == Presence::listed);
}

TEST_CASE("the view of a disk says whether the desktop has it, and what is done to the desktop") {
    Desktop busy = desktop("ecd-1", DesktopStatus::stopped);
    busy.management = Management::migrating;
    const Inventory inventory = listed({busy, desktop("ecd-2", DesktopStatus::running, true)});
    CHECK(inventory.view("ecd-1", DiskKind::system).has_disk);
    CHECK_FALSE(inventory.view("ecd-1", DiskKind::data).has_disk);
    CHECK(inventory.view("ecd-2", DiskKind::data).has_disk);
    CHECK(inventory.view("ecd-1", DiskKind::system).management == Management::migrating);
    CHECK(inventory.view("ecd-1", DiskKind::system).status == DesktopStatus::stopped);
}

TEST_CASE("a desktop is Stopped since the first of the listings, without a gap, that all show it so") {
    const auto list = [](Inventory& inventory, DesktopStatus status, Millis at) {
        inventory.replace({desktop("ecd-1", status)}, SteadyTime{} + at, WallTime{} + at, {WallTime{} + at, 15min});
    };
    const auto since = [](const Inventory& inventory) {
        return inventory.view("ecd-1", DiskKind::system).stopped_since;
    };
    Inventory inventory;
    list(inventory, DesktopStatus::running, 1h);
    CHECK(since(inventory) == WallTime{});
    list(inventory, DesktopStatus::stopped, 1h + 5min);
    list(inventory, DesktopStatus::stopped, 1h + 20min);
    CHECK(since(inventory) == WallTime{} + 1h + 5min);
    CHECK(inventory.is_current(SteadyTime{} + 1h + 35min));
    CHECK_FALSE(inventory.is_current(SteadyTime{} + 1h + 35min + 1ms));
    SUBCASE("a gap: anything may have happened in it") {
        list(inventory, DesktopStatus::stopped, 1h + 36min);
        CHECK(since(inventory) == WallTime{} + 1h + 36min);
    }
    SUBCASE("it was started") {
        list(inventory, DesktopStatus::running, 1h + 25min);
        list(inventory, DesktopStatus::stopped, 1h + 30min);
        CHECK(since(inventory) == WallTime{} + 1h + 30min);
    }
    SUBCASE("it was seen in another state when it was asked for by its id") {
        inventory.confirm({"ecd-1"}, {desktop("ecd-1", DesktopStatus::stopped)});
        CHECK(since(inventory) == WallTime{} + 1h + 5min);
        inventory.confirm({"ecd-1"}, {desktop("ecd-1", DesktopStatus::starting)});
        CHECK(since(inventory) == WallTime{});
        inventory.confirm({"ecd-1"}, {desktop("ecd-1", DesktopStatus::stopped)});
        CHECK(since(inventory) == WallTime{});
    }
    SUBCASE("without the cloud's time nothing is dated") {
        Inventory other;
        other.replace({desktop("ecd-1", DesktopStatus::stopped)}, SteadyTime{} + 1h, WallTime{} + 1h);
        CHECK(since(other) == WallTime{});
    }
    SUBCASE("one that was not there in between") {
        inventory.replace({}, SteadyTime{} + 1h + 22min, WallTime{} + 1h + 22min, {WallTime{} + 1h + 22min, 15min});
        list(inventory, DesktopStatus::stopped, 1h + 25min);
        CHECK(since(inventory) == WallTime{} + 1h + 25min);
    }
}

TEST_CASE("a listing speaks for the time after it as long as the next one may come and follow it") {
    Inventory inventory;
    CHECK_FALSE(inventory.is_current(SteadyTime{} + 1h));
    inventory.replace({}, SteadyTime{} + 1h, WallTime{} + 1h, {WallTime{} + 1h, 15min});
    CHECK(inventory.is_current(SteadyTime{} + 1h + 15min));
    CHECK_FALSE(inventory.is_current(SteadyTime{} + 1h + 15min + 1ms));
}

TEST_CASE("desktops that are lent to a reader stay as they are, whatever is learned meanwhile") {
    Inventory inventory;
    inventory.replace({desktop("ecd-1"), desktop("ecd-2")}, SteadyTime{} + 1s, WallTime{});
    const auto lent = inventory.shared_desktops();
    CHECK(lent.get() == &inventory.desktops());  // not copied
    inventory.confirm({"ecd-1", "ecd-3"}, {desktop("ecd-3")});
    CHECK(lent->size() == 2);
    CHECK(lent->front().id == "ecd-1");
    CHECK(inventory.find("ecd-1") == nullptr);
    CHECK(inventory.desktops().size() == 2);
    inventory.replace({}, SteadyTime{} + 2s, WallTime{});
    CHECK(lent->size() == 2);
    CHECK(inventory.desktops().empty());
}
