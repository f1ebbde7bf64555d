#include "cli/import/import_result.hpp"

#include "cli/tables/exit_code.hpp"

#include <algorithm>

namespace ecdsnap::cli {

const char* remedy_for(core::ErrorClass kind) {
    switch (kind) {
        case core::ErrorClass::permission:
            return "allow the key's user ecd:DescribeAutoSnapshotPolicy and ecd:DescribeDesktops";
        case core::ErrorClass::stale_key:
        case core::ErrorClass::credentials: return "mend the account's credentials, or the key where it comes from";
        case core::ErrorClass::clock_skew: return "set this machine's clock right";
        case core::ErrorClass::throttled:
            return "others use the account's rate too: try again later, or lower limits.requests_per_second";
        case core::ErrorClass::gone:
        case core::ErrorClass::bad_request: return "see that the region exists and has Elastic Desktop Service";
        case core::ErrorClass::busy:
        case core::ErrorClass::name_taken:
        case core::ErrorClass::not_ready:
        case core::ErrorClass::quota:
        case core::ErrorClass::temporary:
        case core::ErrorClass::ambiguous:
        case core::ErrorClass::local: break;
    }
    return "see that the site's endpoint can be reached from here, and try again";
}

int exit_code_of(const ImportResult& result) {
    if (!result.failed.empty() && result.failed.size() == result.sites) return exit_not_good;
    const bool lost = std::ranges::any_of(result.left_out, &core::LeftOutPolicy::covers_desktops);
    return lost || !result.failed.empty() ? exit_partly : exit_good;
}

}  // namespace ecdsnap::cli
