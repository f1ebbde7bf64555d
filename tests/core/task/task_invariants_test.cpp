// The machine under random events: what must hold whatever happens, in whatever order. Each run is named by its seed.
#include "core/task/task_stage.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <random>
#include <set>
#include <stdexcept>
#include <utility>

using namespace ecdsnap::core;

namespace {

using Dice = std::mt19937_64;

// What the cloud really holds of this task; the machine learns of it only through events.
struct TrueSnapshot {
    Sighting sighting;
    SteadyTime listed_from{};
};

// One task in a hostile world: lost answers, late effects, failing look-ups, crashes, clocks that are not trusted. It
// performs the machine's steps as the engine does and checks the rules after each.
class Run {
public:
    explicit Run(std::uint64_t seed) : dice_(seed), seed_(seed) {
        stage_.facts.settle = Millis{pick(5, 30) * 1000};
        stage_.rules.retry.first = Millis{pick(1, 30) * 1000};
        stage_.rules.retry.attempts = static_cast<std::uint32_t>(pick(1, 5));
        stage_.rules.completion = std::chrono::minutes{pick(20, 300)};
    }

    void play(int turns) {
        for (int turn = 0; turn < turns; ++turn) {
            change_the_world();
            one_event();
        }
    }

    std::uint64_t events() const { return events_; }
    std::uint64_t sends() const { return sends_; }
    const Task& task() const { return stage_.task; }
    const std::vector<TrueSnapshot>& cloud() const { return cloud_; }

    // The world calms down: nothing fails any more, time goes on, and the completion loop lists.
    void calm_down() {
        calm_ = true;
        stage_.facts.hold.reset();
        stage_.facts.disk_free = true;
        stage_.facts.look_first = false;
        stage_.facts.clock_trusted = true;
        stage_.facts.desktop = Stage{}.facts.desktop;
        for (int turn = 0; turn < 500 && !(stage_.task.state == TaskState::settled && stage_.task.suspects.empty());
             ++turn) {
            one_event();
            stage_.later(10s);
            for (TrueSnapshot& snapshot : cloud_)
                if (snapshot.sighting.status == SnapshotStatus::progressing)
                    snapshot.sighting.status = SnapshotStatus::accomplished;
            if (turn % 5 == 0 && stage_.task.state != TaskState::intended) give_listing(false);
        }
    }

private:
    std::int64_t pick(std::int64_t least, std::int64_t most) {
        return std::uniform_int_distribution<std::int64_t>{least, most}(dice_);
    }
    bool chance(int percent) { return pick(1, 100) <= percent; }

