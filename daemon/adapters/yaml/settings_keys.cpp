// The keys of the main file, beside those of an account.
#include "adapters/yaml/selector_reader.hpp"
#include "adapters/yaml/settings_draft.hpp"
#include "adapters/yaml/settings_reader.hpp"
#include "core/policy/policy_name.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <sys/un.h>

namespace ecdsnap::adapters {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::int64_t millis(milliseconds duration) {
    return duration.count();
}

constexpr std::uint32_t most_percent = 1000;

void read_owner(const YamlValue& value, SettingsDraft& draft) {
    const auto owner = text_in(value);
    if (!owner) return;
    if (const auto error = core::check_owner(*owner))
        return value.refuse_given(error->problem, error->allowed, error->hint);
    draft.settings.owner = *owner;
}

void read_policies_folder(const YamlValue& value, SettingsDraft& draft) {
    const auto folder = text_in(value);
    if (!folder) return;
    draft.settings.policies = draft.absolute(*folder);
    std::error_code error;
    if (!std::filesystem::is_directory(draft.settings.policies, error))
        return value.refuse_given("is not a folder", allowed_text(value.key()));
    draft.policies = draft.folder / *folder;
}

void read_ledger(const YamlValue& value, SettingsDraft& draft) {
    constexpr std::string_view scheme = "sqlite:";
    const auto ledger = text_in(value);
    if (!ledger) return;
    // Not shown: addresses of databases tend to have passwords in them.
    if (ledger->starts_with("postgres"))
        return value.refuse_concealed("PostgreSQL is not supported by this version", allowed_text(value.key()));
    if (!ledger->starts_with(scheme) || ledger->size() == scheme.size())
        return value.refuse_concealed("this is not the place of a ledger", allowed_text(value.key()),
                                      "for example sqlite:ledger.db");
    draft.settings.ledger = draft.absolute(ledger->substr(scheme.size()));
}

void read_socket(const YamlValue& value, SettingsDraft& draft) {
    const auto path = text_in(value);
    if (!path) return;
    draft.settings.control_socket = draft.absolute(*path);
    constexpr auto limit = sizeof(sockaddr_un::sun_path) - 1;
    if (draft.settings.control_socket.string().size() > limit)
        value.refuse("the path of the socket is too long: " + draft.settings.control_socket.string(),
                     "at most " + std::to_string(limit) + " bytes, with its folder");
}

void read_exclude(const YamlValue& value, SettingsDraft& draft) {
    const auto problems = value.report().problems.size();
    draft.settings.coverage.exclude = read_selector(value);
    const bool good = value.report().problems.size() == problems;
    if (good && !draft.settings.coverage.exclude.has_condition())
        value.refuse("excludes nothing", "the keys " + names_of(selector_keys()), "leave the key out");
}

constexpr std::size_t most_zones = 50;

void read_zones(const YamlValue& value, SettingsDraft& draft) {
    const auto items = texts_in(value);
    if (items.size() > most_zones)
        return value.refuse(fmt::format("{} zones are too many", items.size()),
                            fmt::format("at most {}: each is a timetable of every policy", most_zones));
    for (const auto& item : items) {
        const auto zone = draft.environment->load_zone(item.node().text);
        if (zone)
            draft.settings.zones.push_back({item.node().text, *zone});
        else
            item.refuse(zone.error());
    }
}

constexpr std::array<Key<SettingsDraft>, 3> tag_keys{{
    {{.key = "skip",
      .type = KeyType::boolean,
      .standard = "false",
      .meaning = "A desktop with the tag ecdsnap:skip, empty or true, is covered by no policy."},
     [](const YamlValue& value, SettingsDraft& draft) {
         store(boolean_in(value), draft.settings.coverage.skip_tag_counts);
     }},
    {{.key = "policy",
      .type = KeyType::boolean,
      .standard = "false",
      .meaning = "A desktop with the tag ecdsnap:policy is covered by the policies named there and by no others."},
     [](const YamlValue& value, SettingsDraft& draft) {
         store(boolean_in(value), draft.settings.coverage.policy_tag_counts);
     }},
    {{.key = "zones",
      .type = KeyType::texts,
      .expected = "IANA time zones such as [Europe/Berlin, America/New_York]",
      .meaning =
          "The time zones that a desktop's tag ecdsnap:zone may name: the times of day of its policies are then those "
          "of that zone. Any other value counts as none."},
     read_zones},
}};

// A number of desktops, a share or no limit at all. What looks like a number is judged as one.
void read_limit(const YamlValue& value, core::ChangeLimit& limit) {
    using Kind = core::ChangeLimit::Kind;
    if (!value.is(YamlNode::Kind::scalar) || value.node().text.find_first_not_of("0123456789") == std::string::npos) {
        if (const auto number = value.is(YamlNode::Kind::scalar) ? number_in(value) : std::nullopt)
            limit = {Kind::desktops, *number};
        else if (!value.is(YamlNode::Kind::scalar))
            text_in(value);  // says what it is instead
        return;
    }
    const std::string& text = value.node().text;
    if (text == "unlimited") {
        limit = {};
        return;
    }
    const auto digits = std::string_view(text).substr(0, text.size() - 1);
    std::uint32_t percent = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), percent);
    const bool whole = read.ec == std::errc{} && read.ptr == digits.data() + digits.size();
    const bool plain = digits == "0" || (!digits.empty() && digits.front() != '0');
    if (text.back() != '%' || !whole || !plain || percent > most_percent)
        return value.refuse_given("is not a number of desktops, a share or unlimited", allowed_text(value.key()),
                                  text == "none" ? "write unlimited" : "");
    limit = {Kind::percent, percent};
}

