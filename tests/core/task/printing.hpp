// How doctest shows the values of tasks when a check fails: words, not numbers.
#pragma once

#include "core/task/task_event.hpp"

#include <doctest/doctest.h>

#include <string>

namespace ecdsnap::core {

const char* word(TaskStep step);

// "accepted+extra_found"; "-" when there are none.
std::string note_words(const TaskAnswer& answer);

// "followed none/none #1 send 1 recorded s-1 suspects [#1.1 looks 0] extras [s-2]"
std::string describe(const Task& task);

inline doctest::String toString(TaskState state) {
    return text(state);
}
inline doctest::String toString(Outcome outcome) {
    return text(outcome);
}
inline doctest::String toString(Reason reason) {
    return text(reason);
}
inline doctest::String toString(TaskStep step) {
    return word(step);
}
inline doctest::String toString(ErrorClass kind) {
    return text(kind);
}
inline doctest::String toString(SnapshotStatus status) {
    return text(status);
}
inline doctest::String toString(SteadyTime moment) {
    if (moment == never) return "never";
    return (std::to_string(std::chrono::duration<double>(moment.time_since_epoch()).count()) + " s").c_str();
}

}  // namespace ecdsnap::core
