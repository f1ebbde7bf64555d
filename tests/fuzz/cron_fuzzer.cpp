// A cron expression, read in every dialect: one that is accepted has words, and is due where it says.
#include "core/schedule/cron_expression.hpp"
#include "core/schedule/cron_words.hpp"
#include "core/schedule/missed_slots.hpp"
#include "core/schedule/next_slot.hpp"
#include "core/text/stable_hash.hpp"
#include "fuzz/fuzz_entry.hpp"

#include <array>
#include <string>

namespace ecdsnap::fuzz {
namespace {

using core::CronDialect;
using core::CronExpression;
using std::chrono::seconds;
using std::chrono::sys_seconds;

const absl::TimeZone& zone_for(std::uint64_t number) {
    // Summer time, half an hour of it, a day that was left out, and none.
    static const std::array<absl::TimeZone, 5> zones = [] {
        std::array<absl::TimeZone, 5> loaded;
        constexpr std::array names{"UTC", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "America/New_York"};
        for (std::size_t i = 0; i < names.size(); ++i)
            holds(absl::LoadTimeZone(names[i], &loaded[i]), "the zone is there");
        return loaded;
    }();
    return zones[number % zones.size()];
}

void check_slots(const CronExpression& expression, std::uint64_t number) {
    const auto& zone = zone_for(number);
    sys_seconds from{seconds{static_cast<std::int64_t>(number / 8 % (200ULL * 365 * 86'400))}};
    core::SlotCursor cursor{expression, zone};
    for (int i = 0; i < 3; ++i) {
        const auto next = core::next_slot(expression, zone, from);
        holds(cursor.next(from) == next, "a cursor says what next_slot says");
        if (!next) return;
        holds(*next > from, "the next slot is later");
        holds(core::previous_slot(expression, zone, *next) == *next, "a slot is the last one up to itself");
        const auto before = core::previous_slot(expression, zone, *next - seconds{1});
        holds(!before || *before <= from, "no slot lies between");
        const auto missed = core::missed_slots(expression, zone, from, *next, 3);
        holds(missed.latest == *next && missed.older.empty() && missed.dropped == 0, "one slot was missed, this one");
        from = *next;
    }
}

void check_same_in_blanks(const CronExpression& expression, std::string_view text, CronDialect dialect) {
    constexpr std::size_t longest = 900;  // a text of more than 1,000 characters is refused, blanks or not
    std::string wide = "\t ";
    for (const char c : text)
        wide += c == ' ' || c == '\t' ? std::string{" \t"} + c : std::string{c};
    if (wide.size() > longest) return;
    const auto again = CronExpression::parse(wide + " ", dialect, core::ImpossibleDates::accept);
    holds(again && *again == expression, "more blanks mean the same");
}

}  // namespace

void check(std::string_view input) {
    for (const auto dialect : {CronDialect::cron, CronDialect::cron_seconds, CronDialect::quartz}) {
        const auto parsed = CronExpression::parse(input, dialect, core::ImpossibleDates::accept);
        const auto strict = CronExpression::parse(input, dialect);
        if (!parsed) {
            holds(!strict.has_value(), "what is no expression is refused");
            holds(parsed.error().column <= input.size() + 1, "the column lies in the text");
            holds(!parsed.error().problem.empty() && !core::describe(parsed.error()).empty(), "a refusal says why");
            continue;
        }
        holds(!core::describe(*parsed).empty(), "an expression has words");
        for (const auto& warning : parsed->warnings())
            holds(!warning.empty(), "a warning has words");
        const auto number = core::stable_hash(input);
        if (strict) {
            holds(*strict == *parsed, "both ways of reading agree");
            holds(core::next_slot(*strict, zone_for(number), sys_seconds{}).has_value(),
                  "what is accepted is due once");
        }
        check_slots(*parsed, number);
        check_same_in_blanks(*parsed, input, dialect);
    }
}

}  // namespace ecdsnap::fuzz
