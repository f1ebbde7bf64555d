// Why a policy covers one desktop or does not, for people.
#pragma once

#include "core/policy/coverage.hpp"

#include <string>

namespace ecdsnap::core {

struct CoverageReason {
    Coverage coverage = Coverage::not_selected;
    std::string path;      // of the condition that decides: "select.tags.env", "exclude.name"; empty: no condition does
    std::string sentence;  // "os is \"Linux\", not Windows"
};

CoverageReason explain_coverage(const CoverageRules& rules, const PolicyNames& known, const Policy& policy,
                                const Desktop& desktop, const SiteId& site);

const char* text(Coverage coverage);  // "covered", "not_selected"

}  // namespace ecdsnap::core
