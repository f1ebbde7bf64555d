// How tasks have ended since the start, by policy, outcome and a class of reasons that stays small.
#pragma once

#include "core/task/outcome.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>

namespace ecdsnap::core {

// Reasons that one person looks after in one way.
enum class ReasonClass : std::uint8_t {
    good,     // done
    rule,     // the policy says so: it observes, nothing changed, a later task took over, the policy went
    state,    // the desktop's or disk's state
    person,   // paused, or not approved
    pacing,   // no room in the window: rate limits, concurrency, earlier tasks
    cloud,    // the service failed, was busy, or did not answer
    access,   // permission or credentials
    quota,    // too many snapshots
    machine,  // our own side: ledger, clock, stopping
};
inline constexpr std::size_t reason_classes = 9;

ReasonClass class_of(Reason reason);
const char* text(ReasonClass kind);  // "good", "rule", …

class TaskTally {
public:
    struct Row {
        // [outcome - 1][class], in the order of the enumerators
        std::array<std::array<std::uint64_t, reason_classes>, 4> ended{};

        std::uint64_t count(Outcome outcome, ReasonClass kind) const;
    };

    // A task has ended, or has come to another end than before; `none` is no end.
    void ended(const std::string& policy, Outcome outcome, Reason reason);

    // Other policies have gone: what they have done is no longer shown.
    void keep_only(const std::set<std::string>& policies);

    const std::map<std::string, Row>& rows() const { return rows_; }

private:
    std::map<std::string, Row> rows_;
};

}  // namespace ecdsnap::core
