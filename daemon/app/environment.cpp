#include "app/environment.hpp"

#include <cstdlib>
#include <string_view>

namespace ecdsnap::app {

core::Environment read_environment(char** variables) {
    core::Environment environment;
    for (char** entry = variables; *entry != nullptr; ++entry) {
        const std::string_view text{*entry};
        const auto equals = text.find('=');
        if (equals == std::string_view::npos) continue;
        environment.variables.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    environment.home = environment.get("HOME");
    ::unsetenv("TZDIR");
    return environment;
}

}  // namespace ecdsnap::app
