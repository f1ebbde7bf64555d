// The process's environment as a value. Only app reads the real one; everybody else is handed this.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace ecdsnap::core {

struct Environment {
    std::map<std::string, std::string, std::less<>> variables;
    std::filesystem::path home;  // empty: the user has none

    // Empty when unset: an empty value counts as unset, as in Alibaba's own tools.
    std::string_view get(std::string_view name) const {
        const auto found = variables.find(name);
        return found == variables.end() ? std::string_view() : std::string_view(found->second);
    }
};

}  // namespace ecdsnap::core
