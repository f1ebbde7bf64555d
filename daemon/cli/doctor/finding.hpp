// What `ecdsnap doctor` found out about one thing.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ecdsnap::cli {

enum class Verdict : std::uint8_t {
    ok,       // as it should be
    unknown,  // cannot be found out without doing harm, or is not the case here
    warning,  // works now, and may not later
    problem,  // keeps snapshots from being made, or will
};

struct Finding {
    std::string where;  // "machine", "account main", "main/cn-hangzhou"
    std::string what;   // "clock", "dns", "permission ecd:DescribeDesktops"
    Verdict verdict = Verdict::ok;
    std::string said;    // what was found, one line
    std::string remedy;  // what to do; empty: nothing
};

using Findings = std::vector<Finding>;

const char* text(Verdict verdict);
bool any_problem(const Findings& findings);

}  // namespace ecdsnap::cli
