#include "core/pause/pause.hpp"

#include "core/text/utc_text.hpp"

#include <fmt/format.h>

#include <chrono>

namespace ecdsnap::core {

const char* text(PauseScope scope) {
    switch (scope) {
        case PauseScope::everything: return "everything";
        case PauseScope::policy: return "policy";
        case PauseScope::site: return "site";
    }
    return "?";
}

std::string text(const PauseKey& key) {
    if (key.scope == PauseScope::everything) return text(key.scope);
    return fmt::format("{} {}", text(key.scope), key.name);
}

std::string pause_text(const Pause& pause) {
    const auto until = std::chrono::ceil<std::chrono::seconds>(pause.until);
    return fmt::format("paused until {} by {}: {}", utc_text(until), pause.by, pause.reason);
}

}  // namespace ecdsnap::core
