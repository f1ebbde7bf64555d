// `notifications` of the main file.
#include "adapters/yaml/channel_draft.hpp"
#include "adapters/yaml/named_file.hpp"
#include "core/events/event.hpp"
#include "core/events/log_alone.hpp"
#include "core/notify/body_template.hpp"
#include "core/policy/policy_name.hpp"
#include "core/text/edit_distance.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <span>
#include <string_view>

namespace ecdsnap::adapters {
namespace {

using core::ChannelType;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

constexpr std::int64_t millis(milliseconds duration) {
    return duration.count();
}

// In the order of the enumerators.
constexpr std::array<std::string_view, 7> type_words{"webhook", "dingtalk", "feishu",   "wecom",
                                                     "slack",   "smtp",     "heartbeat"};
constexpr std::array<std::string_view, 2> level_words{"error", "warning"};

void read_name(const YamlValue& value, ChannelDraft& draft) {
    const auto name = text_in(value);
    if (!name) return;
    if (const auto error = core::check_policy_name(*name))
        return value.refuse_given(error->problem, error->allowed, error->hint);
    draft.channel.name = *name;
}

// It may hold a token, so it is not shown.
void read_url(const YamlValue& value, ChannelDraft& draft) {
    const auto url = text_in(value);
    if (!url) return;
    const auto scheme = url->find("://");
    const bool whole = scheme != std::string::npos && url->size() > scheme + 3 &&
                       url->find_first_of(" \t\r\n\"@") == std::string::npos;
    if (!whole) return value.refuse_concealed("this is not an address", allowed_text(value.key()));
    draft.channel.url = core::Secret(*url);
}

void read_secret_path(const YamlValue& value, ChannelDraft& draft, std::filesystem::path& into) {
    const auto file = text_in(value);
    if (!file) return;
    into = draft.file->absolute(*file);
    check_secret_file(value, *draft.file->environment, into);
}

void read_body(const YamlValue& value, ChannelDraft& draft) {
    const auto body = text_in(value);
    if (!body) return;
    if (const auto unknown = core::unknown_body_word(*body); !unknown.empty()) {
        const auto words = core::body_words();
        const auto near = core::closest(unknown, words);
        return value.refuse(fmt::format("{{{}}} is nothing that can be filled in", unknown),
                            fmt::format("{{{}}}", fmt::join(words, "}, {")),
                            near ? fmt::format("did you mean {{{}}}?", *near) : std::string{});
    }
    draft.channel.body = *body;
}

bool is_mail_address(std::string_view text) {
    const auto at = text.find('@');
    return at != 0 && at != std::string_view::npos && at + 1 < text.size() &&
           text.find_first_of(" \t\r\n<>,;\"", 0) == std::string_view::npos && text.find('@', at + 1) == text.npos;
}

void read_from(const YamlValue& value, ChannelDraft& draft) {
    const auto from = text_in(value);
    if (!from) return;
    if (!is_mail_address(*from)) return value.refuse_given("is not an e-mail address", allowed_text(value.key()));
    draft.channel.from = *from;
}

void read_to(const YamlValue& value, ChannelDraft& draft) {
    for (const auto& item : texts_in(value)) {
        if (!is_mail_address(item.node().text))
            item.refuse_given("is not an e-mail address", allowed_text(value.key()));
        draft.channel.to.push_back(item.node().text);
    }
}

void read_policies(const YamlValue& value, ChannelDraft& draft) {
    for (const auto& item : texts_in(value)) {
        const std::string& name = item.node().text;
        if (const auto error = core::check_policy_name(name))
            item.refuse_given(error->problem, error->allowed, error->hint);
        draft.channel.policies.push_back(name);
        draft.file->named_policies.push_back(
            {name,
             {item.file(), item.node().at, item.path(), fmt::format("there is no policy \"{}\"", name), name, {}, {}}});
    }
}

void read_levels(const YamlValue& value, ChannelDraft& draft) {
    draft.channel.errors = draft.channel.warnings = false;
    for (const auto& item : items_in(value)) {
        const auto index = word_in(item);
        if (!index) continue;
        bool& level = *index == 0 ? draft.channel.errors : draft.channel.warnings;
        if (level) item.refuse_given("stands here a second time", {}, "keep one of them");
        level = true;
    }
}

void read_events(const YamlValue& value, ChannelDraft& draft) {
    for (const auto& item : texts_in(value)) {
        const std::string& name = item.node().text;
        const auto catalogue = core::event_catalogue();
        const auto found = std::ranges::find(catalogue, name, &core::EventType::name);
        if (found != catalogue.end() && core::is_told_to_log_alone(found->id)) {
            item.refuse_given("is told to the log alone, since who hangs can send no message", {},
                              "ended_abruptly is told by the start after it");
            continue;
        }
        if (found != catalogue.end()) {
            draft.channel.events.push_back(found->id);
            continue;
        }
        std::vector<std::string_view> names;
        for (const auto& type : catalogue)
            names.push_back(type.name);
        const auto near = core::closest(name, names);
        item.refuse_given("is not an event", allowed_text(value.key()),
                          near ? fmt::format("did you mean \"{}\"?", *near) : std::string{});
    }
}

constexpr std::array<Key<ChannelDraft>, 16> keys{{
    {{.key = "name",
      .required = true,
      .expected = "1-40 of a-z, 0-9 and -, starting with a letter",
      .meaning = "Names the channel in messages and for `ecdsnap notify --test`; unique."},
     read_name},
    {{.key = "type",
      .type = KeyType::word,
      .required = true,
      .words = type_words,
      .meaning = "The service. webhook: any that takes a POST; heartbeat: one that raises the alarm when pings stay "
                 "away."},
     [](const YamlValue& value, ChannelDraft& draft) { store(word_in(value), draft.channel.type); }},
    {{.key = "url",
      .expected = "https://..., or http:// on loopback; of smtp: smtps://HOST[:PORT] or smtp://HOST[:PORT]",
      .meaning = "Where messages go. The addresses of robots hold a token: better in url_file."},
     read_url},
    {{.key = "url_file",
      .expected = "a file that only its owner can read, relative to this file",
      .meaning = "Its first line is the url."},
     [](const YamlValue& value, ChannelDraft& draft) { read_secret_path(value, draft, draft.channel.url_file); }},
    {{.key = "secret_file",
      .expected = "a file that only its owner can read, relative to this file",
      .meaning = "Its first line signs messages (dingtalk, feishu) or is the password of user (smtp)."},
     [](const YamlValue& value, ChannelDraft& draft) { read_secret_path(value, draft, draft.channel.secret_file); }},
    {{.key = "body",
      .expected = "text with {title}, {text} and the like in it",
      .meaning = "What a webhook is sent, as JSON: kind, level, event, code, title, text, time, owner, host and count "
                 "in braces are filled in, fit for a JSON string. Without it: an object of all of them."},
     read_body},
    {{.key = "from", .expected = "an e-mail address", .meaning = "Who sends the mail."}, read_from},
    {{.key = "to",
      .type = KeyType::texts,
      .single = true,
      .expected = "an e-mail address or a list of them",
      .meaning = "Who gets the mail."},
     read_to},
    {{.key = "user", .expected = "a name", .meaning = "Whom the mail server knows us as; without it nobody logs in."},
     [](const YamlValue& value, ChannelDraft& draft) { store(text_in(value), draft.channel.user); }},
    {{.key = "policies",
      .type = KeyType::texts,
      .expected = "names of policies",
      .meaning = "Only their events, and what concerns no policy alone; of a heartbeat: their slots. Without it: all."},
     read_policies},
    {{.key = "levels",
      .type = KeyType::words,
      .words = level_words,
      .meaning = "Events of these levels are told; without it both."},
     read_levels},
    {{.key = "events",
      .type = KeyType::texts,
      .expected = "names of events, as `ecdsnap events` lists them",
      .meaning = "These events instead of all of a level."},
     read_events},
    {{.key = "threshold",
      .type = KeyType::mapping,
      .meaning = "Tells an event only when it came so often in so long, or in so many slots.",
      .children = threshold_keys},
     read_threshold},
    {{.key = "repeat_after",
      .type = KeyType::duration,
      .standard = "4h",
      .least = millis(minutes{1}),
      .most = millis(hours{24 * 30}),
      .meaning = "What goes on is told again at the earliest after this."},
     [](const YamlValue& value, ChannelDraft& draft) { store(duration_in(value), draft.channel.repeat_after); }},
    {{.key = "recovery", .type = KeyType::boolean, .standard = "true", .meaning = "Tells when it is over too."},
     [](const YamlValue& value, ChannelDraft& draft) { store(boolean_in(value), draft.channel.recovery); }},
    {{.key = "quiet_hours",
      .type = KeyType::mapping,
      .meaning = "In them warnings wait for their end; errors are told at once.",
      .children = quiet_hours_keys},
     read_quiet_hours},
}};

const YamlEntry* entry_of(const YamlNode& mapping, std::string_view key) {
    const auto found = std::ranges::find(mapping.entries, key, &YamlEntry::key);
    return found == mapping.entries.end() ? nullptr : &*found;
}

// Keys that say nothing for this service are refused, so that nobody relies on them.
void check_keys_of_type(const YamlValue& channel, ChannelType type) {
    constexpr std::array<std::string_view, 6> of_messages{"levels",       "events",   "threshold",
                                                          "repeat_after", "recovery", "quiet_hours"};
    const bool mail = type == ChannelType::smtp;
    const bool beats = type == ChannelType::heartbeat;
    for (const YamlEntry& entry : channel.node().entries) {
        const std::string& key = entry.key;
        const bool idle =
            (key == "body" && type != ChannelType::webhook) ||
            ((key == "from" || key == "to" || key == "user") && !mail) ||
            (key == "secret_file" && !mail && type != ChannelType::dingtalk && type != ChannelType::feishu) ||
            (beats && std::ranges::count(of_messages, key) > 0);
        if (idle)
            channel.refuse_key(entry,
                               fmt::format("says nothing for the type {}", type_words[static_cast<std::size_t>(type)]));
    }
    for (const std::string_view needed : {"from", "to"})
        if (mail && entry_of(channel.node(), needed) == nullptr)
            channel.refuse_key(channel.node().at, needed, "a mail needs it");
}

// What follows the scheme. "127.0.0.1.example.com" is somewhere else.
bool is_loopback(std::string_view address) {
    for (const std::string_view name : {"127.0.0.1", "localhost", "[::1]"})
        if (address.starts_with(name) &&
            (address.size() == name.size() ||
             std::string_view(":/?#").find(address[name.size()]) != std::string_view::npos))
            return true;
    return false;
}

void check_address(const YamlValue& channel, const ChannelDraft& draft) {
    const YamlEntry* url = entry_of(channel.node(), "url");
    const YamlEntry* file = entry_of(channel.node(), "url_file");
    if (url != nullptr && file != nullptr) return channel.refuse_key(*file, "one of url and url_file is enough");
    if (url == nullptr && file == nullptr)
        return channel.refuse_key(channel.node().at, "url_file", "an address is needed: url or url_file");
    const std::string_view address = draft.channel.url.reveal();
    if (url == nullptr || address.empty()) return;
    const YamlValue value = channel.child(*url, keys[2].info);
    const auto host = address.substr(address.find("://") + 3);
    const bool loopback = is_loopback(host);
    const bool mail = draft.channel.type == ChannelType::smtp;
    const bool good = mail ? address.starts_with("smtp://") || address.starts_with("smtps://")
                           : address.starts_with("https://") || (address.starts_with("http://") && loopback);
    if (!good) return value.refuse_concealed("this address is not one for the type", allowed_text(keys[2].info));
    if (!mail && host.find_first_of("/?") != std::string_view::npos)
        value.warn("an address with a token in it is a secret: url_file keeps it out of this file");
}

void check_together(const YamlValue& channel, const ChannelDraft& draft) {
    if (!channel.is(YamlNode::Kind::mapping)) return;
    const YamlEntry* type = entry_of(channel.node(), "type");
    if (type != nullptr && std::ranges::count(type_words, type->value.text) > 0) {
        check_keys_of_type(channel, draft.channel.type);
        check_address(channel, draft);
    }
    const auto needs = [&](std::string_view key, std::string_view other, bool is_met) {
        const YamlEntry* entry = entry_of(channel.node(), key);
        if (entry != nullptr && !is_met)
            channel.refuse_key(*entry, fmt::format("it says nothing without {} beside it", other));
    };
    if (draft.channel.type == ChannelType::smtp)
        needs("secret_file", "user", entry_of(channel.node(), "user") != nullptr);
    const YamlEntry* levels = entry_of(channel.node(), "levels");
    if (levels != nullptr && entry_of(channel.node(), "events") != nullptr)
        channel.refuse_key(*levels, "it says nothing beside events");
}

}  // namespace

std::vector<ConfigKey> notification_keys() {
    return infos_of(std::span<const Key<ChannelDraft>>(keys));
}

void read_notifications(const YamlValue& value, SettingsDraft& draft) {
    std::map<std::string, Position> seen;
    for (const auto& item : items_in(value)) {
        ChannelDraft channel{{}, &draft};
        read_mapping(item, KeyTable<ChannelDraft>{keys, {}}, channel);
        check_together(item, channel);
        const std::string& name = channel.channel.name;
        const auto [first, is_new] = seen.try_emplace(name, item.node().at);
        if (!is_new && !name.empty())
            item.refuse_key(item.node().at, "name",
                            fmt::format("\"{}\" is also the name of the channel in line {}", name, first->second.line),
                            {}, "rename one of them");
        draft.settings.notifications.push_back(std::move(channel.channel));
    }
}

}  // namespace ecdsnap::adapters
