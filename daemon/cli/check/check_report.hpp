// What `ecdsnap check` and `ecdsnapd --check` say about a configuration that was read: every problem at once.
#pragma once

#include "adapters/yaml/settings_reader.hpp"
#include "core/forecast/plan_warning.hpp"
#include "core/time.hpp"

#include <string>
#include <vector>

namespace ecdsnap::cli {

// What a check knows beside the files.
struct CheckedToday {
    std::vector<core::PlanWarning> warnings;  // of the policies, as they are from today on
    std::string timezone_database;            // "2025b"; empty: nobody looked
    std::string timezone_problem;             // why this machine's zones cannot be relied on; empty: they can
};
CheckedToday checked_today(const adapters::ConfigResult& result, core::WallTime now);

// One line for each problem or warning, then what was found: "good: 1 account, 3 policies in 4 files".
std::string check_text(const adapters::ConfigResult& result, const CheckedToday& today = {});

// {"good": false, "problems": [{"file": …, "line": …, …}], "warnings": […], "policy_warnings": [{"kind": …}], "files":
// […], "timezone_database", "timezone_problem"}
std::string check_json(const adapters::ConfigResult& result, const CheckedToday& today = {});

// The configuration can be used on this machine.
inline bool is_good(const adapters::ConfigResult& result, const CheckedToday& today) {
    return result.has_value() && today.timezone_problem.empty();
}

}  // namespace ecdsnap::cli
