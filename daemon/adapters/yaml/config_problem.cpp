#include "adapters/yaml/config_problem.hpp"

#include "core/text/printable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace ecdsnap::adapters {

std::string text(const ConfigProblem& problem) {
    auto line = problem.file;
    if (problem.at.line > 0) line += fmt::format(":{}:{}", problem.at.line, problem.at.column);
    if (!problem.path.empty()) line += ": " + problem.path;
    line += ": " + problem.problem;
    if (!problem.allowed.empty()) line += fmt::format(" (allowed: {})", problem.allowed);
    if (!problem.hint.empty()) line += "; " + problem.hint;
    return core::printable(line);
}

void sort_problems(std::vector<ConfigProblem>& problems) {
    std::stable_sort(problems.begin(), problems.end(),
                     [](const auto& a, const auto& b) { return std::tie(a.file, a.at) < std::tie(b.file, b.at); });
    std::vector<ConfigProblem> once;
    for (auto& problem : problems) {
        bool known = false;
        for (auto same = once.rbegin(); same != once.rend() && same->file == problem.file && same->at == problem.at;
             ++same)
            known = known || *same == problem;
        if (!known) once.push_back(std::move(problem));
    }
    problems = std::move(once);
}

}  // namespace ecdsnap::adapters
