#include "core/task/decision_phrases.hpp"

#include "core/task/task_machine.hpp"
#include "core/text/duration_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ecdsnap::core {
namespace {

bool is_among(const Suspect& suspect, const std::vector<Suspect>& suspects) {
    return std::any_of(suspects.begin(), suspects.end(), [&](const Suspect& other) {
        return other.snapshot_number == suspect.snapshot_number && other.send_number == suspect.send_number;
    });
}

// Whether the listing shows a snapshot of the suspect's number that `send` made; 0: it is not known which send did.
bool shows(const Decision& decision, const Suspect& suspect, std::uint32_t send) {
    const auto* listed = std::get_if<Listed>(decision.event);
    if (listed == nullptr) return false;
    return std::any_of(listed->sightings.begin(), listed->sightings.end(), [&](const Sighting& sighting) {
        return sighting.snapshot_number == suspect.snapshot_number && sighting.send_number == send;
    });
}

void tell_suspects(const Decision& decision, std::vector<std::string>& phrases) {
    for (const Suspect& suspect : decision.after.suspects)
        if (!is_among(suspect, decision.before.suspects))
            phrases.push_back(fmt::format("send {} is a suspect", suspect.send_number));
    for (const Suspect& suspect : decision.before.suspects) {
        if (is_among(suspect, decision.after.suspects)) {
            if (decision.answer.has(TaskNote::suspect_found) && shows(decision, suspect, 0))
                phrases.push_back(fmt::format("perhaps of send {}, by its name", suspect.send_number));
            continue;
        }
        if (shows(decision, suspect, suspect.send_number)) continue;  // told with the listing
        phrases.push_back(fmt::format("send {} can have no effect any more ({} over)", suspect.send_number,
                                      span_text(suspect_horizon)));
    }
}

void tell_extras(const Decision& decision, std::vector<std::string>& phrases) {
    const auto& extras = decision.after.extras;
    for (std::size_t i = extras.size() - decision.answer.new_extras; i < extras.size(); ++i)
        phrases.push_back(extras[i].snapshot_id + " is an extra");
}

void tell_recorded(const Decision& decision, std::vector<std::string>& phrases) {
    const TaskAnswer& answer = decision.answer;
    const Task& was = decision.before;
    const Task& is = decision.after;
    if (answer.has(TaskNote::adopted)) phrases.push_back("adopted (no suspect explains it)");
    if (answer.has(TaskNote::snapshot_failed))
        phrases.push_back(fmt::format("FAILED {} of {}", is.failed_snapshots, decision.facts.rules->retry.attempts));
    if (answer.has(TaskNote::vanished))
        phrases.push_back(fmt::format("{} has vanished (not listed since {})", was.snapshot_id,
                                      moment_text(decision.facts, std::max(was.last_seen, was.accepted_steady))));
    if (answer.has(TaskNote::extra_promoted)) phrases.push_back(is.snapshot_id + " takes its place");
    if (is.state == TaskState::due && is.snapshot_number > was.snapshot_number)
        phrases.push_back(fmt::format("goes on with snapshot number {}", is.snapshot_number));
}

}  // namespace

std::vector<std::string> change_phrases(const Decision& decision) {
    std::vector<std::string> phrases;
    if (decision.after.send_number < decision.before.send_number) phrases.push_back("intent withdrawn");
    tell_suspects(decision, phrases);
    tell_recorded(decision, phrases);
    tell_extras(decision, phrases);
    return phrases;
}

std::string moment_text(const TaskFacts& facts, SteadyTime moment) {
    if (moment == never) return "never";
    const auto ahead = std::chrono::floor<Millis>(moment - facts.now);
    const WallTime wall = facts.wall_now + ahead;
    const auto day = std::chrono::floor<std::chrono::days>(wall);
    const std::chrono::hh_mm_ss time{wall - day};
    const std::string text = fmt::format("{:02}:{:02}:{:02}.{:03}", time.hours().count(), time.minutes().count(),
                                         time.seconds().count(), time.subseconds().count());
    if (day == std::chrono::floor<std::chrono::days>(facts.wall_now)) return text;
    const std::chrono::year_month_day date{day};
    return fmt::format("{:02}T{}", static_cast<unsigned>(date.day()), text);
}

std::string span_text(SteadyTime::duration span) {
    if (span < std::chrono::minutes{1}) return fmt::format("{:.1f} s", std::chrono::duration<double>(span).count());
    return duration_text(std::chrono::floor<std::chrono::seconds>(span));
}

std::string suspects_text(const Task& task) {
    return fmt::format("{} suspect{}", task.suspects.size(), task.suspects.size() == 1 ? "" : "s");
}

std::string shortened(std::string text, std::size_t limit) {
    constexpr std::string_view mark = "…";
    if (text.size() <= limit) return text;
    std::size_t end = limit - mark.size();
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        --end;
    text.resize(end);
    return text.append(mark);
}

}  // namespace ecdsnap::core