constexpr std::string_view limit_text =
    "a number of desktops (0 to 1000000), a share such as 10% (0% to 1000%), unlimited";

constexpr std::array<Key<SettingsDraft>, 2> reload_keys{{
    {{.key = "max_lost",
      .standard = "50%",
      .least = 0,
      .most = 1'000'000,
      .expected = limit_text,
      .meaning = "A reload after which more desktops than this are no longer backed up is refused."},
     [](const YamlValue& value, SettingsDraft& draft) { read_limit(value, draft.settings.reload.max_lost); }},
    {{.key = "max_gained",
      .standard = "unlimited",
      .least = 0,
      .most = 1'000'000,
      .expected = limit_text,
      .meaning = "A reload after which more desktops than this are backed up that were not before is refused."},
     [](const YamlValue& value, SettingsDraft& draft) { read_limit(value, draft.settings.reload.max_gained); }},
}};

// The system's limit for a name.
constexpr std::size_t longest_group = 32;

void read_admin_group(const YamlValue& value, SettingsDraft& draft) {
    const auto group = text_in(value);
    if (!group) return;
    const bool plain = group->find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") ==
                       std::string::npos;
    if (group->empty() || group->size() > longest_group || !plain || group->front() == '-')
        return value.refuse_given("is not the name of a group", allowed_text(value.key()));
    draft.settings.admin_group = *group;
}

constexpr std::array<Key<SettingsDraft>, 2> control_keys{{
    {{.key = "socket",
      .standard = "/run/ecdsnapd/control.sock",
      .expected = "the path of a socket, relative to this file",
      .meaning = "Where the ecdsnap command reaches the daemon."},
     read_socket},
    {{.key = "admin_group",
      .expected = "the name of a group of this machine",
      .meaning = "Its members may change something (run, pause, resume, approve, reload), beside root."},
     read_admin_group},
}};

constexpr std::array<Key<SettingsDraft>, 1> inventory_keys{{
    {{.key = "every",
      .type = KeyType::duration,
      .standard = "5m",
      .least = millis(seconds{10}),
      .most = millis(hours{24}),
      .meaning = "How often all desktops are listed."},
     [](const YamlValue& value, SettingsDraft& draft) { store(duration_in(value), draft.settings.inventory_every); }},
}};

