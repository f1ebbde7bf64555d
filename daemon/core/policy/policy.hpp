// A named rule: which desktops, which disks, when, and by which rules. Read from YAML by adapters/yaml; an invalid one
// is never made (check_policy), and one that exists is not changed.
#pragma once

#include "core/policy/objective.hpp"
#include "core/policy/policy_memory.hpp"
#include "core/policy/policy_name.hpp"
#include "core/policy/selector.hpp"
#include "core/policy/task_rules.hpp"
#include "core/schedule/timetable.hpp"
#include "core/time.hpp"

#include <absl/time/time.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ecdsnap::core {

enum class CatchUp : std::uint8_t {
    latest,  // after downtime the latest missed slot runs, if younger than catch_up_within
    none,    // a slot whose window has passed is missed
};

// A time zone by its IANA name.
struct NamedZone {
    std::string name;
    absl::TimeZone zone;

    bool operator==(const NamedZone&) const = default;
};

struct ZoneTimetable {
    NamedZone zone;
    Timetable timetable;
};

struct Schedule {
    Schedule(Timetable timetable_, absl::TimeZone zone_, std::string timezone_)
        : timetable(std::move(timetable_)), zone(zone_), timezone(std::move(timezone_)) {}
    // Of one cron expression, as it is written.
    Schedule(const CronExpression& cron, const std::string& written, absl::TimeZone zone_, std::string timezone_)
        : Schedule(Timetable({cron_recurrence(cron, written, zone_, timezone_)}), zone_, timezone_) {}

    Timetable timetable;   // when any desktop is due
    absl::TimeZone zone;   // in which slots are shown and named; each schedule may have its own
    std::string timezone;  // the IANA name of `zone`
    CatchUp catch_up = CatchUp::latest;
    Millis catch_up_within{std::chrono::hours{12}};  // > 0
    OnEnable on_enable = OnEnable::wait;
    // Where desktops may have a time zone of their own (desktop_zones.hpp): when those of each zone are due. The first
    // one is the schedule's own zone. Empty: all desktops are due by `timetable`.
    std::vector<ZoneTimetable> zones{};
};

enum class Mode : std::uint8_t {
    act,
    observe,  // nothing is sent: each task ends skipped, with the call that it would have made
};

struct DiskSet {
    bool system = true;
    bool data = true;  // "where there is one"

    bool operator==(const DiskSet&) const = default;
};

struct Policy {
    std::string name;  // 1–40 of [a-z0-9-], starts with a letter
    Selector select;
    DiskSet disks;
    Schedule schedule;
    TaskRules rules;
    std::string source;  // "policies.d/nightly.yaml:2", for messages
    Mode mode = Mode::act;
    std::optional<Objective> objective{};  // what it promises; nullopt: nothing
    // Over more desktops than that it sends nothing before a person has approved it; nullopt: it needs no approval.
    std::optional<std::uint32_t> approve_above{};
};

// One rule that the values of a policy break, alone or together, e.g. spread >= window.
struct PolicyProblem {
    std::string field;    // the YAML path in the policy: "schedule.window"
    std::string other;    // the other value's path, where two break the rule together
    std::string problem;  // "30m is not longer than the spread of 45m"
    std::string allowed;
};
std::vector<PolicyProblem> check_policy(const Policy& policy);

}  // namespace ecdsnap::core
