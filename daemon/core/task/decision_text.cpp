#include "core/task/decision_text.hpp"

#include "core/task/decision_phrases.hpp"
#include "core/text/printable.hpp"

#include <fmt/format.h>

#include <tuple>
#include <utility>
#include <vector>

namespace ecdsnap::core {
namespace {

// "24T18:01", with seconds where they are not zero: a slot that a person asked for.
std::string slot_text(const SlotKey& key) {
    const auto day = std::chrono::floor<std::chrono::days>(key.instant);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{key.instant - day};
    std::string text = fmt::format("{:02}T{:02}:{:02}", static_cast<unsigned>(date.day()), time.hours().count(),
                                   time.minutes().count());
    if (time.seconds().count() != 0) text += fmt::format(":{:02}", time.seconds().count());
    if (key.kind == SlotKind::manual) text += " (manual)";
    return text;
}

std::string recovery_words(const Decision& decision) {
    const Task& task = decision.after;
    std::string words = "recovered at a start: ";
    if (task.state == TaskState::followed) return words + "follows " + task.snapshot_id;
    if (task.state == TaskState::settled) return words + "settled, " + suspects_text(task);
    if (decision.before.state == TaskState::intended)
        return words + fmt::format("send {} may have left until {}; {}, looks first", task.send_number,
                                   moment_text(decision.facts, decision.facts.now), suspects_text(task));
    if (!task.suspects.empty()) return words + "due with " + suspects_text(task) + ", looks first";
    return words + "due";
}

}  // namespace

bool decides(const Decision& decision) {
    const Task& was = decision.before;
    const Task& is = decision.after;
    const auto visible = [](const Task& task) {
        return std::tie(task.state, task.outcome, task.reason, task.suspects, task.extras, task.snapshot_id,
                        task.not_before, task.ending);
    };
    if (decision.event == nullptr || decision.answer.step != TaskStep::wait || decision.answer.notes != 0) return true;
    if (visible(was) != visible(is)) return true;
    // The window's end changes nothing in a task with a suspect, but no send follows any more.
    return std::holds_alternative<Tick>(*decision.event) && is.ending == Outcome::none && only_looks(decision);
}

std::string decision_words(const Decision& decision) {
    if (!decides(decision)) return {};
    if (decision.event == nullptr) return printable(recovery_words(decision));
    std::vector<std::string> parts{happening_phrase(decision)};
    for (std::string& change : change_phrases(decision))
        parts.push_back(std::move(change));
    parts.push_back(sequel_phrase(decision));
    std::erase(parts, std::string{});
    return printable(fmt::format("{}", fmt::join(parts, "; ")));
}

std::string decision_text(const Decision& decision) {
    const std::string words = decision_words(decision);
    if (words.empty()) return {};
    const Task& task = decision.after;
    const std::string line = fmt::format("{} {} {} {}: {}", decision.slot.key.policy, slot_text(decision.slot.key),
                                         printable(task.desktop_id), text(task.disk), words);
    return shortened(line, longest_decision);
}

}  // namespace ecdsnap::core