    void change_the_world() {
        stage_.facts.random = dice_();
        if (chance(60)) stage_.later(Millis{pick(1, 20'000)});
        if (chance(2)) stage_.later(Millis{pick(60'000, 300'000)});
        if (chance(3)) stage_.facts.clock_trusted = !stage_.facts.clock_trusted;
        if (chance(2)) stage_.facts.wall_now -= Millis{pick(0, 100'000)};
        if (chance(5)) stage_.facts.look_first = !stage_.facts.look_first;
        stage_.facts.disk_free = chance(stage_.facts.disk_free ? 97 : 40);
        if (chance(stage_.facts.hold ? 40 : 2))
            stage_.facts.hold = stage_.facts.hold ? std::nullopt : std::optional{Reason::ledger_unavailable};
        if (chance(6)) {
            constexpr std::array often{DesktopStatus::running,  DesktopStatus::stopped, DesktopStatus::running,
                                       DesktopStatus::starting, DesktopStatus::unknown, DesktopStatus::running};
            stage_.facts.desktop.status = often[static_cast<std::size_t>(pick(0, 5))];
            if (chance(1)) stage_.facts.desktop.status = DesktopStatus::hibernated;
        }
        for (TrueSnapshot& snapshot : cloud_)
            if (snapshot.sighting.status == SnapshotStatus::progressing && chance(4))
                snapshot.sighting.status = chance(75) ? SnapshotStatus::accomplished : SnapshotStatus::failed;
    }

    void one_event() {
        if (!calm_ && chance(1)) return crash();
        if (!calm_ && chance(6)) return give_listing(false);
        if (!calm_ && stage_.task.state != TaskState::intended && chance(1) && chance(10))
            return give(Cancelled{Reason::policy_removed});
        switch (next_) {
            case TaskStep::write_intent: return answer_intent();
            case TaskStep::send: return answer_send();
            case TaskStep::look_up: return !calm_ && chance(10) ? give(LookFailed{}) : give_listing(true);
            case TaskStep::wait: return wait();
        }
    }

    // At its own wake, or early because a fact has changed.
    void wait() {
        if (chance(calm_ ? 100 : 70) && stage_.answer.wake_at < stage_.facts.now + 3h) stage_.to(stage_.answer.wake_at);
        give(Tick{});
    }

    void answer_intent() {
        if (!calm_ && chance(5)) return give(IntentRejected{});
        if (!calm_ && chance(5)) stage_.later(Millis{pick(1, 20'000)});  // it waited for its turn
        intent_confirmed_ = true;
        give(IntentDurable{});
    }

    void answer_send() {
        const SteadyTime started = stage_.facts.now;
        stage_.later(Millis{pick(1, 3'000)});
        const auto kind = pick(1, 100);
        if (calm_ || kind <= 40) {
            const std::string id = make_snapshot(started);
            return give(Accepted{id});
        }
        if (kind <= 70) {
            constexpr std::array kinds{ErrorClass::throttled, ErrorClass::busy,       ErrorClass::name_taken,
                                       ErrorClass::not_ready, ErrorClass::permission, ErrorClass::temporary};
            return give(Refused{stage_.error(kinds[static_cast<std::size_t>(pick(0, 5))], Effect::none)});
        }
        if (chance(60)) make_snapshot(started);  // the effect came, the answer did not
        give(Lost{stage_.error(ErrorClass::ambiguous, Effect::unknown)});
    }

    std::string make_snapshot(SteadyTime started) {
        TrueSnapshot snapshot;
        const std::string id = "s-" + std::to_string(cloud_.size() + 1);
        snapshot.sighting = seen(id, SnapshotStatus::progressing, stage_.task.snapshot_number, stage_.task.send_number);
        snapshot.sighting.created = WallTime{std::chrono::duration_cast<Millis>(started.time_since_epoch())};
        // The service lists what it made within the settle time: what the machine may rely on.
        snapshot.listed_from = stage_.facts.now + Millis{pick(0, stage_.facts.settle.count() - 1)};
        cloud_.push_back(snapshot);
        return id;
    }

    void give_listing(bool look_up) {
        Listed listed;
        listed.started = stage_.facts.now;
        listed.look_up = look_up;
        for (const TrueSnapshot& snapshot : cloud_)
            if (snapshot.listed_from <= stage_.facts.now) listed.sightings.push_back(snapshot.sighting);
        std::shuffle(listed.sightings.begin(), listed.sightings.end(), dice_);
        if (look_up) {
            last_look_ = stage_.facts.now;
            stage_.later(Millis{pick(1, 900)});
            look_ended_ = stage_.facts.now;
            return give(listed);
        }
        // As the engine tells it: nothing starts from outside, and the step in progress goes on.
        const auto hold = stage_.facts.hold;
        if (!hold) stage_.facts.hold = Reason::no_capacity;
        const TaskStep in_progress = next_;
        const bool was_unsent = stage_.task.state == TaskState::due || stage_.task.state == TaskState::intended;
        give(listed);
        stage_.facts.hold = hold;
        if (was_unsent && in_progress != TaskStep::wait) next_ = in_progress;
    }

    void crash() {
        stage_.later(Millis{pick(100, 60'000)});
        // The call that was on the wire may still have had its effect.
        if (stage_.task.state == TaskState::intended && stage_.task.on_wire && chance(50))
            make_snapshot(stage_.facts.now);
        recover(stage_.task, stage_.facts.now);
        intent_confirmed_ = false;
        last_look_.reset();
        give(Tick{});
    }

    void give(const TaskEvent& event) {
        ++events_;
        const Task before = stage_.task;
        stage_.give(event);
        next_ = stage_.answer.step;
        check(before);
    }

    void check(const Task& before) {
        const Task& task = stage_.task;
        const TaskAnswer& answer = stage_.answer;
        const SteadyTime now = stage_.facts.now;
        if (answer.step == TaskStep::write_intent) {
            intent_confirmed_ = false;
            holds(answer.store, "an intent is stored");
            holds(task.state == TaskState::intended, "an intent makes the task intended");
            holds(before.state == TaskState::due, "only a due task makes an intent");
        }
        if (answer.step == TaskStep::send) {
            ++sends_;
            holds(std::exchange(intent_confirmed_, false), "no send without its durable intent");
            holds(before.state == TaskState::intended, "only an intended task sends");
            if (!task.suspects.empty())
                holds(last_look_ && now - look_ended_ <= look_up_fresh,
                      "with a suspect, a look-up right before a send");
            for (const Suspect& suspect : task.suspects)
                holds(suspect.not_there && suspect.looks >= 2, "every suspect was looked for twice before a send");
            holds(sends_numbered_.insert(task.send_number).second, "no send number goes out twice");
            holds(!shown_alive(), "nothing is sent while a listing has shown a live snapshot of the task");
        }
        holds((task.outcome != Outcome::none) == (task.state == TaskState::settled), "an outcome is set iff settled");
        if (before.state == TaskState::settled) {
            holds(task.state == TaskState::settled, "a settled task stays settled");
            holds(answer.step == TaskStep::wait, "a settled task asks for nothing");
            if (before.outcome != task.outcome)
                holds(task.outcome == Outcome::done && task.reopened && !before.reopened, "reopened once, to done");
        }
        holds((task.state == TaskState::followed) <= !task.snapshot_id.empty(), "a followed task knows its snapshot");
        holds((task.state == TaskState::due || task.state == TaskState::intended) <= task.snapshot_id.empty(),
              "an unsent task has no recorded snapshot");
        for (const Extra& extra : task.extras)
            holds(extra.snapshot_id != task.snapshot_id, "the recorded snapshot is no extra");
        holds(answer.new_extras <= task.extras.size(), "new extras are among the extras");
        if (answer.step == TaskStep::wait) holds(answer.wake_at > now, "a wait ends later than now");
        holds(sends_ <= events_ / 3 + 1, "a send costs at least three events");
        if (stored_part(before) != stored_part(task)) holds(answer.store, "a durable change is stored");
    }

    // What was listed to the machine and lives, while the task still wants to send.
    bool shown_alive() const {
        if (!last_look_) return false;
        for (const TrueSnapshot& snapshot : cloud_) {
            if (snapshot.listed_from > *last_look_ || stage_.task.suspects.empty()) continue;
            if (snapshot.sighting.status != SnapshotStatus::failed) return true;
        }
        return false;
    }

    static std::string stored_part(const Task& task) {
        std::string part = std::string{text(task.state)} + text(task.outcome) + task.snapshot_id +
                           std::to_string(task.snapshot_number) + std::to_string(task.failed_snapshots);
        for (const Suspect& suspect : task.suspects)
            part += "?" + std::to_string(suspect.send_number);
        for (const Extra& extra : task.extras)
            part += "+" + extra.snapshot_id + text(extra.status);
        return part;
    }

    void holds(bool rule, const char* words) {
        if (rule) return;
        FAIL_CHECK("seed " << seed_ << ", event " << events_ << ": broken: " << words
                           << "; the task: " << describe(stage_.task) << "; step " << word(stage_.answer.step));
        throw std::runtime_error("stopped at the first broken rule");
    }

    Dice dice_;
    std::uint64_t seed_;
    Stage stage_;
    TaskStep next_ = TaskStep::wait;
    bool calm_ = false;
    bool intent_confirmed_ = false;
    std::optional<SteadyTime> last_look_;  // its start
    SteadyTime look_ended_{};
    std::vector<TrueSnapshot> cloud_;
    std::set<std::uint32_t> sends_numbered_;
    std::uint64_t events_ = 0;
    std::uint64_t sends_ = 0;
};

std::size_t live_in(const std::vector<TrueSnapshot>& cloud) {
    return static_cast<std::size_t>(std::count_if(cloud.begin(), cloud.end(), [](const TrueSnapshot& snapshot) {
        return snapshot.sighting.status != SnapshotStatus::failed;
    }));
}

}  // namespace

TEST_CASE("random events never break a rule, and every task ends with its outcome and one live snapshot") {
    constexpr std::uint64_t seeds = 1500;
    constexpr int turns = 120;
    std::uint64_t events = 0, sends = 0;
    std::array<std::uint64_t, 5> outcomes{};
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        Run run(seed);
        run.play(turns);
        run.calm_down();
        events += run.events();
        sends += run.sends();
        const Task& task = run.task();
        CAPTURE(seed);
        INFO(describe(task));
        CHECK(task.state == TaskState::settled);
        CHECK(task.suspects.empty());
        CHECK(live_in(run.cloud()) <= 1);
        if (task.outcome == Outcome::done) CHECK(live_in(run.cloud()) == 1);
        if (task.state != TaskState::settled || live_in(run.cloud()) > 1) break;
        ++outcomes[static_cast<std::size_t>(task.outcome)];
    }
    MESSAGE(events << " events, " << sends << " sends");
    CHECK(events >= 150'000);
    CHECK(sends > seeds);
    CHECK(outcomes[static_cast<std::size_t>(Outcome::done)] > seeds / 4);
    CHECK(outcomes[static_cast<std::size_t>(Outcome::missed)] > 0);
    CHECK(outcomes[static_cast<std::size_t>(Outcome::failed)] > 0);
    CHECK(outcomes[static_cast<std::size_t>(Outcome::skipped)] > 0);
}

TEST_CASE("a run of one seed is always the same") {
    Run once(42), twice(42);
    once.play(200);
    twice.play(200);
    CHECK(describe(once.task()) == describe(twice.task()));
    CHECK(once.sends() == twice.sends());
}
