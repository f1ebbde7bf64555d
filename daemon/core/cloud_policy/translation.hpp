// A policy of the cloud as one of ours: when, which disks, which desktops, and in what it differs. Or why there is
// none.
#pragma once

#include "core/cloud_policy/cloud_policy.hpp"
#include "core/cloud_policy/difference.hpp"
#include "core/policy/policy.hpp"
#include "core/site.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ecdsnap::core {

// As it was read.
struct FoundPolicy {
    SiteId site;
    CloudPolicy cloud;
    std::vector<AttachedDesktop> desktops;
};

struct ImportedPolicy {
    SiteId site;
    CloudPolicy cloud;
    std::vector<AttachedDesktop> desktops;  // by id, each once; at least one
    std::string name;                       // of ours; empty until it is given one
    std::string cron;                       // in the quartz dialect; an expression that is known to be right
    std::string words;                      // the same for people: "at 02:00 on Monday to Friday"
    bool names_weekdays = false;            // it is not due on every weekday
    DiskSet disks;
    Mode mode = Mode::act;
    std::optional<Condition> condition;   // instead of ids: exact_condition's, where that was wanted and there is one
    std::vector<Difference> differences;  // its own
};

struct LeftOutPolicy {
    SiteId site;
    CloudPolicy cloud;
    Difference reason;
    bool covers_desktops = true;  // false: nothing is lost with it
};

using Translation = std::variant<ImportedPolicy, LeftOutPolicy>;
Translation translate(FoundPolicy found);

struct ImportRules {
    std::string timezone = "Asia/Shanghai";  // in which the cloud's times are read; an IANA name
    bool main_file_excludes = false;         // the main file leaves desktops out, or lets their tags decide
};

// What differs for all of them, said once.
std::vector<Difference> common_differences(const ImportRules& rules, const std::vector<ImportedPolicy>& policies);

// `aliyun ecd CancelAutoSnapshotPolicy …`, as many calls as it needs to take the cloud's policy off those desktops. For
// a shell.
std::vector<std::string> detaching_commands(const ImportedPolicy& policy);

}  // namespace ecdsnap::core
