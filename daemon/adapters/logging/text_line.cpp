#include "adapters/logging/text_line.hpp"

#include "adapters/logging/journal_entry.hpp"
#include "core/text/printable.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <string_view>

namespace ecdsnap::adapters {
namespace {

using core::EventLevel;

std::string local_time_text(core::WallTime time) {
    const auto second = std::chrono::floor<std::chrono::seconds>(time);
    const std::time_t seconds = second.time_since_epoch().count();
    std::tm local{};
    localtime_r(&seconds, &local);
    const long offset = std::labs(local.tm_gmtoff) / 60;
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:03}{}{:02}:{:02}", local.tm_year + 1900, local.tm_mon + 1,
                       local.tm_mday, local.tm_hour, local.tm_min, local.tm_sec, (time - second).count(),
                       local.tm_gmtoff < 0 ? '-' : '+', offset / 60, offset % 60);
}

const char* colour(EventLevel level) {
    switch (level) {
        case EventLevel::error: return "\x1b[1;31m";
        case EventLevel::warning: return "\x1b[33m";
        case EventLevel::info: return "\x1b[32m";
        case EventLevel::debug: return "\x1b[2m";
    }
    return "";
}

std::string level_text(EventLevel level, bool coloured) {
    const auto word = fmt::format("{:<7}", core::text(level));
    return coloured ? colour(level) + word + "\x1b[0m" : word;
}

// Bare where that cannot be misread, else in quotes.
std::string value_text(std::string_view value) {
    const auto safe = core::printable(value);
    if (!safe.empty() && safe.find_first_of(" \"=") == safe.npos) return safe;
    std::string quoted = "\"";
    for (const char c : safe) {
        if (c == '"') quoted += '\\';
        quoted += c;
    }
    return quoted + '"';
}

}  // namespace

std::string journal_prefix(EventLevel level) {
    return fmt::format("<{}>", journal_priority(level));
}

std::string message_text(const core::Event& event) {
    std::string text = core::event_code(event.id) + ' ' + core::printable(event.message);
    for (const auto& field : event.fields) {
        text += ' ';
        text += field.name;
        text += '=';
        text += value_text(field.value);
    }
    if (const auto remedy = core::shown_remedy(event); !remedy.empty())
        text += fmt::format(" -- what to do: {}", remedy);
    return text;
}

std::string text_line(const core::Event& event, core::WallTime time, const LogTarget& target) {
    const auto level = core::event_type(event.id).level;
    const std::string before =
        target.journal ? journal_prefix(level) : local_time_text(time) + ' ' + level_text(level, target.coloured) + ' ';
    return before + message_text(event);
}

}  // namespace ecdsnap::adapters
