#include "adapters/yaml/calendar_reader.hpp"

#include "adapters/yaml/mapping_reader.hpp"
#include "adapters/yaml/name_list.hpp"
#include "core/policy/policy_name.hpp"
#include "core/schedule/calendar_text.hpp"
#include "core/text/edit_distance.hpp"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <optional>
#include <set>
#include <span>
#include <utility>

namespace ecdsnap::adapters {
namespace {

struct CalendarDraft {
    const ConfigEnvironment* environment;
    std::string name;
    absl::TimeZone zone = absl::UTCTimeZone();
    std::optional<std::string> timezone;
    std::vector<core::CalendarDays> days;
    std::vector<core::WeeklyWindow> weekly;
    std::optional<YamlValue> file;  // read when the zone is known
};

void read_name(const YamlValue& value, CalendarDraft& draft) {
    const auto name = text_in(value);
    if (!name) return;
    draft.name = *name;
    if (const auto error = core::check_policy_name(*name))
        value.refuse_given(error->problem, error->allowed, error->hint);
}

void read_timezone(const YamlValue& value, CalendarDraft& draft) {
    const auto name = text_in(value);
    if (!name) return;
    draft.timezone = *name;
    const auto zone = draft.environment->load_zone(*name);
    if (!zone) return value.refuse(zone.error());
    draft.zone = *zone;
}

void read_days(const YamlValue& value, CalendarDraft& draft) {
    for (const auto& item : texts_in(value)) {
        auto days = core::read_calendar_days(item.node().text);
        if (days)
            draft.days.push_back(std::move(*days));
        else
            item.refuse(days.error());
    }
}

void read_weekly(const YamlValue& value, CalendarDraft& draft) {
    for (const auto& item : texts_in(value)) {
        auto window = core::read_weekly_window(item.node().text);
        if (window)
            draft.weekly.push_back(std::move(*window));
        else
            item.refuse(window.error());
    }
}

constexpr std::array<Key<CalendarDraft>, 5> keys{{
    {{.key = "name",
      .required = true,
      .expected = "1-40 of a-z, 0-9 and -, starting with a letter",
      .meaning = "What policies call it; unique over all files."},
     read_name},
    {{.key = "timezone",
      .required = true,
      .expected = "an IANA name such as Asia/Shanghai",
      .meaning = "The zone of its days and hours."},
     read_timezone},
    {{.key = "days",
      .type = KeyType::texts,
      .single = true,
      .expected = "2026-10-01 or 2026-10-01..2026-10-07, then a name",
      .meaning = "Whole days and ranges of them, each perhaps with a name."},
     read_days},
    {{.key = "weekly",
      .type = KeyType::texts,
      .single = true,
      .expected = "mon-fri 09:00-18:00, sat,sun or 22:00-06:00, then a name",
      .meaning = "The same hours of some days of each week."},
     read_weekly},
    {{.key = "file",
      .expected = "the path of an iCalendar file, relative to this one",
      .meaning = "Its events, also recurring ones; what has no zone of its own is read in timezone."},
     [](const YamlValue& value, CalendarDraft& draft) {
         if (text_in(value)) draft.file = value;
     }},
}};

std::vector<core::CalendarSpan> spans_of_file(const CalendarDraft& draft) {
    const auto folder = std::filesystem::path(draft.file->report().file).parent_path();
    auto spans = draft.environment->load_calendar(folder / draft.file->node().text, draft.zone);
    if (spans) return std::move(*spans);
    const core::TextError& error = spans.error();
    draft.file->refuse_given(error.problem, error.allowed, error.hint);
    return {};
}

// Its spans and windows as one value; nullptr: it says nothing.
std::shared_ptr<const core::Calendar> calendar_from(CalendarDraft draft, const YamlValue& value) {
    const auto before = value.report().problems.size();
    std::vector<core::CalendarSpan> spans;
    if (draft.file) spans = spans_of_file(draft);
    for (const core::CalendarDays& days : draft.days)
        spans.push_back(core::span_of(days, draft.zone));
    auto calendar =
        std::make_shared<const core::Calendar>(draft.name, draft.zone, std::move(spans), std::move(draft.weekly));
    if (value.report().problems.size() != before) return nullptr;
    if (!calendar->empty()) return calendar;
    value.refuse("the calendar is empty", "days, weekly, file or several of them");
    return nullptr;
}

void read_calendar(const YamlValue& value, const ConfigEnvironment& environment, Calendars& calendars) {
    auto& problems = value.report().problems;
    const auto before = problems.size();
    CalendarDraft draft{&environment, {}, absl::UTCTimeZone(), {}, {}, {}, {}};
    read_mapping(value, KeyTable<CalendarDraft>{keys, {}}, draft);
    const std::string name = draft.name;
    NamedCalendar named;
    named.place = fmt::format("{}:{}", value.report().file, value.node().at.line);
    if (problems.size() == before) named.calendar = calendar_from(std::move(draft), value);
    if (name.empty()) return;
    const auto [first, is_new] = calendars.try_emplace(name, std::move(named));
    if (!is_new)
        value.refuse(fmt::format("\"{}\" is also the name of the calendar at {}", name, first->second.place), {},
                     "rename one of them");
}

constexpr ConfigKey list_info{.key = "calendars", .type = KeyType::mappings, .children = calendar_keys};

// --- how a policy uses them

constexpr std::array<std::string_view, 3> then_words{"skip", "before", "after"};  // in the order of the enumerators

struct UseDraft {
    std::optional<YamlValue> name;
    core::WhenTaken then = core::WhenTaken::skip;
};

constexpr std::array<Key<UseDraft>, 2> use_keys{{
    {{.key = "calendar", .required = true, .expected = "the name of a calendar", .meaning = "Which calendar."},
     [](const YamlValue& value, UseDraft& draft) {
         if (text_in(value)) draft.name = value;
     }},
    {{.key = "then",
      .type = KeyType::word,
      .standard = "skip",
      .words = then_words,
      .meaning = "The slot is skipped, or runs on the last allowed day before, or on the first after."},
     [](const YamlValue& value, UseDraft& draft) { store(word_in(value), draft.then); }},
}};

UseDraft read_use(const YamlValue& item) {
    UseDraft draft;
    if (item.is(YamlNode::Kind::mapping))
        read_mapping(item, KeyTable<UseDraft>{use_keys, {}}, draft);
    else if (text_in(item))
        draft.name = item;
    return draft;
}

// nullptr: there is none of that name, or it has a problem of its own.
std::shared_ptr<const core::Calendar> calendar_named(const YamlValue& name, const Calendars& calendars) {
    const auto found = calendars.find(name.node().text);
    if (found != calendars.end()) return found->second.calendar;
    std::vector<std::string> names;
    for (const auto& [other, named] : calendars)
        if (!core::check_policy_name(other)) names.push_back(other);
    const auto nearest = core::closest(name.node().text, names);
    name.refuse_given("is not a calendar", name_list(names),
                      nearest ? fmt::format("did you mean \"{}\"?", *nearest)
                              : std::string{"calendars stand under the key calendars beside policies"});
    return nullptr;
}

}  // namespace

std::vector<ConfigKey> calendar_keys() {
    return infos_of(std::span<const Key<CalendarDraft>>(keys));
}

void read_calendars(const YamlNode& root, FileReport& report, const ConfigEnvironment& environment,
                    Calendars& calendars) {
    for (const YamlEntry& entry : root.entries) {
        if (entry.key != list_info.key) continue;
        for (const auto& item : items_in(YamlValue(entry.value, "calendars", list_info, report)))
            read_calendar(item, environment, calendars);
    }
}

std::vector<core::CalendarUse> read_calendar_uses(const YamlValue& value, const Calendars& calendars) {
    std::vector<core::CalendarUse> uses;
    std::set<std::string> seen;
    for (const auto& item : items_in(value)) {
        const UseDraft draft = read_use(item);
        if (!draft.name) continue;
        if (!seen.insert(draft.name->node().text).second) {
            draft.name->refuse_given("stands here a second time", {}, "keep one of them");
            continue;
        }
        if (auto calendar = calendar_named(*draft.name, calendars)) uses.push_back({std::move(calendar), draft.then});
    }
    return uses;
}

}  // namespace ecdsnap::adapters
