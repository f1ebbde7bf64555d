#include "core/events/root_causes.hpp"

#include <algorithm>

namespace ecdsnap::core {
namespace {

// A lost answer now and then is a network's normal life; a refused key is not.
std::uint64_t failures_to_report(ErrorClass kind) {
    return kind == ErrorClass::temporary || kind == ErrorClass::ambiguous ? RootCauses::in_a_row : 1;
}

// Others may come through while these go on.
bool may_concern_some_only(ErrorClass kind) {
    return kind == ErrorClass::permission || kind == ErrorClass::quota || kind == ErrorClass::bad_request;
}

// Network failures carry no code: their words name the cause.
std::string cause_of(const Error& error) {
    return error.code.empty() ? error.message : error.code;
}

}  // namespace

std::optional<RootCause> RootCauses::failed(const Error& error, SteadyTime now) {
    auto [place, is_new] = entries_.try_emplace({error.kind, cause_of(error)});
    Entry& entry = place->second;
    RootCause& cause = entry.cause;
    if (is_new) {
        cause.kind = error.kind;
        cause.code = error.code;
        cause.message = error.message;
        cause.since = now;
    }
    ++cause.count;
    cause.last = now;
    if (cause.examples.size() < most_examples) cause.examples.push_back(error.doing);
    if (cause.count < failures_to_report(error.kind)) return std::nullopt;
    if (entry.reported && now - *entry.reported < repeat_every) return std::nullopt;
    entry.reported = now;
    return cause;
}

std::vector<RootCause> RootCauses::came_through(SteadyTime now) {
    std::vector<RootCause> over;
    for (auto place = entries_.begin(); place != entries_.end();) {
        Entry& entry = place->second;
        if (may_concern_some_only(entry.cause.kind) && now - entry.cause.last < repeat_every) {
            ++place;
            continue;
        }
        if (entry.reported) over.push_back(std::move(entry.cause));
        place = entries_.erase(place);
    }
    return over;
}

std::vector<RootCause> RootCauses::in_force(SteadyTime now) const {
    std::vector<RootCause> causes;
    for (const auto& [key, entry] : entries_)
        if (entry.reported && now - entry.cause.last < fades_after) causes.push_back(entry.cause);
    std::stable_sort(causes.begin(), causes.end(),
                     [](const RootCause& a, const RootCause& b) { return a.count > b.count; });
    return causes;
}

}  // namespace ecdsnap::core
