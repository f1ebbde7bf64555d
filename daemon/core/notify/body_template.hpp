// The body of a webhook as an operator writes it: any text with {title}, {text} and the like in it. Braces around
// anything else, as JSON has them, stay.
#pragma once

#include "core/notify/notification.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::core {

// Who says it; the same in all messages of a daemon.
struct NotificationSender {
    std::string owner;
    std::string host;
};

// The words that may stand in braces.
std::vector<std::string_view> body_words();

// The first word in braces that is none of them, "" when all are known.
std::string unknown_body_word(std::string_view body);

// `escaped` makes each value fit for where it stands: inside a JSON string, say.
std::string filled_body(std::string_view body, const Notification& notification, const NotificationSender& sender,
                        const std::function<std::string(const std::string&)>& escaped);

// The value of each word, in the order of body_words().
std::vector<std::string> body_values(const Notification& notification, const NotificationSender& sender);

}  // namespace ecdsnap::core
