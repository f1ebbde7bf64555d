#include "simulation/event_fields.hpp"

#include "absl/time/time.h"

namespace ecdsnap::tests {

std::string field(const core::Event& event, std::string_view name) {
    for (const core::EventField& given : event.fields)
        if (given.name == name) return given.value;
    return {};
}

core::WallTime instant_of(const std::string& text) {
    absl::Time time;
    std::string problem;
    if (!absl::ParseTime(absl::RFC3339_full, text, &time, &problem)) return {};
    return core::WallTime{core::Millis{absl::ToUnixMillis(time)}};
}

}  // namespace ecdsnap::tests
