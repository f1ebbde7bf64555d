// What a probe has found out about the service, for people and for a report to be pasted.
#pragma once

#include "core/site.hpp"
#include "core/time.hpp"

#include <string>
#include <vector>

namespace ecdsnap::cli {

// One question that the documents leave open.
struct ProbeAnswer {
    std::string question;  // "name_filter"
    std::string answer;    // one word: "exact", "prefix", …; "unknown": it could not be found out
    std::string said;      // with numbers and the service's own codes, one line
};

struct ProbeResult {
    core::SiteId site;
    std::string desktop_id;
    core::WallTime began{};
    std::vector<ProbeAnswer> answers;
    std::vector<std::string> left;  // ids of snapshots of the probe that were not deleted
    std::string stopped_by;         // why it did not come to its end; empty: it did

    bool whole() const { return stopped_by.empty() && left.empty(); }
};

std::string probe_text(const ProbeResult& result);

// {"site", "desktop", "began", "whole", "answers": {"name_filter": {"answer", "said"}, …}, "left": [ids], "stopped_by"}
std::string probe_json(const ProbeResult& result);

}  // namespace ecdsnap::cli
