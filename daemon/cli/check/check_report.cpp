#include "cli/check/check_report.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace ecdsnap::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string counted(std::size_t count, const char* one, const char* many) {
    return fmt::format("{} {}", count, count == 1 ? one : many);
}

Json problems_json(const std::vector<adapters::ConfigProblem>& problems) {
    auto list = Json::array();
    for (const auto& problem : problems) {
        Json one;
        one["file"] = problem.file;
        one["line"] = problem.at.line;
        one["column"] = problem.at.column;
        one["path"] = problem.path;
        one["problem"] = problem.problem;
        one["given"] = problem.given;
        one["allowed"] = problem.allowed;
        one["hint"] = problem.hint;
        one["text"] = text(problem);
        list.push_back(std::move(one));
    }
    return list;
}

}  // namespace

std::string check_text(const adapters::ConfigResult& result) {
    std::string out;
    if (!result) {
        for (const auto& problem : result.error())
            out += text(problem) + "\n";
        return out + counted(result.error().size(), "problem", "problems") + ": this configuration cannot be used\n";
    }
    for (const auto& warning : result->warnings)
        out += "warning: " + text(warning) + "\n";
    return out + fmt::format("good: {}, {} in {}\n", counted(result->settings.accounts.size(), "account", "accounts"),
                             counted(result->policies.size(), "policy", "policies"),
                             counted(result->files.size(), "file", "files"));
}

std::string check_json(const adapters::ConfigResult& result) {
    Json out;
    out["good"] = result.has_value();
    out["problems"] = result ? Json::array() : problems_json(result.error());
    out["warnings"] = result ? problems_json(result->warnings) : Json::array();
    out["files"] = Json::array();
    if (result)
        for (const auto& file : result->files)
            out["files"].push_back(file.string());
    return out.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace ecdsnap::cli
