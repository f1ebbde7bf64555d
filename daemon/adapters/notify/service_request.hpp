// What goes to each service: address, body, signature. Pure.
#pragma once

#include "core/notification_settings.hpp"
#include "core/notify/body_template.hpp"
#include "core/notify/outbox.hpp"
#include "core/secret.hpp"
#include "core/time.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::adapters {

// What a channel needs beside its settings, read right before it is used.
struct ChannelSecrets {
    core::Secret url;
    core::Secret secret;  // empty: the robot wants no signature, the mail server no password
};

struct Mail {
    std::string from;
    std::vector<std::string> to;
    std::string user;  // empty: nobody logs in
    std::vector<std::string> headers;
    std::string text;
};

struct ServiceRequest {
    core::Secret url;
    core::Secret secret;
    std::string content_type;  // empty: it is a GET
    std::string body;
    std::optional<Mail> mail;
};

ServiceRequest service_request(const core::ChannelSettings& channel, const ChannelSecrets& secrets,
                               const core::Letter& letter, const core::NotificationSender& sender, core::WallTime now);

// In the way of healthchecks.io: URL/start, URL for success, URL/fail, and URL/log for what changes nothing.
std::string step_url(std::string_view url, std::string_view step);

// At most so many bytes of UTF-8; what is cut ends in "…".
std::string cut_text(const std::string& text, std::size_t most);

}  // namespace ecdsnap::adapters
