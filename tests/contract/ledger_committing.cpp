#include "contract/ledger_contract.hpp"
#include "contract/ledger_samples.hpp"
#include "fakes/print_result.hpp"

#include <boost/asio/co_spawn.hpp>
#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace ecdsnap::contract {
namespace {

using Answers = std::vector<std::optional<core::Result<void>>>;

// Asks for all of them before any is answered; the answers are those of the commits, in order.
Answers commit_together(LedgerBench& bench, std::vector<std::vector<ports::LedgerChange>> commits) {
    Answers answers(commits.size());
    for (std::size_t index = 0; index < commits.size(); ++index) {
        auto keep = [&answers, index](std::exception_ptr failure, core::Result<void> answer) {
            if (failure) std::rethrow_exception(failure);
            answers[index] = std::move(answer);
        };
        boost::asio::co_spawn(bench.loop,
                              bench.ledger().commit(std::move(commits[index]), wall(static_cast<int>(index))), keep);
    }
    bench.loop.restart();
    bench.loop.run();
    return answers;
}

ports::Tasks list_of(std::vector<core::Task> tasks) {
    return {std::make_shared<const std::vector<core::Task>>(std::move(tasks))};
}

// A list is its tasks, one after the other.
void stores_lists(LedgerBench& bench) {
    auto changed = sample_task(1, 1);
    changed.detail = "the later one counts";
    REQUIRE(
        bench.commit({sample_slot(1), list_of({sample_task(1, 1), sample_task(2, 1, "ecd-two"), changed})}, wall()));
    const auto tasks = bench.load().tasks;
    REQUIRE(tasks.size() == 2);
    CHECK(stored_text(tasks[0]) == stored_text(changed));
    CHECK(tasks[1].desktop_id == "ecd-two");
    CHECK(bench.load().next_task_id == 3);
}

void check_refused(LedgerBench& bench, std::vector<ports::LedgerChange> changes) {
    const auto before = bench.load();
    const auto answer = bench.commit(std::move(changes), wall(99));
    REQUIRE_FALSE(answer);
    CHECK(answer.error().kind == core::ErrorClass::local);
    CHECK(answer.error().effect == core::Effect::none);
    CHECK(answer.error().code == ports::commit_refused);
    CHECK_FALSE(answer.error().message.empty());
    const auto after = bench.load();
    CHECK(after.last_commit == before.last_commit);
    CHECK(after.open_slots.size() == before.open_slots.size());
    REQUIRE(after.tasks.size() == before.tasks.size());
    for (std::size_t index = 0; index < after.tasks.size(); ++index)
        CHECK(stored_text(after.tasks[index]) == stored_text(before.tasks[index]));
}

void refuses_contradictions(LedgerBench& bench) {
    REQUIRE(bench.commit({sample_slot(1), sample_slot(2, "other"), sample_task(1, 1)}, wall()));
    auto changed = sample_task(1, 1);
    changed.detail = "must not be stored";
    SUBCASE("a task without its slot") {
        check_refused(bench, {changed, sample_task(2, 77)});
    }
    SUBCASE("a task before its slot in the same commit") {
        check_refused(bench, {changed, sample_task(2, 3), sample_slot(3, "third")});
    }
    SUBCASE("a second task of one identity") {
        check_refused(bench, {changed, sample_task(2, 1)});
    }
    SUBCASE("two tasks of one identity in one commit") {
        check_refused(bench, {changed, sample_task(2, 2), sample_task(3, 2)});
    }
    SUBCASE("a second slot of one key") {
        check_refused(bench, {changed, sample_slot(3, "other")});
    }
    SUBCASE("another slot under an id") {
        check_refused(bench, {changed, sample_slot(2, "third")});
    }
    SUBCASE("another desktop under a task's id") {
        check_refused(bench, {changed, sample_task(1, 1, "ecd-2")});
    }
    SUBCASE("another slot under a task's id") {
        check_refused(bench, {changed, sample_task(1, 2)});
    }
    SUBCASE("an extra without its task") {
        check_refused(bench, {changed, sample_extra(9, "s-1")});
    }
    SUBCASE("one of a list") {
        check_refused(bench, {list_of({changed, sample_task(2, 77)})});
    }
    SUBCASE("two tasks of one identity in a list") {
        check_refused(bench, {list_of({changed, sample_task(2, 1, "ecd-two"), sample_task(3, 1, "ecd-two")})});
    }
    SUBCASE("a task without a site") {
        auto homeless = sample_task(2, 1, "ecd-2");
        homeless.site = nullptr;
        check_refused(bench, {changed, homeless});
    }
}

void keeps_the_order_of_calls(LedgerBench& bench) {
    REQUIRE(bench.commit({sample_slot(1)}, wall()));
    std::vector<std::vector<ports::LedgerChange>> commits;
    for (int count = 0; count < 300; ++count) {
        auto task = sample_task(1, 1);
        task.detail = std::to_string(count);
        std::vector<ports::LedgerChange> changes;
        changes.emplace_back(task);
        commits.push_back(changes);
    }
    for (const auto& answer : commit_together(bench, std::move(commits)))
        CHECK((answer && *answer));
    CHECK(bench.load().tasks.at(0).detail == "299");
    CHECK(bench.load().last_commit == wall(299));
}

void fails_a_bad_commit_alone(LedgerBench& bench) {
    REQUIRE(bench.commit({sample_slot(1)}, wall()));
    std::vector<std::vector<ports::LedgerChange>> commits;
    for (int count = 0; count < 20; ++count) {
        const bool bad = count % 7 == 3;
        std::vector<ports::LedgerChange> changes;
        changes.emplace_back(sample_task(100 + count, 1, "ecd-" + std::to_string(count)));
        if (bad) changes.emplace_back(sample_task(200 + count, 55));
        commits.push_back(changes);
    }
    const auto answers = commit_together(bench, std::move(commits));
    for (std::size_t index = 0; index < answers.size(); ++index) {
        REQUIRE(answers[index]);
        CHECK(answers[index]->has_value() == (index % 7 != 3));
    }
    CHECK(bench.load().tasks.size() == 17);
}

}  // namespace

