#include "adapters/ical/ical_event.hpp"

#include "core/text/printable.hpp"

#include <fmt/format.h>

#include <functional>
#include <memory>

namespace ecdsnap::adapters {
namespace {

using std::chrono::days;
using std::chrono::seconds;
using Instant = std::chrono::sys_seconds;

constexpr int last_year = 2069;
constexpr int most_instances = 50'000;
// Of a whole file. Events without a length leave nothing behind, and would else be followed for ever.
constexpr int most_in_all = 200'000;

struct FreeIterator {
    void operator()(icalrecur_iterator* iterator) const { icalrecur_iterator_free(iterator); }
};

Instant in_zone(const icaltimetype& time, const absl::TimeZone& zone) {
    const absl::CivilSecond civil(time.year, time.month, time.day, time.hour, time.minute, time.second);
    const auto found = zone.At(civil);
    const absl::Time instant = found.kind == absl::TimeZone::TimeInfo::SKIPPED ? found.trans : found.pre;
    return Instant{seconds{absl::ToUnixSeconds(instant)}};
}

// libical takes any digits.
bool is_real(const icaltimetype& time) {
    const auto date = std::chrono::year{time.year} / time.month / time.day;
    return date.ok() && time.hour >= 0 && time.hour < 24 && time.minute >= 0 && time.minute < 60 && time.second >= 0 &&
           time.second <= 60;
}

std::string text_or(const char* text, const char* otherwise) {
    return text == nullptr || *text == '\0' ? otherwise : text;
}

std::string name_of(icalcomponent* event) {
    return text_or(icalcomponent_get_summary(event), "(without a summary)");
}

// What libical could not read is left in the event as a note; the property itself is gone.
std::optional<core::TextError> refuse_unread(icalcomponent* event) {
    icalproperty* unread = icalcomponent_get_first_property(event, ICAL_XLICERROR_PROPERTY);
    if (unread == nullptr) return std::nullopt;
    return core::TextError{0, text_or(icalproperty_get_xlicerror(unread), "a property cannot be read")};
}

// Each instance's stretch; a day keeps its length over a clock change by being a day.
core::CalendarSpan span_at(const icaltimetype& start, const absl::TimeZone& zone, const EventLength& length,
                           const std::string& name) {
    if (!start.is_date) {
        const Instant begin = in_zone(start, zone);
        return {begin, begin + length.elapsed, name};
    }
    const auto date = std::chrono::year{start.year} / start.month / start.day;
    const std::chrono::local_days first{date};
    return core::span_of({first, first + days{length.whole_days - 1}, name}, zone);
}

// The error: there are too many.
using AddInstance = std::function<std::optional<core::TextError>(const icaltimetype&)>;

// Whether an instance lies beyond the rule's UNTIL: a date counts as a whole.
bool is_over(const icaltimetype& time, const icaltimetype& until, const absl::TimeZone& zone) {
    if (time.year > last_year) return true;
    if (icaltime_is_null_time(until)) return false;
    if (until.is_date || time.is_date) return icaltime_compare_date_only(time, until) > 0;
    return in_zone(time, zone) > in_zone(until, icaltime_is_utc(until) ? absl::UTCTimeZone() : zone);
}

// Local times come from libical, instants from the system's zones; UNTIL is an instant and so is not left to libical.
std::optional<core::TextError> each_of_rule(icalrecurrencetype rule, const icaltimetype& start,
                                            const absl::TimeZone& zone, const AddInstance& add) {
    const icaltimetype until = rule.until;
    rule.until = icaltime_null_time();
    icaltimetype floating = start;
    floating.zone = nullptr;
    const std::unique_ptr<icalrecur_iterator, FreeIterator> steps(icalrecur_iterator_new(rule, floating));
    if (!steps) return core::TextError{0, "its RRULE cannot be followed"};
    for (int count = 0;; ++count) {
        const icaltimetype time = icalrecur_iterator_next(steps.get());
        if (icaltime_is_null_time(time) || is_over(time, until, zone)) return std::nullopt;
        if (count == most_instances)
            return core::TextError{0, fmt::format("it recurs more than {} times until 2070", most_instances)};
        if (auto error = add(time)) return error;
    }
}

std::optional<core::TextError> each_instance(icalcomponent* event, const icaltimetype& start,
                                             const absl::TimeZone& zone, const AddInstance& add) {
    icalproperty* rule = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY);
    if (rule == nullptr)
        if (auto error = add(start)) return error;
    for (; rule != nullptr; rule = icalcomponent_get_next_property(event, ICAL_RRULE_PROPERTY))
        if (auto error = each_of_rule(icalproperty_get_rrule(rule), start, zone, add)) return error;
    for (auto* more = icalcomponent_get_first_property(event, ICAL_RDATE_PROPERTY); more != nullptr;
         more = icalcomponent_get_next_property(event, ICAL_RDATE_PROPERTY)) {
        const icaltimetype time = icalproperty_get_rdate(more).time;
        if (icaltime_is_null_time(time) || !is_real(time))
            return core::TextError{0, "its RDATE is a period, which is not supported, or does not exist"};
        if (auto error = add(time)) return error;
    }
    return std::nullopt;
}

}  // namespace

