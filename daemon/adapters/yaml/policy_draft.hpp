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
    RecurrenceDraft times;                // of the schedule itself; its zone is the policy's
    std::optional<YamlValue> also_value;  // further schedules, as they stand in the file
    std::vector<core::Recurrence> recurrences;
    core::CalendarRules calendar_rules;
    const Calendars* calendars = nullptr;  // of all files
    core::CatchUp catch_up = core::CatchUp::latest;
    core::Millis catch_up_within{std::chrono::hours{12}};
    core::OnEnable on_enable = core::OnEnable::wait;
};

// One table per mapping of a policy: `schedule` and what is smaller; `select` is selector_reader's.
KeyTable<PolicyDraft> policy_table();
KeyTable<PolicyDraft> template_table();  // without name
KeyTable<PolicyDraft> defaults_table();  // without name, template and select
KeyTable<PolicyDraft> schedule_table();

// The whole mapping `schedule`, with what its keys say together.
void read_schedule(const YamlValue& value, PolicyDraft& draft);

// false: its calendars take every slot away.
bool leaves_a_slot(const core::Timetable& timetable);

}  // namespace ecdsnap::adapters
