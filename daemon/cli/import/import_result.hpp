// What `ecdsnap import` found and made of it.
#pragma once

#include "core/cloud_policy/translation.hpp"
#include "core/error.hpp"
#include "core/site.hpp"

#include <string>
#include <vector>

namespace ecdsnap::cli {

struct FailedSite {
    core::SiteId site;
    core::Error error;
};

struct ImportResult {
    std::vector<core::ImportedPolicy> policies;
    std::vector<std::string> texts;  // the YAML of each of them as a file of its own
    std::vector<std::string> files;  // where each was written; empty: none was written
    std::vector<core::LeftOutPolicy> left_out;
    std::vector<FailedSite> failed;
    std::vector<core::Difference> differs;  // for all policies
    std::size_t sites = 0;                  // that were asked
};

// What a person can do about it.
const char* remedy_for(core::ErrorClass kind);

// 0: all that the cloud does is there; 10: a site did not answer, or a policy that covers desktops could not be taken
// over; 1: no site answered.
int exit_code_of(const ImportResult& result);

}  // namespace ecdsnap::cli
