#include "adapters/notify/service_request.hpp"

#include "adapters/notify/robot_signature.hpp"
#include "core/text/percent_encoding.hpp"

#include <absl/time/time.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>
#include <openssl/evp.h>

#include <algorithm>
#include <chrono>

namespace ecdsnap::adapters {
namespace {

using core::ChannelType;
using nlohmann::ordered_json;

// Bytes of the text that each service takes, with some room for what escaping adds.
constexpr std::size_t most_dingtalk = 18'000;
constexpr std::size_t most_feishu = 15'000;
constexpr std::size_t most_wecom = 2'048;
constexpr std::size_t most_slack = 10'000;
constexpr std::size_t most_elsewhere = 60'000;

std::string written(const ordered_json& json) {
    return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

std::string whole_text(const core::Notification& notification, const core::NotificationSender& sender) {
    return fmt::format("{}\n{}ecdsnapd of {} on {}", notification.title, notification.text, sender.owner, sender.host);
}

std::string for_slack(const std::string& text) {
    std::string escaped;
    for (const char c : text)
        escaped += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
    return escaped;
}

ServiceRequest json_request(core::Secret url, const ordered_json& body) {
    return {std::move(url), {}, "application/json; charset=utf-8", written(body), {}};
}

ServiceRequest dingtalk(const ChannelSecrets& secrets, const std::string& text, core::WallTime now) {
    std::string url(secrets.url.reveal());
    if (!secrets.secret.empty()) {
        const auto time = now.time_since_epoch().count();
        const auto sign = core::percent_encode(dingtalk_signature(time, secrets.secret));
        url += fmt::format("{}timestamp={}&sign={}", url.find('?') == std::string::npos ? '?' : '&', time, sign);
    }
    const ordered_json body{{"msgtype", "text"}, {"text", {{"content", cut_text(text, most_dingtalk)}}}};
    return json_request(core::Secret(std::move(url)), body);
}

ServiceRequest feishu(const ChannelSecrets& secrets, const std::string& text, core::WallTime now) {
    ordered_json body;
    if (!secrets.secret.empty()) {
        const auto time = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
        body["timestamp"] = std::to_string(time);
        body["sign"] = feishu_signature(time, secrets.secret);
    }
    body["msg_type"] = "text";
    body["content"]["text"] = cut_text(text, most_feishu);
    return json_request(secrets.url, body);
}

ServiceRequest wecom(const ChannelSecrets& secrets, const std::string& text) {
    const ordered_json body{{"msgtype", "text"}, {"text", {{"content", cut_text(text, most_wecom)}}}};
    return json_request(secrets.url, body);
}

// Inside the quotes of a JSON string.
std::string json_escaped(const std::string& text) {
    const std::string quoted = written(ordered_json(cut_text(text, most_elsewhere)));
    return quoted.substr(1, quoted.size() - 2);
}

ServiceRequest webhook(const core::ChannelSettings& channel, const ChannelSecrets& secrets,
                       const core::Notification& notification, const core::NotificationSender& sender) {
    if (!channel.body.empty())
        return {secrets.url,
                {},
                "application/json; charset=utf-8",
                core::filled_body(channel.body, notification, sender, json_escaped),
                {}};
    ordered_json body;
    const auto values = core::body_values(notification, sender);
    const auto words = core::body_words();
    for (std::size_t i = 0; i < words.size(); ++i)
        body[std::string(words[i])] = cut_text(values[i], most_elsewhere);
    body["count"] = notification.count;
    return json_request(secrets.url, body);
}

std::string base64(std::string_view text) {
    std::string encoded(4 * ((text.size() + 2) / 3) + 1, '\0');
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    const int length =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()), bytes, static_cast<int>(text.size()));
    encoded.resize(static_cast<std::size_t>(length));
    return encoded;
}

// RFC 2047: words of at most 75 characters, each of whole code points.
std::string header_words(std::string text) {
    std::ranges::replace_if(
        text, [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
    if (std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; }) && text.size() <= 200) return text;
    constexpr std::size_t bytes_of_word = 42;
    std::string words;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = std::min(at + bytes_of_word, text.size());
        while (end < text.size() && end > at + 1 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
            --end;
        words += fmt::format("{}=?UTF-8?B?{}?=", words.empty() ? "" : "\r\n ",
                             base64(std::string_view(text).substr(at, end - at)));
        at = end;
    }
    return words;
}

ServiceRequest smtp(const core::ChannelSettings& channel, const ChannelSecrets& secrets,
                    const core::Notification& notification, const core::NotificationSender& sender,
                    core::WallTime now) {
    Mail mail{channel.from, channel.to, channel.user, {}, {}};
    mail.headers = {
        "Date: " + absl::FormatTime("%a, %d %b %E4Y %H:%M:%S +0000", absl::FromChrono(now), absl::UTCTimeZone()),
        "From: ecdsnapd <" + channel.from + ">",
        fmt::format("To: {}", fmt::join(channel.to, ",\r\n ")),
        "Subject: " + header_words(cut_text(notification.title, 400)),
        "Auto-Submitted: auto-generated",
    };
    mail.text = cut_text(whole_text(notification, sender), most_elsewhere) + "\n";
    return {secrets.url, secrets.secret, {}, {}, std::move(mail)};
}

}  // namespace

std::string cut_text(const std::string& text, std::size_t most) {
    constexpr std::string_view mark = "…";
    if (text.size() <= most) return text;
    std::size_t end = most - mark.size();
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        --end;
    return text.substr(0, end) + std::string(mark);
}

std::string step_url(std::string_view url, std::string_view step) {
    const auto query = std::min(url.find_first_of("?#"), url.size());
    std::string path(url.substr(0, query));
    if (!step.empty()) {
        if (!path.ends_with('/')) path += '/';
        path += step;
    }
    return path + std::string(url.substr(query));
}

ServiceRequest service_request(const core::ChannelSettings& channel, const ChannelSecrets& secrets,
                               const core::Letter& letter, const core::NotificationSender& sender, core::WallTime now) {
    if (letter.ping) {
        const std::string_view step = *letter.ping == core::Ping::success ? "" : core::text(*letter.ping);
        return {core::Secret(step_url(secrets.url.reveal(), step)), {}, {}, {}, {}};
    }
    const std::string text = whole_text(letter.notification, sender);
    switch (channel.type) {
        case ChannelType::dingtalk: return dingtalk(secrets, text, now);
        case ChannelType::feishu: return feishu(secrets, text, now);
        case ChannelType::wecom: return wecom(secrets, text);
        case ChannelType::slack:
            return json_request(secrets.url, ordered_json{{"text", cut_text(for_slack(text), most_slack)}});
        case ChannelType::smtp: return smtp(channel, secrets, letter.notification, sender, now);
        case ChannelType::webhook:
        case ChannelType::heartbeat: break;
    }
    return webhook(channel, secrets, letter.notification, sender);
}

}  // namespace ecdsnap::adapters
