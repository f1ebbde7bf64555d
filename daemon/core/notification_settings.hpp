// Who is told what the log says, and by which service.
#pragma once

#include "core/events/event.hpp"
#include "core/policy/policy.hpp"
#include "core/secret.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::core {

// In the order of the configuration's words.
enum class ChannelType : std::uint8_t {
    webhook,    // any service: a body from a template
    dingtalk,   // a robot of a group, with or without a signature
    feishu,     // the same of Feishu and Lark
    wecom,      // the same of WeCom
    slack,      // an incoming webhook
    smtp,       // e-mail
    heartbeat,  // pings of an address: start, success, fail
};

// Every day from `from` to `until`, minutes after midnight in the zone; over midnight where `until` is the earlier one.
// Warnings wait for its end.
struct QuietHours {
    std::chrono::minutes from{0};
    std::chrono::minutes until{0};
    NamedZone zone;

    bool operator==(const QuietHours&) const = default;
};

// A message only when an event came so often in so long; or, with `of`, in so many of its policy's last slots.
struct NotificationThreshold {
    std::uint32_t count = 1;
    Millis within{std::chrono::minutes{10}};
    std::optional<std::uint32_t> of{};  // at least `count`; `within` says nothing beside it

    bool operator==(const NotificationThreshold&) const = default;
};

struct ChannelSettings {
    std::string name;  // unique
    ChannelType type = ChannelType::webhook;
    Secret url;                         // as it stands in the configuration; empty: it is in url_file
    std::filesystem::path url_file;     // its first line
    std::filesystem::path secret_file;  // dingtalk, feishu: what signs; smtp: the password. Empty: there is none
    std::string body;                   // webhook: the template; empty: our own JSON
    std::string from, user;             // smtp; user empty: nobody logs in
    std::vector<std::string> to;        // smtp
    std::vector<std::string> policies;  // whose events and slots; empty: all
    bool errors = true;
    bool warnings = true;
    std::vector<EventId> events;  // these; empty: all of the levels
    NotificationThreshold threshold;
    Millis repeat_after{std::chrono::hours{4}};
    bool recovery = true;
    std::optional<QuietHours> quiet_hours;

    bool operator==(const ChannelSettings& other) const;
};

}  // namespace ecdsnap::core
