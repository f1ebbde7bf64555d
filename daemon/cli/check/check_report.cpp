#include "cli/check/check_report.hpp"

#include "adapters/system/time_zones.hpp"
#include "cli/check/warnings_json.hpp"
#include "core/forecast/policy_warnings.hpp"
#include "core/text/printable.hpp"

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

CheckedToday checked_today(const adapters::ConfigResult& result, core::WallTime now) {
    CheckedToday today;
    today.timezone_database = adapters::tzdata_version();
    today.timezone_problem = adapters::time_zone_self_test().value_or(std::string());
    if (result) today.warnings = core::policy_warnings(result->policies, std::chrono::floor<std::chrono::seconds>(now));
    return today;
}

std::string check_text(const adapters::ConfigResult& result, const CheckedToday& today) {
    std::string out;
    if (!today.timezone_problem.empty())
        out += "this machine's time zones cannot be relied on: " + today.timezone_problem + "\n";
    if (!result) {
        for (const auto& problem : result.error())
            out += text(problem) + "\n";
        return out + counted(result.error().size(), "problem", "problems") + ": this configuration cannot be used\n";
    }
    for (const auto& warning : result->warnings)
        out += "warning: " + text(warning) + "\n";
    for (const auto& warning : today.warnings)
        out += "warning: " + core::printable(warning.sentence) + "\n";
    if (!today.timezone_problem.empty()) return out + "this configuration cannot be used on this machine\n";
    return out + fmt::format("good: {}, {} in {}\n", counted(result->settings.accounts.size(), "account", "accounts"),
                             counted(result->policies.size(), "policy", "policies"),
                             counted(result->files.size(), "file", "files"));
}

std::string check_json(const adapters::ConfigResult& result, const CheckedToday& today) {
    Json out;
    out["good"] = is_good(result, today);
    out["problems"] = result ? Json::array() : problems_json(result.error());
    out["warnings"] = result ? problems_json(result->warnings) : Json::array();
    out["policy_warnings"] = warnings_json(today.warnings);
    out["timezone_database"] = today.timezone_database.empty() ? Json(nullptr) : Json(today.timezone_database);
    out["timezone_problem"] = today.timezone_problem.empty() ? Json(nullptr) : Json(today.timezone_problem);
    out["files"] = Json::array();
    if (result)
        for (const auto& file : result->files)
            out["files"].push_back(file.string());
    return out.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace ecdsnap::cli
