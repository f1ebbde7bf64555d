#include "core/policy/objective.hpp"

#include "core/text/duration_text.hpp"

#include <fmt/format.h>

namespace ecdsnap::core {

std::string text(const Objective& objective) {
    return fmt::format("rpo {}, verified within {}", duration_text(objective.rpo),
                       duration_text(objective.verified_within));
}

}  // namespace ecdsnap::core
