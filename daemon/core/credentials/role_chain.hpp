// Profiles that take the key of another profile: none may lead back to itself.
#pragma once

#include "core/text/text_error.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::core {

class RoleChain {
public:
    static constexpr std::size_t longest = 10;

    // The next profile on the way. Error: it was there before, or the chain is too long for anybody to have meant it.
    std::optional<TextError> enter(const std::string& profile);

private:
    std::string text() const;  // "a -> b -> c"

    std::vector<std::string> profiles_;
};

}  // namespace ecdsnap::core
