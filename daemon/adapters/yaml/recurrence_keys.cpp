// The keys that say when: `cron` with its dialect and time zone, or `every` with its anchor.
#include "adapters/yaml/recurrence_draft.hpp"
#include "core/text/utc_text.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace ecdsnap::adapters {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

// A policy's own recurrence takes the place of one that it inherits.
constexpr std::array<std::string_view, 2> rivals_of_cron{"every", "anchor"};
constexpr std::array<std::string_view, 1> rivals_of_every{"cron"};
constexpr std::array<std::string_view, 2> needs_of_dialect{"cron", "also"};

constexpr std::int64_t millis(milliseconds duration) {
    return duration.count();
}

void read_dialect(const YamlValue& value, RecurrenceDraft& draft) {
    draft.dialect_value = value;
    if (const auto index = word_in(value))
        draft.dialect = static_cast<core::CronDialect>(*index);
    else
        draft.readable = false;
}

void read_timezone(const YamlValue& value, RecurrenceDraft& draft) {
    const auto name = text_in(value);
    if (!name) return;
    draft.timezone = *name;
    const auto zone = draft.environment->load_zone(*name);
    if (!zone) return value.refuse(zone.error());
    draft.zone = *zone;
}

void read_every(const YamlValue& value, RecurrenceDraft& draft) {
    draft.every_value = value;
    const auto every = duration_in(value);
    if (!every) return;
    if (*every % seconds{1} != milliseconds{0})
        return value.refuse_given("is not a whole number of seconds", allowed_text(value.key()));
    draft.grid.every = std::chrono::duration_cast<seconds>(*every);
}

void read_anchor(const YamlValue& value, RecurrenceDraft& draft) {
    draft.anchor_value = value;
    const auto text = text_in(value);
    if (!text) return;
    const auto anchor = core::utc_from(*text);
    if (!anchor)
        return value.refuse_given("is not an instant", allowed_text(value.key()), "give it with its offset from UTC");
    draft.grid.anchor = std::chrono::floor<seconds>(*anchor);
}

// A key that says something about another one, which is not there.
void refuse_lonely(const std::optional<YamlValue>& value, std::string_view other) {
    if (value)
        value->refuse("says nothing without the key " + std::string(other), {},
                      "remove it, or add " + std::string(other));
}

// A dialect that is inherited and finds no cron beside it here is for those that have one.
void refuse_lonely_dialect(const RecurrenceDraft& draft) {
    if (!draft.dialect_value || draft.has_further) return;
    const auto& origin = draft.dialect_value->node().origin;
    const bool beside = draft.every_value && draft.every_value->node().origin == origin;
    if (!origin || beside) refuse_lonely(draft.dialect_value, "cron");
}

// Whether some dialect reads it: the one that counts is said elsewhere.
bool any_dialect_reads(const std::string& text) {
    constexpr std::array dialects{core::CronDialect::cron, core::CronDialect::cron_seconds, core::CronDialect::quartz};
    return std::ranges::any_of(
        dialects, [&](core::CronDialect dialect) { return core::CronExpression::parse(text, dialect).has_value(); });
}

std::optional<core::Recurrence> read_cron(const RecurrenceDraft& draft) {
    const auto text = text_in(*draft.cron_value);
    if (!text || !draft.readable) return std::nullopt;
    if (draft.dialect_elsewhere && !draft.dialect_value && any_dialect_reads(*text)) return std::nullopt;
    const auto cron = core::CronExpression::parse(*text, draft.dialect);
    if (!cron) {
        draft.cron_value->refuse(cron.error());
        return std::nullopt;
    }
    for (auto& sentence : cron->warnings())
        draft.cron_value->warn(std::move(sentence));
    return core::cron_recurrence(*cron, *text, draft.zone, draft.timezone.value_or("UTC"));
}

}  // namespace

const RecurrenceKeys& recurrence_keys() {
    static constexpr RecurrenceKeys keys{{
        {{.key = "cron",
          .expected = "minute hour day month weekday, in quotes",
          .meaning = "When a slot is due, in the time zone below.",
          .rivals = rivals_of_cron},
         [](const YamlValue& value, RecurrenceDraft& draft) { draft.cron_value = value; }},
        {{.key = "dialect",
          .type = KeyType::word,
          .standard = "cron",
          .words = core::cron_dialect_names,
          .meaning = "How cron is written: five fields; the same with seconds first; or as Quartz and the cloud's own "
                     "policies write it.",
          .needs = needs_of_dialect},
         read_dialect},
        {{.key = "timezone",
          .standard = "UTC",
          .expected = "an IANA name such as Asia/Shanghai",
          .meaning = "The zone in which cron and {slot:...} are read."},
         read_timezone},
        {{.key = "every",
          .type = KeyType::duration,
          .least = millis(seconds{10}),
          .most = millis(hours{24 * 366}),
          .meaning = "Instead of cron: slots on a fixed grid of elapsed time, which no clock change moves.",
          .rivals = rivals_of_every},
         read_every},
        {{.key = "anchor",
          .expected = "an instant such as 2026-01-01T02:00:00+08:00",
          .meaning = "One of the instants of that grid, else 1970-01-01T00:00:00Z; of an objective, else midnight."},
         read_anchor},
    }};
    return keys;
}

std::optional<core::Recurrence> finish(const RecurrenceDraft& draft, const YamlValue& mapping) {
    if (draft.cron_value && draft.every_value) {
        draft.every_value->refuse("stands beside cron: one schedule has one of the two", {},
                                  "write the other one under also");
        return std::nullopt;
    }
    if (draft.is_part && !draft.cron_value && !draft.every_value) return std::nullopt;
    const bool is_spaced = draft.is_spaced && !draft.cron_value && !draft.every_value;
    if (!draft.cron_value) refuse_lonely_dialect(draft);
    if (!draft.every_value && !is_spaced) refuse_lonely(draft.anchor_value, "every");
    if (draft.cron_value) return read_cron(draft);
    if (draft.every_value) return core::grid_recurrence(draft.grid, draft.zone);
    if (is_spaced) return std::nullopt;
    mapping.refuse_key(mapping.node().at, "cron", "the key is missing", allowed_text(recurrence_keys()[0].info),
                       "or every, such as every: 6h");
    return std::nullopt;
}

}  // namespace ecdsnap::adapters
