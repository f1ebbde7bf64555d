// The keys of a policy's `schedule`.
#include "adapters/yaml/policy_draft.hpp"
#include "core/schedule/spaced_slots.hpp"
#include "core/text/duration_text.hpp"

#include <array>
#include <chrono>
#include <span>
#include <utility>
#include <vector>

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
constexpr std::array<std::string_view, 2> on_enable_words{"wait", "run"};
constexpr std::array<std::string_view, 3> overlap_words{"queue", "skip", "replace"};

// The first keys of a schedule are those of each further one under `also`.
template <std::size_t index>
Key<PolicyDraft> own_recurrence_key() {
    return {recurrence_keys()[index].info,
            [](const YamlValue& value, PolicyDraft& draft) { recurrence_keys()[index].read(value, draft.times); }};
}

std::vector<ConfigKey> also_keys() {
    return infos_of(std::span<const Key<RecurrenceDraft>>(recurrence_keys()));
}

// A further schedule has the first one's time zone and dialect unless it names its own.
void read_further(const YamlValue& value, PolicyDraft& draft) {
    RecurrenceDraft further(*draft.environment);
    further.dialect_elsewhere = draft.times.dialect_elsewhere && !draft.times.dialect_value;
    further.dialect = draft.times.dialect;
    further.readable = draft.times.readable;
    further.zone = draft.times.zone;
    further.timezone = draft.times.timezone;
    read_mapping(value, KeyTable<RecurrenceDraft>{recurrence_keys(), {}}, further);
    if (!value.is(YamlNode::Kind::mapping)) return;
    if (auto recurrence = finish(further, value)) draft.recurrences.push_back(std::move(*recurrence));
}

constexpr std::string_view uses_text = "names of calendars, or {calendar: NAME, then: skip, before or after}";

void read_only_on(const YamlValue& value, PolicyDraft& draft) {
    auto& uses = draft.calendar_rules.only_on;
    uses = read_calendar_uses(value, *draft.calendars);
    for (const core::CalendarUse& use : uses)
        if (use.then != uses.front().then)
            return value.refuse("what becomes of a slot that is in none of these must be the same for all", {},
                                "give each the same then");
}

void read_except_on(const YamlValue& value, PolicyDraft& draft) {
    draft.calendar_rules.except_on = read_calendar_uses(value, *draft.calendars);
}

const std::array<Key<PolicyDraft>, 14> keys{{
    own_recurrence_key<0>(),
    own_recurrence_key<1>(),
    own_recurrence_key<2>(),
    own_recurrence_key<3>(),
    own_recurrence_key<4>(),
    {{.key = "also",
      .type = KeyType::mappings,
      .meaning = "Further schedules; what is due at the same instant by several of them is one slot.",
      .children = also_keys},
     [](const YamlValue& value, PolicyDraft& draft) { draft.also_value = value; }},
    {{.key = "only_on",
      .type = KeyType::other,
      .single = true,
      .expected = uses_text,
      .meaning = "A slot has to be in one of these calendars."},
     read_only_on},
    {{.key = "except_on",
      .type = KeyType::other,
      .single = true,
      .expected = uses_text,
      .meaning = "And in none of these."},
     read_except_on},
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
    {{.key = "on_enable",
      .type = KeyType::word,
      .standard = "wait",
      .words = on_enable_words,
      .meaning = "A new policy waits for its next slot, or runs one at once: by its name, one time."},
     [](const YamlValue& value, PolicyDraft& draft) { store(word_in(value), draft.on_enable); }},
    {{.key = "overlap",
      .type = KeyType::word,
      .standard = "queue",
      .words = overlap_words,
      .meaning =
          "While an earlier snapshot of the same disk is unfinished: wait for it, skip this one, or replace what "
          "has not been sent."},
     [](const YamlValue& value, PolicyDraft& draft) { store(word_in(value), draft.rules.overlap); }},
}};

// Empty where the objective is too short for the window: that is a rule of check_policy.
std::vector<core::Recurrence> spaced_recurrences_of(const PolicyDraft& draft, const core::Objective& objective) {
    core::Spacing spacing;
    spacing.apart = objective.apart(draft.rules.window);
    if (!core::step_within(spacing.apart)) return {};
    spacing.zone = draft.times.zone;
    spacing.zone_name = draft.times.timezone.value_or("UTC");
    if (draft.times.anchor_value) spacing.anchor = draft.times.grid.anchor;
    spacing.calendars = draft.calendar_rules;
    spacing.purpose = "rpo " + core::duration_text(objective.rpo);
    return core::spaced_recurrences(spacing);
}

}  // namespace

KeyTable<PolicyDraft> schedule_table() {
    return {keys, {}};
}

void read_schedule(const YamlValue& value, PolicyDraft& draft) {
    read_mapping(value, schedule_table(), draft);
    if (value.is(YamlNode::Kind::mapping)) draft.schedule_value = value;
}

void finish_schedule(PolicyDraft& draft) {
    draft.times.is_spaced = draft.objective.is_given;
    draft.times.has_further = draft.also_value.has_value();
    if (draft.schedule_value) {
        if (auto recurrence = finish(draft.times, *draft.schedule_value))
            draft.recurrences.push_back(std::move(*recurrence));
    }
    const auto objective = objective_of(draft);
    if (objective && objective->slots == core::SlotSource::objective && !draft.times.is_part)
        draft.recurrences = spaced_recurrences_of(draft, *objective);
    if (!draft.also_value) return;
    for (const auto& further : items_in(*draft.also_value))
        read_further(further, draft);
}

bool leaves_a_slot(const core::Timetable& timetable) {
    if (timetable.calendars().empty() || timetable.recurrences().empty()) return true;
    for (const int year : {2020, 2030, 2040, 2050})  // a timetable looks twelve years ahead
        if (timetable.next(std::chrono::sys_days{std::chrono::year{year} / 1 / 1})) return true;
    return false;
}

}  // namespace ecdsnap::adapters
