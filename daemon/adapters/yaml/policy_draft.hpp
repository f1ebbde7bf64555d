// A policy while it is read: the values that have no default yet, beside the policy that they become.
#pragma once

#include "adapters/yaml/calendar_reader.hpp"
#include "adapters/yaml/config_environment.hpp"
#include "adapters/yaml/mapping_reader.hpp"
#include "adapters/yaml/recurrence_draft.hpp"
#include "core/policy/policy.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::adapters {

struct ObjectiveDraft {
    bool is_given = false;  // there is an rpo, perhaps with a problem
    std::optional<core::Millis> rpo;
    core::Millis verified_within{std::chrono::hours{1}};
    std::optional<YamlValue> verified_value;  // as it stands in the file
};

struct PolicyDraft {
    explicit PolicyDraft(const ConfigEnvironment& machine) : environment(&machine), times(machine) {
        rules.name_template = "{policy}-{desktop_id}-{slot:%Y%m%d-%H%M}-{disk}";
        rules.description_template = "backup of {desktop_name}";
    }

    const ConfigEnvironment* environment;
    std::string name;
    std::string template_name;  // empty: it names none
    core::Selector select;
    core::DiskSet disks;
    core::Mode mode = core::Mode::act;
    std::optional<std::uint32_t> approve_above;
    core::TaskRules rules;
    RecurrenceDraft times;                    // of the schedule itself; its zone is the policy's
    std::optional<YamlValue> schedule_value;  // as it stands in the file; nullopt: it is not there, or no mapping
    std::optional<YamlValue> also_value;      // further schedules
    std::vector<core::Recurrence> recurrences;
    core::CalendarRules calendar_rules;
    const Calendars* calendars = nullptr;  // of all files
    core::CatchUp catch_up = core::CatchUp::latest;
    core::Millis catch_up_within{std::chrono::hours{12}};
    core::OnEnable on_enable = core::OnEnable::wait;
    ObjectiveDraft objective;
};

// One table per mapping of a policy: `schedule` and what is smaller; `select` is selector_reader's.
KeyTable<PolicyDraft> policy_table();
KeyTable<PolicyDraft> template_table();  // without name
KeyTable<PolicyDraft> defaults_table();  // without name, template and select
KeyTable<PolicyDraft> schedule_table();

// The mapping `schedule`, key by key.
void read_schedule(const YamlValue& value, PolicyDraft& draft);

// `objective`, key by key.
void read_objective(const YamlValue& value, PolicyDraft& draft);
std::vector<ConfigKey> objective_keys();

// What the keys of both say together, when all of the policy has been read: its recurrences.
void finish_schedule(PolicyDraft& draft);
// What the policy promises; nullopt: nothing.
std::optional<core::Objective> objective_of(const PolicyDraft& draft);

// false: its calendars take every slot away.
bool leaves_a_slot(const core::Timetable& timetable);

}  // namespace ecdsnap::adapters
