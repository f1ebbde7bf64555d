// What must hold of every problem in a configuration file, and the machine it is read on: zones as Abseil has them, no
// file of secrets that may be used.
#pragma once

#include "adapters/yaml/config_environment.hpp"
#include "adapters/yaml/config_problem.hpp"
#include "core/text/utf8.hpp"
#include "fuzz/fuzz_entry.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::fuzz {

inline adapters::ConfigEnvironment any_machine() {
    adapters::ConfigEnvironment environment;
    environment.load_zone = [](std::string_view name) -> core::TextResult<absl::TimeZone> {
        absl::TimeZone zone;
        if (name == "UTC" || (name == "Asia/Shanghai" && absl::LoadTimeZone("Asia/Shanghai", &zone))) return zone;
        return core::TextError{1, "unknown time zone", "UTC, Asia/Shanghai", {}};
    };
    environment.load_calendar = [](const std::filesystem::path&,
                                   const absl::TimeZone&) -> core::TextResult<std::vector<core::CalendarSpan>> {
        return core::TextError{0, "does not exist", {}, {}};
    };
    environment.secret_file_problem = [](const std::filesystem::path&) -> std::optional<core::TextError> {
        return core::TextError{0, "does not exist", {}, {}};
    };
    return environment;
}

inline void check_problems(const std::vector<adapters::ConfigProblem>& problems, std::string_view file,
                           std::string_view content) {
    const auto breaks = static_cast<std::size_t>(std::count(content.begin(), content.end(), '\n') +
                                                 std::count(content.begin(), content.end(), '\r'));
    for (const auto& problem : problems) {
        holds(!problem.problem.empty(), "a problem has words");
        const auto line = adapters::text(problem);
        holds(!core::invalid_utf8(line) && core::printable(line) == line, "a problem is one line");
        if (problem.file == file) holds(problem.at.line <= breaks + 1, "a problem stands in the file");
    }
}

}  // namespace ecdsnap::fuzz
