#include "core/dispatch/concurrency_queue.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>
#include <vector>

using namespace ecdsnap::core;
using namespace std::chrono_literals;
using Standing = ConcurrencyQueue::Standing;

namespace {

Need need(TaskId id, std::uint32_t behind = 50) {
    return Need{behind, WallTime{} + 500'000h, 0, static_cast<std::uint64_t>(id), id};
}

}  // namespace

TEST_CASE("a place in the site is free while fewer than the limit are on their way") {
    ConcurrencyQueue queue;
    for (const TaskId id : {1, 2, 3})
        queue.add(need(id), "nightly", "office-a", {2, 0});
    queue.set(1, Standing::on_way);
    CHECK(queue.has_place(2));
    queue.set(2, Standing::on_way);
    CHECK_FALSE(queue.has_place(3));
    CHECK(queue.has_place(2));  // it has one
    queue.set(1, Standing::outside);
    CHECK(queue.has_place(3));
}

TEST_CASE("policies do not count for each other, and office sites have places of their own") {
    ConcurrencyQueue queue;
    queue.add(need(1), "nightly", "office-a", {0, 1});
    queue.add(need(2), "nightly", "office-a", {0, 1});
    queue.add(need(3), "nightly", "office-b", {0, 1});
    queue.add(need(4), "hourly", "office-a", {0, 1});
    queue.set(1, Standing::on_way);
    CHECK_FALSE(queue.has_place(2));
    CHECK(queue.has_place(3));
    CHECK(queue.has_place(4));
}

TEST_CASE("a place that becomes free is for the one in greatest need that fits") {
    ConcurrencyQueue queue;
    queue.add(need(1), "nightly", "office-a", {2, 1});
    queue.add(need(2), "nightly", "office-b", {2, 1});
    queue.set(1, Standing::on_way);
    queue.set(2, Standing::on_way);
    queue.add(need(3, 10), "nightly", "office-b", {2, 1});  // the most urgent, but its office is full
    queue.add(need(4, 30), "nightly", "office-c", {2, 1});
    queue.add(need(5, 20), "nightly", "office-a", {2, 1});
    for (const TaskId id : {3, 4, 5})
        queue.set(id, Standing::waiting);
    CHECK(queue.call_next(1) == std::nullopt);
    queue.set(1, Standing::outside);
    CHECK(queue.call_next(1) == 5);
    CHECK(queue.standing(5) == Standing::called);
    queue.set(5, Standing::outside);  // it does not take the place
    CHECK(queue.call_next(5) == 4);
    queue.set(4, Standing::on_way);
    CHECK(queue.call_next(4) == std::nullopt);
    queue.set(2, Standing::outside);
    CHECK(queue.call_next(2) == 3);
}

TEST_CASE("a task that is removed gives its place back and waits for none") {
    ConcurrencyQueue queue;
    for (const TaskId id : {1, 2, 3})
        queue.add(need(id), "nightly", "", {1, 0});
    queue.set(1, Standing::on_way);
    queue.set(2, Standing::waiting);
    queue.set(3, Standing::waiting);
    queue.remove(2);
    CHECK_FALSE(queue.knows(2));
    CHECK_FALSE(queue.has_place(3));
    queue.set(1, Standing::outside);
    CHECK(queue.call_next(1) == 3);
    queue.remove(1);
    queue.remove(1);
    CHECK(queue.has_place(3));
}

TEST_CASE("a task whose office site is learned later counts there from then on") {
    ConcurrencyQueue queue;
    queue.add(need(1), "nightly", "", {0, 1});
    queue.add(need(2), "nightly", "office-a", {0, 1});
    queue.add(need(3), "nightly", "", {5, 0});
    queue.set(1, Standing::on_way);
    CHECK(queue.unplaced() == std::set<TaskId>{1});
    CHECK_FALSE(queue.has_place(2));  // it may be there
    queue.place(1, "office-a");
    CHECK(queue.unplaced().empty());
    CHECK_FALSE(queue.has_place(2));
    queue.place(1, "office-b");
    CHECK(queue.has_place(2));
}

TEST_CASE("a place that is kept for a task is not taken along to another office site") {
    ConcurrencyQueue queue;
    for (const TaskId id : {1, 2})
        queue.add(need(id), "nightly", "", {0, 1});
    queue.add(need(3), "nightly", "office-a", {0, 1});
    queue.set(1, Standing::on_way);
    queue.set(2, Standing::waiting);
    queue.place(1, "office-a");
    CHECK(queue.call_next(1) == 2);
    CHECK(queue.has_place(2));
    queue.place(2, "office-a");
    CHECK(queue.standing(2) == Standing::outside);
    CHECK_FALSE(queue.has_place(2));
}

// As the engine drives it: whoever is called takes its place or passes it on.
TEST_CASE("whatever happens, no limit is exceeded and nobody waits beside a place that fits") {
    std::mt19937_64 random(7);
    for (int round = 0; round < 200; ++round) {
        const ConcurrencyRules limits{static_cast<std::uint32_t>(random() % 6),
                                      static_cast<std::uint32_t>(random() % 4)};
        ConcurrencyQueue queue;
        std::map<TaskId, std::string> offices;
        std::map<TaskId, bool> done;
        for (TaskId id = 1; id <= 30; ++id) {
            offices[id] = "office-" + std::to_string(random() % 4);
            queue.add(need(id, static_cast<std::uint32_t>(random() % 100)), "nightly", offices[id], limits);
        }
        const auto on_way = [&](const std::string& office) {
            std::uint32_t count = 0;
            for (const auto& [id, where] : offices)
                count += queue.standing(id) == Standing::on_way && (office.empty() || where == office);
            return count;
        };
        std::vector<TaskId> ready;
        const auto pass_on = [&](TaskId id) {
            while (const auto next = queue.call_next(id))
                ready.push_back(*next);
        };
        for (TaskId id = 1; id <= 30; ++id)
            ready.push_back(id);
        for (int step = 0; step < 2000; ++step) {
            if (!ready.empty()) {
                const TaskId id = ready.back();
                ready.pop_back();
                const bool called = queue.standing(id) == Standing::called;
                const bool goes = queue.has_place(id) && random() % 4 != 0;
                const bool waits = !queue.has_place(id);
                queue.set(id, goes ? Standing::on_way : waits ? Standing::waiting : Standing::outside);
                if (!goes && !waits) done[id] = true;  // something else keeps it
                if (called && !goes) pass_on(id);
            } else {
                const TaskId id = static_cast<TaskId>(random() % 30) + 1;
                if (queue.standing(id) != Standing::on_way) continue;
                queue.set(id, Standing::outside);
                done[id] = true;
                pass_on(id);
            }
            if (limits.per_site > 0) REQUIRE(on_way("") <= limits.per_site);
            for (const auto& [id, office] : offices)
                if (limits.per_office_site > 0) REQUIRE(on_way(office) <= limits.per_office_site);
            if (!ready.empty()) continue;
            for (const auto& [id, office] : offices)
                if (queue.standing(id) == Standing::waiting) REQUIRE_FALSE(queue.has_place(id));
        }
        CHECK(done.size() == 30);
    }
}
