#include "core/credentials/role_chain.hpp"

#include "core/text/printable.hpp"

#include <algorithm>

namespace ecdsnap::core {

std::optional<TextError> RoleChain::enter(const std::string& profile) {
    const bool seen = std::find(profiles_.begin(), profiles_.end(), profile) != profiles_.end();
    profiles_.push_back(profile);
    if (seen) return TextError(0, "has profiles that lead in a circle: " + text());
    if (profiles_.size() > longest) return TextError(0, "has a chain of more than ten profiles: " + text());
    return std::nullopt;
}

std::string RoleChain::text() const {
    std::string text;
    for (const std::string& profile : profiles_)
        text += (text.empty() ? "" : " -> ") + printable(profile);
    return text;
}

}  // namespace ecdsnap::core
