// A policy while it is read: the values that have no default yet, beside the policy that they become.
#pragma once

#include "adapters/yaml/config_environment.hpp"
#include "adapters/yaml/mapping_reader.hpp"
#include "core/policy/policy.hpp"

#include <optional>
#include <string>

namespace ecdsnap::adapters {

struct PolicyDraft {
    explicit PolicyDraft(const ConfigEnvironment& machine) : environment(&machine) {
        rules.name_template = "{policy}-{desktop_id}-{slot:%Y%m%d-%H%M}-{disk}";
        rules.description_template = "backup of {desktop_name}";
    }

    const ConfigEnvironment* environment;
    std::string name;
    std::string template_name;  // empty: it names none
    core::Selector select;
    core::DiskSet disks;
    core::TaskRules rules;
    std::optional<core::CronExpression> cron;
    std::string cron_text;
    absl::TimeZone zone = absl::UTCTimeZone();
    std::optional<std::string> timezone;  // nullopt: not given, the times are UTC
    core::CatchUp catch_up = core::CatchUp::latest;
    core::Millis catch_up_within{std::chrono::hours{12}};
};

// One table per mapping of a policy: `schedule` and what is smaller; `select` is selector_reader's.
KeyTable<PolicyDraft> policy_table();
KeyTable<PolicyDraft> schedule_table();

}  // namespace ecdsnap::adapters
