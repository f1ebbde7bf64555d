#include "adapters/ical/calendar_file.hpp"

#include "adapters/ical/ical_event.hpp"
#include "adapters/ical/ical_structure.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <libical/ical.h>
#include <memory>
#include <utility>

namespace ecdsnap::adapters {
namespace {

constexpr std::uintmax_t most_bytes = 1024 * 1024;
constexpr std::size_t most_spans = 50'000;

struct FreeComponent {
    void operator()(icalcomponent* component) const { icalcomponent_free(component); }
};
using Component = std::unique_ptr<icalcomponent, FreeComponent>;

std::vector<icalcomponent*> events_of(icalcomponent* root) {
    std::vector<icalcomponent*> events;
    for (auto* event = icalcomponent_get_first_component(root, ICAL_VEVENT_COMPONENT); event != nullptr;
         event = icalcomponent_get_next_component(root, ICAL_VEVENT_COMPONENT))
        events.push_back(event);
    return events;
}

// A file may hold several calendars; libical wraps those into one of its own.
void gather_events(icalcomponent* root, std::vector<icalcomponent*>& events) {
    const auto own = events_of(root);
    events.insert(events.end(), own.begin(), own.end());
    for (auto* inner = icalcomponent_get_first_component(root, ICAL_VCALENDAR_COMPONENT); inner != nullptr;
         inner = icalcomponent_get_next_component(root, ICAL_VCALENDAR_COMPONENT))
        gather_events(inner, events);
}

}  // namespace

CalendarSpans read_ical(const std::string& text, const absl::TimeZone& zone, const ZoneLoader& load_zone) {
    if (auto error = check_structure(text)) return *std::move(error);
    icalerror_set_errors_are_fatal(0);
    const Component root(icalparser_parse_string(text.c_str()));
    if (!root) return core::TextError{0, "is not an iCalendar file"};
    std::vector<icalcomponent*> events;
    gather_events(root.get(), events);
    if (events.empty()) return core::TextError{0, "holds no event"};
    EventReader reader(zone, load_zone);
    for (icalcomponent* event : events)
        reader.note_instance(event);
    std::vector<core::CalendarSpan> spans;
    for (icalcomponent* event : events) {
        if (auto error = reader.read(event, spans)) return *std::move(error);
        if (spans.size() > most_spans)
            return core::TextError{0, fmt::format("holds more than {} stretches of time until 2070", most_spans)};
    }
    return spans;
}

CalendarSpans load_ical(const std::filesystem::path& file, const absl::TimeZone& zone, const ZoneLoader& load_zone) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error))
        return core::TextError{0, "cannot be read: " + (error ? error.message() : std::string{"no plain file"})};
    if (std::filesystem::file_size(file, error) > most_bytes) return core::TextError{0, "is larger than 1 MiB"};
    std::ifstream stream(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    if (!stream) return core::TextError{0, "cannot be read"};
    return read_ical(text, zone, load_zone);
}

}  // namespace ecdsnap::adapters