core::TextResult<absl::TimeZone> EventReader::zone_of(icalproperty* property, const icaltimetype& time) const {
    if (!is_real(time)) return core::TextError{0, "holds a date or time that does not exist"};
    if (icaltime_is_utc(time)) return absl::UTCTimeZone();
    icalparameter* named = icalproperty_get_first_parameter(property, ICAL_TZID_PARAMETER);
    if (named == nullptr || time.is_date) return zone_;
    const std::string name = text_or(icalparameter_get_tzid(named), "");
    auto zone = load_zone_(name);
    if (zone) return *zone;
    return core::TextError{0, fmt::format("its time zone \"{}\" is not known", core::printable(name)),
                           "IANA names such as Asia/Shanghai"};
}

core::TextResult<Instant> EventReader::instant_of(icalproperty* property, const icaltimetype& time) const {
    const auto zone = zone_of(property, time);
    if (!zone) return zone.error();
    return in_zone(time, *zone);
}

void EventReader::note_instance(icalcomponent* event) {
    icalproperty* instance = icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY);
    if (instance == nullptr) return;
    const auto moment = instant_of(instance, icalproperty_get_recurrenceid(instance));
    if (moment) changed_.emplace(text_or(icalcomponent_get_uid(event), ""), *moment);
}

std::optional<core::TextError> EventReader::read(icalcomponent* event, std::vector<core::CalendarSpan>& spans) {
    auto error = refuse_unread(event);
    if (!error && icalcomponent_get_status(event) != ICAL_STATUS_CANCELLED) error = read_times(event, spans);
    if (!error) return std::nullopt;
    return core::TextError{
        0, fmt::format("event \"{}\": {}", core::printable(name_of(event)), core::printable(error->problem)),
        error->allowed, error->hint};
}

// A date without an end is one day, a time without an end is a moment.
std::optional<core::TextError> EventReader::read_length(icalcomponent* event, const icaltimetype& start, Instant begin,
                                                        EventLength& length) const {
    const icaltimetype end = icalcomponent_get_dtend(event);
    icalproperty* ends = icalcomponent_get_first_property(event, ICAL_DTEND_PROPERTY);
    if (icaltime_is_null_time(end)) {
        length.whole_days = 1;
        return std::nullopt;
    }
    if (end.is_date != start.is_date)
        return core::TextError{0, "begins with a date and ends with a time, or the reverse"};
    if (start.is_date) {
        length.whole_days = icaltime_day_of_year(end) - icaltime_day_of_year(start);
        for (int year = start.year; year < end.year; ++year)
            length.whole_days += icaltime_days_in_year(year);
        return length.whole_days > 0 ? std::nullopt : std::optional(core::TextError{0, "ends before it begins"});
    }
    if (ends == nullptr) {  // a DURATION: end is start plus it
        length.elapsed = seconds{icaldurationtype_as_int(icaltime_subtract(end, start))};
    } else {
        const auto instant = instant_of(ends, icalproperty_get_dtend(ends));
        if (!instant) return instant.error();
        length.elapsed = *instant - begin;
    }
    return length.elapsed >= seconds{0} ? std::nullopt : std::optional(core::TextError{0, "ends before it begins"});
}

core::TextResult<std::set<Instant>> EventReader::left_out(icalcomponent* event) const {
    std::set<Instant> instants;
    for (auto* property = icalcomponent_get_first_property(event, ICAL_EXDATE_PROPERTY); property != nullptr;
         property = icalcomponent_get_next_property(event, ICAL_EXDATE_PROPERTY)) {
        const auto instant = instant_of(property, icalproperty_get_exdate(property));
        if (!instant) return instant.error();
        instants.insert(*instant);
    }
    if (icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY) != nullptr) return instants;
    const std::string uid = text_or(icalcomponent_get_uid(event), "");
    for (const auto& [other, instant] : changed_)
        if (other == uid) instants.insert(instant);
    return instants;
}

std::optional<core::TextError> EventReader::read_times(icalcomponent* event, std::vector<core::CalendarSpan>& spans) {
    icalproperty* begins = icalcomponent_get_first_property(event, ICAL_DTSTART_PROPERTY);
    if (begins == nullptr) return core::TextError{0, "has no DTSTART"};
    const icaltimetype start = icalproperty_get_dtstart(begins);
    const auto zone = zone_of(begins, start);
    if (!zone) return zone.error();
    EventLength length;
    if (auto error = read_length(event, start, in_zone(start, *zone), length)) return error;
    const auto without = left_out(event);
    if (!without) return without.error();
    const std::string name = core::printable(name_of(event));
    const auto add = [&](const icaltimetype& time) -> std::optional<core::TextError> {
        if (++instances_ > most_in_all)
            return core::TextError{0,
                                   fmt::format("with it the events recur more than {} times until 2070", most_in_all)};
        if (without->contains(in_zone(time, *zone))) return std::nullopt;
        core::CalendarSpan span = span_at(time, *zone, length, name);
        if (span.begin < span.end) spans.push_back(std::move(span));
        return std::nullopt;
    };
    return each_instance(event, start, *zone, add);
}

}  // namespace ecdsnap::adapters
