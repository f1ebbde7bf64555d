// When a channel of `notifications` keeps still: `threshold` and `quiet_hours`.
#include "adapters/yaml/channel_draft.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <span>
#include <string_view>

namespace ecdsnap::adapters {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

constexpr std::int64_t millis(milliseconds duration) {
    return duration.count();
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::optional<minutes> time_of_day_in(const YamlValue& value) {
    const auto text = text_in(value);
    if (!text) return std::nullopt;
    const bool shaped = text->size() == 5 && is_digit((*text)[0]) && is_digit((*text)[1]) && (*text)[2] == ':' &&
                        is_digit((*text)[3]) && is_digit((*text)[4]);
    const int hour = shaped ? ((*text)[0] - '0') * 10 + (*text)[1] - '0' : 99;
    const int minute = shaped ? ((*text)[3] - '0') * 10 + (*text)[4] - '0' : 99;
    if (hour <= 23 && minute <= 59) return minutes{hour * 60 + minute};
    value.refuse_given("is not a time of day", allowed_text(value.key()));
    return std::nullopt;
}

constexpr std::array<Key<ChannelDraft>, 3> keys_of_threshold{{
    {{.key = "count",
      .type = KeyType::number,
      .required = true,
      .least = 1,
      .most = 1000,
      .meaning = "How often the same event has to come before it is told; with of: in how many slots."},
     [](const YamlValue& value, ChannelDraft& draft) { store(number_in(value), draft.channel.threshold.count); }},
    {{.key = "within",
      .type = KeyType::duration,
      .standard = "10m",
      .least = millis(minutes{1}),
      .most = millis(hours{24 * 7}),
      .meaning = "In how long."},
     [](const YamlValue& value, ChannelDraft& draft) { store(duration_in(value), draft.channel.threshold.within); }},
    {{.key = "of",
      .type = KeyType::number,
      .least = 2,
      .most = 100,
      .meaning =
          "Instead of within: count of the last so many slots of the policy, since the daemon's start, must have "
          "had the event. What belongs to no slot is told at once."},
     [](const YamlValue& value, ChannelDraft& draft) { store(number_in(value), draft.channel.threshold.of); }},
}};

constexpr std::array<Key<ChannelDraft>, 3> keys_of_quiet_hours{{
    {{.key = "from",
      .required = true,
      .expected = "a time of day such as 22:00",
      .meaning = "When they begin, each day."},
     [](const YamlValue& value, ChannelDraft& draft) {
         store(time_of_day_in(value), draft.channel.quiet_hours->from);
     }},
    {{.key = "until",
      .required = true,
      .expected = "a time of day such as 07:30",
      .meaning = "When they end; earlier than from: on the next day."},
     [](const YamlValue& value, ChannelDraft& draft) {
         store(time_of_day_in(value), draft.channel.quiet_hours->until);
     }},
    {{.key = "timezone",
      .required = true,
      .expected = "an IANA name such as Asia/Shanghai",
      .meaning = "Where these times are read."},
     [](const YamlValue& value, ChannelDraft& draft) {
         const auto name = text_in(value);
         if (!name) return;
         const auto zone = draft.file->environment->load_zone(*name);
         if (zone.has_error()) return value.refuse(zone.error());
         draft.channel.quiet_hours->zone = {*name, *zone};
     }},
}};

}  // namespace

std::vector<ConfigKey> threshold_keys() {
    return infos_of(std::span<const Key<ChannelDraft>>(keys_of_threshold));
}

void read_threshold(const YamlValue& value, ChannelDraft& draft) {
    const auto problems = value.report().problems.size();
    read_mapping(value, KeyTable<ChannelDraft>{keys_of_threshold, {}}, draft);
    const core::NotificationThreshold& threshold = draft.channel.threshold;
    if (!threshold.of || value.report().problems.size() != problems) return;
    const auto& entries = value.node().entries;
    const auto within = std::ranges::find(entries, "within", &YamlEntry::key);
    if (within != entries.end()) return value.refuse_key(*within, "it says nothing beside of");
    if (*threshold.of < threshold.count)
        value.refuse("there are fewer slots than have to have the event", "an of that is at least count");
}

std::vector<ConfigKey> quiet_hours_keys() {
    return infos_of(std::span<const Key<ChannelDraft>>(keys_of_quiet_hours));
}

void read_quiet_hours(const YamlValue& value, ChannelDraft& draft) {
    draft.channel.quiet_hours.emplace();
    const auto problems = value.report().problems.size();
    read_mapping(value, KeyTable<ChannelDraft>{keys_of_quiet_hours, {}}, draft);
    const core::QuietHours& hours = *draft.channel.quiet_hours;
    if (value.report().problems.size() == problems && hours.from == hours.until)
        value.refuse("the quiet hours are empty", "two times of day that differ");
}

}  // namespace ecdsnap::adapters
