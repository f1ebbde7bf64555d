// Tasks that end otherwise than done are told in groups: one event for 4,112 refused desktops, with examples.
#pragma once

#include "core/task/task.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace ecdsnap::core {

struct EndingGroup {
    std::int64_t slot_id = 0;
    Outcome outcome = Outcome::none;
    Reason reason = Reason::none;
    std::string detail;  // of the first one
    std::uint64_t count = 0;
    std::vector<std::string> examples;  // at most three: "ecd-1 system"
};

class EndingTally {
public:
    static constexpr std::size_t most_examples = 3;

    void add(const Task& settled);
    std::vector<EndingGroup> take();  // ordered by slot, outcome, reason; empties the tally
    bool empty() const { return groups_.empty(); }

private:
    std::map<std::tuple<std::int64_t, Outcome, Reason>, EndingGroup> groups_;
};

}  // namespace ecdsnap::core
