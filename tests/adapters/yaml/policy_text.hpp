// Policies read from a text of the test.
#pragma once

#include "config_folder.hpp"

#include <string>

namespace ecdsnap::tests {

inline adapters::PolicySet read_text(const std::string& text) {
    adapters::PolicySet set;
    adapters::read_policies(text, "p.yaml", this_machine(), set);
    return set;
}

// One policy with `more` lines below its name; select and schedule are there unless `more` has them.
inline adapters::PolicySet read_with(const std::string& more) {
    std::string text = "policies:\n  - name: nightly\n";
    if (more.find("select:") == std::string::npos) text += "    select: {name: \"*\"}\n";
    if (more.find("schedule:") == std::string::npos)
        text += "    schedule: {cron: \"0 2 * * *\", timezone: Asia/Shanghai}\n";
    return read_text(text + "    " + more + "\n");
}

// The message of the only problem, behind the position.
inline std::string only_problem(const adapters::PolicySet& set) {
    if (set.problems.size() != 1) return std::to_string(set.problems.size()) + " problems";
    const auto line = adapters::text(set.problems.front());
    return line.substr(line.find(' ') + 1);
}

}  // namespace ecdsnap::tests
