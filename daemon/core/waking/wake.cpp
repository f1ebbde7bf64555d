#include "core/waking/wake.hpp"

namespace ecdsnap::core {
namespace {

struct EndingWords {
    WakeEnding ending;
    const char* word;
    const char* sentence;
};

constexpr EndingWords ending_words[] = {
    {WakeEnding::none, "none", ""},
    {WakeEnding::put_back, "put_back", "it is asleep again"},
    {WakeEnding::slept_on, "slept_on", "it did not wake up, or fell asleep again by itself"},
    {WakeEnding::in_use, "in_use", "somebody is connected to it"},
    {WakeEnding::woken_by_others, "woken_by_others", "somebody else woke it"},
    {WakeEnding::not_running, "not_running", "it was stopped, or is expired or deleted"},
    {WakeEnding::gone, "gone", "it is no longer there"},
    {WakeEnding::unsure, "unsure", "it is not certain that this daemon woke it"},
    {WakeEnding::session_unknown, "session_unknown", "the service does not say whether somebody is connected to it"},
    {WakeEnding::disk_busy, "disk_busy", "a snapshot of it has been in progress all the time"},
    {WakeEnding::refused, "refused", "the service did not put it to sleep"},
    {WakeEnding::unclear, "unclear", "it has not been in a state from which it can be put to sleep"},
};

}  // namespace

const char* text(WakeState state) {
    switch (state) {
        case WakeState::asked: return "asked";
        case WakeState::woken: return "woken";
        case WakeState::returning: return "returning";
        case WakeState::over: return "over";
    }
    return "?";
}

const char* text(WakeEnding ending) {
    for (const EndingWords& words : ending_words)
        if (words.ending == ending) return words.word;
    return "?";
}

const char* explain(WakeEnding ending) {
    for (const EndingWords& words : ending_words)
        if (words.ending == ending) return words.sentence;
    return "?";
}

bool leaves_awake(WakeEnding ending) {
    switch (ending) {
        case WakeEnding::unsure:
        case WakeEnding::session_unknown:
        case WakeEnding::disk_busy:
        case WakeEnding::refused:
        case WakeEnding::unclear: return true;
        default: return false;
    }
}

}  // namespace ecdsnap::core
