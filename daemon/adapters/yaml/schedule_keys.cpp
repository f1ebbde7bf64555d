// The keys of a policy's `schedule`.
#include "adapters/yaml/policy_draft.hpp"

#include <array>
#include <chrono>

namespace ecdsnap::adapters {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::int64_t millis(milliseconds duration) {
    return duration.count();
}

// In the order of the enumerators.
constexpr std::array<std::string_view, 2> catch_up_words{"latest", "none"};
constexpr std::array<std::string_view, 3> overlap_words{"queue", "skip", "replace"};

void read_cron(const YamlValue& value, PolicyDraft& draft) {
    const auto text = text_in(value);
    if (!text) return;
    auto cron = core::CronExpression::parse(*text);
    if (!cron) return value.refuse(cron.error());
    for (auto& sentence : cron->warnings())
        value.warn(std::move(sentence));
    draft.cron = *cron;
    draft.cron_text = *text;
}

void read_timezone(const YamlValue& value, PolicyDraft& draft) {
    const auto name = text_in(value);
    if (!name) return;
    draft.timezone = *name;
    const auto zone = draft.environment->load_zone(*name);
    if (!zone) return value.refuse(zone.error());
    draft.zone = *zone;
}

constexpr std::array<Key<PolicyDraft>, 7> keys{{
    {{.key = "cron",
      .required = true,
      .expected = "minute hour day month weekday, in quotes",
      .meaning = "When a slot is due, in the time zone below."},
     read_cron},
    {{.key = "timezone",
      .standard = "UTC",
      .expected = "an IANA name such as Asia/Shanghai",
      .meaning = "The zone in which cron and {slot:...} are read."},
     read_timezone},
    {{.key = "spread",
      .type = KeyType::duration,
      .standard = "0s",
      .least = 0,
      .most = millis(hours{24}),
      .meaning = "Each desktop starts at its own, always equal moment within this time after the slot."},
     [](const YamlValue& value, PolicyDraft& draft) { store(duration_in(value), draft.rules.spread); }},
    {{.key = "window",
      .type = KeyType::duration,
      .standard = "3h",
      .least = millis(seconds{1}),
      .most = millis(hours{24 * 7}),
      .meaning = "How long after its slot a snapshot may still be started; later it counts as missed."},
     [](const YamlValue& value, PolicyDraft& draft) { store(duration_in(value), draft.rules.window); }},
    {{.key = "catch_up",
      .type = KeyType::word,
      .standard = "latest",
      .words = catch_up_words,
      .meaning = "After a downtime: run the latest slot that was missed, or none."},
     [](const YamlValue& value, PolicyDraft& draft) { store(word_in(value), draft.catch_up); }},
    {{.key = "catch_up_within",
      .type = KeyType::duration,
      .standard = "12h",
      .least = millis(seconds{1}),
      .most = millis(hours{24 * 366}),
      .meaning = "A missed slot older than this is not caught up."},
     [](const YamlValue& value, PolicyDraft& draft) { store(duration_in(value), draft.catch_up_within); }},
    {{.key = "overlap",
      .type = KeyType::word,
      .standard = "queue",
      .words = overlap_words,
      .meaning =
          "While an earlier snapshot of the same disk is unfinished: wait for it, skip this one, or replace what "
          "has not been sent."},
     [](const YamlValue& value, PolicyDraft& draft) { store(word_in(value), draft.rules.overlap); }},
}};

}  // namespace

KeyTable<PolicyDraft> schedule_table() {
    return {keys, {}};
}

}  // namespace ecdsnap::adapters