void ledger_commits_all_or_nothing(const MakeLedgerPlace& make) {
    LedgerBench bench(make);
    SUBCASE("refuses, with nothing of the commit stored,") {
        refuses_contradictions(bench);
    }
    SUBCASE("a list of tasks is stored as its tasks are") {
        stores_lists(bench);
    }
    SUBCASE("a commit is stored as a whole or not at all") {
        check_refused(bench, {sample_slot(1), sample_task(1, 1), sample_task(2, 2)});
        CHECK(bench.load().made_new);
        REQUIRE(bench.commit({sample_slot(1), sample_task(1, 1)}, wall()));
        CHECK(bench.load().tasks.size() == 1);
    }
    SUBCASE("commits that wait together are applied in the order of the calls") {
        keeps_the_order_of_calls(bench);
    }
    SUBCASE("a bad commit fails alone, the others of its group are stored") {
        fails_a_bad_commit_alone(bench);
    }
    SUBCASE("a commit of 5,000 changes is one commit") {
        std::vector<ports::LedgerChange> changes{sample_slot(1)};
        for (int id = 1; id < 5000; ++id)
            changes.emplace_back(sample_task(id, 1, "ecd-" + std::to_string(id)));
        REQUIRE(bench.commit(changes, wall()));
        bench.close();
        bench.reopen();
        CHECK(bench.load().tasks.size() == 4999);
    }
    SUBCASE("answers on the thread that runs the executor") {
        std::thread::id answered_on;
        auto keep = [&](std::exception_ptr, core::Result<void>) { answered_on = std::this_thread::get_id(); };
        std::vector<ports::LedgerChange> nothing;
        boost::asio::co_spawn(bench.loop, bench.ledger().commit(std::move(nothing), wall()), keep);
        CHECK(answered_on == std::thread::id());
        bench.loop.restart();
        bench.loop.run();
        CHECK(answered_on == std::this_thread::get_id());
    }
    SUBCASE("close comes after every commit asked for before it") {
        REQUIRE(bench.commit({sample_slot(1)}, wall()));
        std::optional<core::Result<void>> answer;
        auto keep = [&](std::exception_ptr, core::Result<void> given) { answer = std::move(given); };
        std::vector<ports::LedgerChange> changes;
        changes.emplace_back(sample_task(1, 1));
        boost::asio::co_spawn(bench.loop, bench.ledger().commit(changes, wall(1)), keep);
        bench.close();
        REQUIRE(answer);
        CHECK(*answer);
        bench.reopen();
        CHECK(bench.load().tasks.size() == 1);
    }
}

}  // namespace ecdsnap::contract
