// What happened, as the cloud, the ledger or the engine told it.
#include "core/task/decision_phrases.hpp"
#include "core/task/task_turn.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ecdsnap::core {
namespace {

constexpr std::size_t longest_code = 60;
constexpr std::size_t most_sightings = 3;

// What identifies the answer: the cloud's code, else the HTTP status, else what the network said.
std::string answer_text(const Error& error) {
    if (error.code.empty() && error.http_status != 0) return fmt::format("HTTP {}", error.http_status);
    const std::string text = TaskTurn::short_text(error);
    return text.empty() ? "no answer" : shortened(text, longest_code);
}

const char* refusal_word(ErrorClass kind) {
    switch (kind) {
        case ErrorClass::throttled: return "throttled";
        case ErrorClass::busy: return "disk busy";
        case ErrorClass::name_taken: return "name taken";
        case ErrorClass::not_ready: return "refused: desktop not ready";
        case ErrorClass::credentials: return "refused: key not accepted";
        case ErrorClass::stale_key: return "refused: key replaced meanwhile";
        case ErrorClass::permission: return "refused: no permission";
        case ErrorClass::quota: return "refused: too many snapshots";
        case ErrorClass::gone: return "refused: not there";
        case ErrorClass::bad_request: return "refused for good";
        case ErrorClass::clock_skew: return "refused: clock not accepted";
        case ErrorClass::temporary: return "refused for now";
        case ErrorClass::ambiguous: return "no clear answer, no effect";
        case ErrorClass::local: return "not sent";
    }
    return "?";
}

std::string sighting_text(const Sighting& sighting) {
    std::string text = fmt::format("{} {}", shortened(sighting.snapshot_id, longest_code), core::text(sighting.status));
    if (sighting.send_number == 0) return text + " by an unknown send";
    return text + fmt::format(" by send {}", sighting.send_number);
}

// What the look proves: of the suspect that it proved least about.
std::string look_text(const Decision& decision, const Listed& listed) {
    const auto& suspects = decision.after.suspects;
    const bool counted = listed.look_up && decision.after.last_look == listed.started;
    if (!counted || suspects.empty()) return {};
    const auto least = std::min_element(suspects.begin(), suspects.end(),
                                        [](const Suspect& a, const Suspect& b) { return a.looks < b.looks; });
    if (listed.started < least->looks_from + decision.facts.settle) return " (too early to count)";
    const char* witness =
        listed.witness && *listed.witness > least->looks_from ? "a newer one is listed" : "no witness";
    if (least->looks > 2) return fmt::format(" (look {}, {})", least->looks, witness);
    return fmt::format(" (look {} of 2, {})", least->looks, witness);
}

std::string listing_text(const Decision& decision, const Listed& listed) {
    std::string text = fmt::format("listing of {} shows ", moment_text(decision.facts, listed.started));
    std::size_t told = 0;
    for (const Sighting& sighting : listed.sightings) {
        if (told == most_sightings) break;
        if (told++ > 0) text += ", ";
        text += sighting_text(sighting);
    }
    if (told == 0) text += "nothing";
    if (listed.sightings.size() > told) text += fmt::format(" and {} more", listed.sightings.size() - told);
    return text + look_text(decision, listed);
}

std::string refused_text(const Error& error) {
    const bool unknown = error.effect == Effect::unknown;
    std::string text = fmt::format("{} ({})", unknown ? "answer lost" : refusal_word(error.kind), answer_text(error));
    if (error.retry_after) text += fmt::format(", come again in {}", span_text(*error.retry_after));
    return text;
}

struct Teller {
    const Decision& decision;
    bool intended = decision.before.state == TaskState::intended && !decision.before.on_wire;
    bool called = decision.before.state == TaskState::intended && decision.before.on_wire;

    std::string operator()(const Tick&) const {
        return decision.answer.step == TaskStep::write_intent ? "due" : std::string{};
    }
    std::string operator()(const IntentDurable&) const { return intended ? "intent is durable" : std::string{}; }
    std::string operator()(const IntentRejected&) const {
        return intended ? "the ledger did not take the intent" : std::string{};
    }
    std::string operator()(const Accepted& accepted) const {
        return called ? "accepted as " + shortened(accepted.snapshot_id, longest_code) : std::string{};
    }
    std::string operator()(const Refused& refused) const {
        return called ? refused_text(refused.error) : std::string{};
    }
    std::string operator()(const Lost& lost) const {
        if (!called) return {};
        Error error = lost.error;
        error.effect = Effect::unknown;
        return refused_text(error);
    }
    std::string operator()(const Listed& listed) const { return listing_text(decision, listed); }
    std::string operator()(const LookFailed&) const { return "look-up failed"; }
    std::string operator()(const Cancelled& cancelled) const {
        return fmt::format("called off ({})", text(cancelled.reason));
    }
};

}  // namespace

std::string happening_phrase(const Decision& decision) {
    return std::visit(Teller{decision}, *decision.event);
}

}  // namespace ecdsnap::core
