#include "core/notify/body_template.hpp"

#include "core/text/utc_text.hpp"

#include <algorithm>
#include <array>

namespace ecdsnap::core {
namespace {

constexpr std::array<std::string_view, 10> words{"kind", "level", "event", "code", "title",
                                                 "text", "time",  "owner", "host", "count"};

constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz_";

// A word in braces at `at`, without them; "" when there is none.
std::string_view word_at(std::string_view body, std::size_t at) {
    const auto end = body.find_first_not_of(letters, at + 1);
    if (end == std::string_view::npos || end == at + 1 || body[end] != '}') return {};
    return body.substr(at + 1, end - at - 1);
}

}  // namespace

std::vector<std::string_view> body_words() {
    return {words.begin(), words.end()};
}

std::string unknown_body_word(std::string_view body) {
    for (auto at = body.find('{'); at != std::string_view::npos; at = body.find('{', at + 1)) {
        const auto word = word_at(body, at);
        if (!word.empty() && std::ranges::count(words, word) == 0) return std::string(word);
    }
    return {};
}

std::vector<std::string> body_values(const Notification& notification, const NotificationSender& sender) {
    return {text(notification.kind),
            text(notification.level),
            notification.event,
            notification.code,
            notification.title,
            notification.text,
            utc_text(notification.time),
            sender.owner,
            sender.host,
            std::to_string(notification.count)};
}

std::string filled_body(std::string_view body, const Notification& notification, const NotificationSender& sender,
                        const std::function<std::string(const std::string&)>& escaped) {
    const auto values = body_values(notification, sender);
    std::string filled;
    for (std::size_t at = 0; at < body.size();) {
        const auto word = body[at] == '{' ? word_at(body, at) : std::string_view{};
        const auto place = std::ranges::find(words, word);
        if (word.empty() || place == words.end()) {
            filled += body[at++];
            continue;
        }
        filled += escaped(values[static_cast<std::size_t>(place - words.begin())]);
        at += word.size() + 2;
    }
    return filled;
}

}  // namespace ecdsnap::core
