// The story of a run, line by line, for a person: kept only when somebody wants to read it.
#pragma once

#include "core/text/utc_text.hpp"
#include "simulation/virtual_time.hpp"

#include <string>
#include <utility>
#include <vector>

namespace ecdsnap::tests {

class Trace {
public:
    Trace(const simulation::VirtualTime& time, bool wanted) : time_(time), wanted_(wanted) {}

    bool wanted() const { return wanted_; }
    void add(const std::string& who, const std::string& what);
    const std::vector<std::string>& lines() const { return lines_; }

private:
    const simulation::VirtualTime& time_;
    const bool wanted_;
    std::vector<std::string> lines_;
};

}  // namespace ecdsnap::tests
