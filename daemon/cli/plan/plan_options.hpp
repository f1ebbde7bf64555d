// What was typed after `ecdsnap plan`.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::cli {

struct PlanOptions {
    std::optional<std::string> from;       // as time_point() reads it; nullopt: now
    std::optional<std::string> to;         // the same; nullopt: seven days after `from`
    std::optional<std::size_t> next;       // instead of `to`: so many slots
    std::vector<std::string> policies;     // names; empty: all
    std::string desktop;                   // an id or a name; empty: tasks only as counts
    std::vector<std::string> inventories;  // "FILE" or "SITE=FILE"; empty: slots without tasks
    std::string svg;                       // a file; empty: none
};

}  // namespace ecdsnap::cli
