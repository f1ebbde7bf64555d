// How many tasks of one policy are on their way at a site and at each of its office sites, and who waits for a place.
// Only tasks of slots that set a limit are entered. It counts and holds; the task machine decides.
#pragma once

#include "core/dispatch/need.hpp"
#include "core/policy/task_rules.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>

namespace ecdsnap::core {

class ConcurrencyQueue {
public:
    enum class Standing : std::uint8_t {
        outside,  // neither: not yet due, waits for something else, or over
        waiting,  // for a place
        called,   // a place became free and is kept for it; it has not answered yet
        on_way,   // an intent, a followed snapshot or a suspect: it has a place
    };

    // `office_site`: empty while the desktop's is not known. What is on its way from there counts in every office site.
    void add(const Need& need, const std::string& policy, const std::string& office_site, ConcurrencyRules limits);
    // Tasks that a limit of an office site concerns, and whose office site is not known.
    const std::set<TaskId>& unplaced() const { return unplaced_; }
    // Who was called is outside afterwards, and must be asked again.
    void place(TaskId id, const std::string& office_site);
    void remove(TaskId id);
    bool knows(TaskId id) const { return entries_.contains(id); }

    // Whether there is a place for it beside the others, or one is its.
    bool has_place(TaskId id) const;

    // What it is now; `called` only by call_next.
    void set(TaskId id, Standing standing);
    Standing standing(TaskId id) const;

    // Who goes next, now that this one has given its place back: the one in greatest need for which there is a place.
    // To be called until it answers nullopt.
    std::optional<TaskId> call_next(TaskId after);

private:
    struct Office {
        std::uint32_t taken = 0;  // by those on their way, and those who are called
        std::set<Need> waiting;
    };
    struct Group {  // of one policy
        std::uint32_t taken = 0;
        std::map<std::string, Office> offices;
    };
    struct Entry {
        Need need;
        ConcurrencyRules limits;
        Group* group = nullptr;
        Office* office = nullptr;
        Standing standing = Standing::outside;
    };

    static bool fits(const Entry& entry);

    std::map<std::string, Group> groups_;  // both kept for good: their number is that of policies and office sites
    std::unordered_map<TaskId, Entry> entries_;
    std::set<TaskId> unplaced_;
};

}  // namespace ecdsnap::core
