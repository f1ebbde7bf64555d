#include "core/task/printing.hpp"

#include <fmt/format.h>

namespace ecdsnap::core {

const char* word(TaskStep step) {
    switch (step) {
        case TaskStep::wait: return "wait";
        case TaskStep::write_intent: return "write_intent";
        case TaskStep::send: return "send";
        case TaskStep::look_up: return "look_up";
    }
    return "?";
}

std::string note_words(const TaskAnswer& answer) {
    constexpr std::pair<TaskNote, const char*> words[] = {
        {TaskNote::accepted, "accepted"},
        {TaskNote::done, "done"},
        {TaskNote::skipped, "skipped"},
        {TaskNote::missed, "missed"},
        {TaskNote::failed, "failed"},
        {TaskNote::suspect_made, "suspect_made"},
        {TaskNote::suspect_found, "suspect_found"},
        {TaskNote::adopted, "adopted"},
        {TaskNote::extra_found, "extra_found"},
        {TaskNote::snapshot_failed, "snapshot_failed"},
        {TaskNote::vanished, "vanished"},
        {TaskNote::reopened, "reopened"},
        {TaskNote::extra_promoted, "extra_promoted"},
    };
    std::string all;
    for (const auto& [note, name] : words) {
        if (!answer.has(note)) continue;
        if (!all.empty()) all += '+';
        all += name;
    }
    return all.empty() ? "-" : all;
}

std::string describe(const Task& task) {
    std::string words = fmt::format("{} {}/{} #{} send {}", text(task.state), text(task.outcome), text(task.reason),
                                    task.snapshot_number, task.send_number);
    if (!task.snapshot_id.empty()) words += " recorded " + task.snapshot_id;
    for (const Suspect& suspect : task.suspects)
        words += fmt::format(" suspect [#{}.{} looks {}{}]", suspect.snapshot_number, suspect.send_number,
                             suspect.looks, suspect.not_there ? " not there" : "");
    for (const Extra& extra : task.extras)
        words += fmt::format(" extra [{} {}]", extra.snapshot_id, text(extra.status));
    return words;
}

}  // namespace ecdsnap::core
