#include "core/waking/wake_book.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace ecdsnap::core {
namespace {

constexpr Millis first_pause = std::chrono::seconds{15};
constexpr Millis longest_pause = std::chrono::minutes{5};

// The site, the key or the network, whichever desktop is meant.
bool concerns_all(ErrorClass kind) {
    switch (kind) {
        case ErrorClass::throttled:
        case ErrorClass::credentials:
        case ErrorClass::stale_key:
        case ErrorClass::permission:
        case ErrorClass::clock_skew:
        case ErrorClass::ambiguous:
        case ErrorClass::temporary:
        case ErrorClass::local: return true;
        default: return false;
    }
}

}  // namespace

void WakeBook::recall(Wake record, SteadyTime started, Millis unwatched) {
    OpenWake wake = recalled(std::move(record), started, unwatched);
    add(std::move(wake));
}

OpenWake& WakeBook::add(OpenWake wake) {
    std::string id = wake.record.desktop_id;
    return open_.insert_or_assign(std::move(id), std::move(wake)).first->second;
}

OpenWake* WakeBook::find(std::string_view desktop_id) {
    const auto place = open_.find(desktop_id);
    return place == open_.end() ? nullptr : &place->second;
}

const OpenWake* WakeBook::find(std::string_view desktop_id) const {
    const auto place = open_.find(desktop_id);
    return place == open_.end() ? nullptr : &place->second;
}

std::size_t WakeBook::awake(SteadyTime now) const {
    return static_cast<std::size_t>(
        std::count_if(open_.begin(), open_.end(), [&](const auto& one) { return !gave_up(one.second, now); }));
}

std::vector<WakeWish> WakeBook::choose(const std::vector<WakeWish>& wishes, SteadyTime now) const {
    std::vector<WakeWish> chosen;
    if (!may_call(now)) return chosen;
    std::size_t taken = awake(now);
    std::set<std::string_view> seen;
    for (const WakeWish& wish : wishes) {
        if (taken >= most_awake_) break;
        if (find(wish.desktop_id) != nullptr || !seen.insert(wish.desktop_id).second) continue;
        chosen.push_back(wish);
        ++taken;
    }
    return chosen;
}

std::vector<std::string> WakeBook::to_read(SteadyTime now) const {
    std::vector<std::string> ids;
    for (const auto& [id, wake] : open_)
        if (core::next_read(wake, now) <= now) ids.push_back(id);
    return ids;
}

SteadyTime WakeBook::next_read(SteadyTime now) const {
    SteadyTime next = never;
    for (const auto& [id, wake] : open_)
        next = std::min(next, core::next_read(wake, now));
    return next;
}

std::vector<std::vector<std::string>> WakeBook::calls_for(bool (*due)(const OpenWake&, SteadyTime), std::size_t most,
                                                          SteadyTime now) const {
    std::vector<std::vector<std::string>> calls;
    if (!may_call(now)) return calls;
    std::vector<std::string> together;
    for (const auto& [id, wake] : open_) {
        if (!due(wake, now)) continue;
        if (wake.alone) {
            calls.push_back({id});
            continue;
        }
        together.push_back(id);
        if (together.size() == most) calls.push_back(std::exchange(together, {}));
    }
    if (!together.empty()) calls.push_back(std::move(together));
    return calls;
}

std::vector<std::vector<std::string>> WakeBook::wakes_due(SteadyTime now) const {
    return calls_for(may_wake, most_woken_at_once, now);
}

std::vector<std::vector<std::string>> WakeBook::returns_due(SteadyTime now) const {
    return calls_for(may_return, most_returned_at_once, now);
}

void WakeBook::note_call(const Error* error, SteadyTime now) {
    if (error == nullptr || !concerns_all(error->kind)) {
        failures_ = 0;
        return;
    }
    Millis pause = first_pause;
    for (std::uint32_t i = 0; i < failures_ && pause < longest_pause; ++i)
        pause *= 2;
    ++failures_;
    not_before_ = now + std::max(std::min(pause, longest_pause), error->retry_after.value_or(Millis{0}));
}

}  // namespace ecdsnap::core