template <auto& keys>
std::vector<ConfigKey> infos() {
    return infos_of(std::span<const Key<SettingsDraft>>(keys));
}

template <auto& keys>
void read_keys(const YamlValue& value, SettingsDraft& draft) {
    read_mapping(value, KeyTable<SettingsDraft>{keys, {}}, draft);
}

constexpr std::array<Key<SettingsDraft>, 14> keys{{
    {{.key = "owner",
      .standard = "main",
      .expected = "1-16 of a-z, 0-9 and -, starting with a letter",
      .meaning = "Whose snapshots these are: two daemons on one cloud account need different owners."},
     read_owner},
    {{.key = "accounts",
      .type = KeyType::mappings,
      .required = true,
      .meaning = "The cloud accounts whose desktops are backed up.",
      .children = account_keys},
     read_accounts},
    {{.key = "policies",
      .required = true,
      .expected = "a folder, relative to this file",
      .meaning = "Every *.yaml in this folder is read."},
     read_policies_folder},
    {{.key = "exclude",
      .type = KeyType::other,
      .expected = "conditions as in a policy's select",
      .meaning = "Desktops that no policy covers, whatever it selects."},
     read_exclude},
    {{.key = "tags",
      .type = KeyType::mapping,
      .meaning = "What a desktop's own tags may say about its backups.",
      .children = infos<tag_keys>},
     read_keys<tag_keys>},
    {{.key = "reload",
      .type = KeyType::mapping,
      .meaning = "What a reload may change without `ecdsnap reload --force`.",
      .children = infos<reload_keys>},
     read_keys<reload_keys>},
    {{.key = "ledger",
      .standard = "sqlite:/var/lib/ecdsnapd/ledger.db",
      .expected = "sqlite:PATH, relative to this file",
      .meaning = "The durable record of what was done. Keep it on a local disk."},
     read_ledger},
    {{.key = "control",
      .type = KeyType::mapping,
      .meaning = "The socket for commands.",
      .children = infos<control_keys>},
     read_keys<control_keys>},
    {{.key = "metrics",
      .type = KeyType::mapping,
      .meaning = "Metrics for Prometheus and the daemon's health, over HTTP.",
      .children = metrics_keys},
     read_metrics},
    {{.key = "history_days",
      .type = KeyType::number,
      .standard = "400",
      .least = 1,
      .most = 3650,
      .meaning = "Settled tasks older than this are removed from the ledger."},
     [](const YamlValue& value, SettingsDraft& draft) { store(number_in(value), draft.settings.history_days); }},
    {{.key = "inventory",
      .type = KeyType::mapping,
      .meaning = "The list of desktops.",
      .children = infos<inventory_keys>},
     read_keys<inventory_keys>},
    {{.key = "grace",
      .type = KeyType::duration,
      .standard = "8s",
      .least = 0,
      .most = millis(minutes{10}),
      .meaning = "How long a stop waits for calls that are under way; systemd is asked to wait as long."},
     [](const YamlValue& value, SettingsDraft& draft) { store(duration_in(value), draft.settings.grace); }},
    {{.key = "log",
      .type = KeyType::mapping,
      .meaning = "The log: on standard error, in the systemd journal or in a file.",
      .children = log_keys},
     read_log},
    {{.key = "notifications",
      .type = KeyType::mappings,
      .meaning = "Who is told what the log says: robots of groups, e-mail, webhooks, heartbeats.",
      .children = notification_keys},
     read_notifications},
}};

}  // namespace

KeyTable<SettingsDraft> settings_table() {
    return {keys, {}};
}

std::vector<ConfigKey> settings_keys() {
    return infos<keys>();
}

}  // namespace ecdsnap::adapters
