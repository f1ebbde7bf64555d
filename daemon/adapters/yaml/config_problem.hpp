// What is wrong with the configuration: one entry per mistake, each precise enough to mend it without the source.
#pragma once

#include "adapters/yaml/yaml_tree.hpp"

#include <string>
#include <vector>

namespace ecdsnap::adapters {

struct ConfigProblem {
    std::string file;     // as it was named: "policies.d/nightly.yaml"
    Position at;          // line 0: the file as a whole
    std::string path;     // "accounts[0].limits.in_flight"; inside a policy from there: "schedule.window"; may be empty
    std::string problem;  // a sentence without a full stop: "\"3 hours\" is not a duration"
    std::string given;    // the value as it was written; empty where there is none or it may be a secret
    std::string allowed;  // may be empty
    std::string hint;     // a likely way out; may be empty

    bool operator==(const ConfigProblem&) const = default;
};

// One line: "policies.d/nightly.yaml:7:15: schedule.window: "3 hours" is not a duration (allowed: 30s, 45m, 3h, 1h30m,
// 2d); did you mean "3h"?". Without control characters, whatever the file holds.
std::string text(const ConfigProblem& problem);

// By file, line and column; each once, since a template's value is read for every policy that inherits it.
void sort_problems(std::vector<ConfigProblem>& problems);

}  // namespace ecdsnap::adapters
