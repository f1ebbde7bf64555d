// How long a question to the schedule takes: t = next(t) from 2024-01-01 on, begun anew every 200 steps (8 for leap
// days). Beside it stands what other C and C++ implementations took on a machine of this kind for the same steps in New
// York time, and how many times a question allocated memory.
#include "adapters/system/time_zones.hpp"
#include "core/schedule/missed_slots.hpp"
#include "core/schedule/next_slot.hpp"
#include "core/schedule/timetable.hpp"

#include <benchmark/benchmark.h>
#include <cstdlib>
#include <memory>
#include <new>
#include <string>
#include <vector>

namespace {
std::size_t allocations = 0;
}

void* operator new(std::size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size)) return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}

namespace ecdsnap {
namespace {

using std::chrono::sys_days;
using std::chrono::sys_seconds;

constexpr sys_seconds start{sys_days{std::chrono::year{2024} / 1 / 1}};

struct Question {
    const char* name;
    const char* expression;
    const char* zone;
    int steps;
    const char* others = "";  // in nanoseconds, the compiler's optimiser on
};

constexpr Question questions[] = {
    {"quarter hours, office hours, New York", "*/15 9-17 * * 1-5", "America/New_York", 200,
     "ccronexpr 1,025, croncpp 1,074, supertinycron 1,689 ns"},
    {"daily, New York", "0 2 * * *", "America/New_York", 200, "croncpp 1,908, ccronexpr 2,005, supertinycron 2,247 ns"},
    {"daily, Shanghai", "0 2 * * *", "Asia/Shanghai", 200},
    {"daily, UTC", "0 2 * * *", "UTC", 200},
    {"last Friday, Berlin", "0 2 * * 5L", "Europe/Berlin", 200},
    {"leap day, New York", "0 0 29 2 *", "America/New_York", 8,
     "supertinycron 123,825, ccronexpr 170,436, croncpp 199,485 ns"},
};

template <class Next>
void walk(benchmark::State& state, const Question& question, Next next) {
    sys_seconds t = start;
    int step = 0;
    std::size_t allocated = 0;
    for ([[maybe_unused]] auto _ : state) {
        const std::size_t before = allocations;
        const auto slot = next(t);
        allocated += allocations - before;
        benchmark::DoNotOptimize(slot);
        t = *slot;
        if (++step == question.steps) {
            step = 0;
            t = start;
        }
    }
    state.counters["allocations"] = static_cast<double>(allocated);
}

void with_cursor(benchmark::State& state, const Question& question) {
    state.SetLabel(question.others);
    core::SlotCursor cursor(core::CronExpression::parse(question.expression).value(),
                            adapters::load_time_zone(question.zone).value());
    walk(state, question, [&](sys_seconds t) { return cursor.next(t); });
}

void without_cursor(benchmark::State& state, const Question& question) {
    const auto expression = core::CronExpression::parse(question.expression).value();
    const auto zone = adapters::load_time_zone(question.zone).value();
    walk(state, question, [&](sys_seconds t) { return core::next_slot(expression, zone, t); });
}

// As the daemon asks: a policy's timetable of one expression, and of that with a grid.
void timetable_of_one(benchmark::State& state, const Question& question) {
    state.SetLabel(question.others);
    const core::Timetable timetable({core::cron_recurrence(core::CronExpression::parse(question.expression).value(), "",
                                                           adapters::load_time_zone(question.zone).value(), "")});
    walk(state, question, [&](sys_seconds t) { return timetable.next(t); });
}

void timetable_of_two(benchmark::State& state, const Question& question) {
    const auto zone = adapters::load_time_zone(question.zone).value();
    const core::FixedGrid grid{std::chrono::hours{6}, {}};
    const core::Timetable timetable(
        {core::cron_recurrence(core::CronExpression::parse(question.expression).value(), "", zone, ""),
         core::grid_recurrence(grid, zone)});
    walk(state, question, [&](sys_seconds t) { return timetable.next(t); });
}

// Without weekends and two weeks of October each; `then` says what becomes of the slots.
void with_calendars(benchmark::State& state, const Question& question, core::WhenTaken then) {
    const auto zone = adapters::load_time_zone(question.zone).value();
    std::vector<core::CalendarSpan> spans;
    for (int year = 2024; year < 2030; ++year)
        spans.push_back(core::span_of({std::chrono::local_days{std::chrono::year{year} / 10 / 1},
                                       std::chrono::local_days{std::chrono::year{year} / 10 / 14}, "holidays"},
                                      zone));
    const core::WeeklyWindow weekend{0x41, std::chrono::minutes{0}, std::chrono::hours{24}, "weekend"};
    const auto calendar = std::make_shared<const core::Calendar>("free", zone, spans, std::vector{weekend});
    const core::Timetable timetable(
        {core::cron_recurrence(core::CronExpression::parse(question.expression).value(), "", zone, "")},
        core::CalendarRules{{}, {{calendar, then}}});
    walk(state, question, [&](sys_seconds t) { return timetable.next(t); });
}

void parse(benchmark::State& state) {
    for ([[maybe_unused]] auto _ : state)
        benchmark::DoNotOptimize(core::CronExpression::parse("*/15 9-17 * * 1-5"));
}

void ten_years_of_minutes(benchmark::State& state) {
    const auto expression = core::CronExpression::parse("* * * * *").value();
    const auto zone = adapters::load_time_zone("Asia/Shanghai").value();
    for ([[maybe_unused]] auto _ : state)
        benchmark::DoNotOptimize(
            core::missed_slots(expression, zone, start, start + std::chrono::hours{24 * 3650}, 100));
}

}  // namespace
}  // namespace ecdsnap

int main(int argc, char** argv) {
    using namespace ecdsnap;
    for (const auto& question : questions) {
        benchmark::RegisterBenchmark((std::string("cursor: ") + question.name).c_str(), with_cursor, question);
        benchmark::RegisterBenchmark((std::string("plain: ") + question.name).c_str(), without_cursor, question);
        benchmark::RegisterBenchmark((std::string("timetable: ") + question.name).c_str(), timetable_of_one, question);
        benchmark::RegisterBenchmark((std::string("with a grid: ") + question.name).c_str(), timetable_of_two,
                                     question);
    }
    for (const auto& question : {questions[0], questions[2]}) {
        benchmark::RegisterBenchmark((std::string("calendar, skip: ") + question.name).c_str(), with_calendars,
                                     question, core::WhenTaken::skip);
        benchmark::RegisterBenchmark((std::string("calendar, before: ") + question.name).c_str(), with_calendars,
                                     question, core::WhenTaken::before);
    }
    benchmark::RegisterBenchmark("parse", parse);
    benchmark::RegisterBenchmark("missed slots, ten years of every minute", ten_years_of_minutes);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
