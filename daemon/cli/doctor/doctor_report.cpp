#include "cli/doctor/doctor_report.hpp"

#include "core/text/printable.hpp"
#include "core/text/utc_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace ecdsnap::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string summary(const Findings& findings) {
    std::map<Verdict, std::size_t> counts;
    for (const Finding& finding : findings)
        ++counts[finding.verdict];
    const auto of = [](std::size_t count, const char* noun) {
        return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
    };
    const std::size_t problems = counts[Verdict::problem];
    const std::size_t warnings = counts[Verdict::warning];
    if (problems + warnings == 0) return "all well\n";
    return fmt::format("{}, {}\n", of(problems, "problem"), of(warnings, "warning"));
}

}  // namespace

const char* text(Verdict verdict) {
    switch (verdict) {
        case Verdict::ok: return "ok";
        case Verdict::unknown: return "unknown";
        case Verdict::warning: return "warning";
        case Verdict::problem: return "problem";
    }
    return "?";
}

bool any_problem(const Findings& findings) {
    return std::ranges::any_of(findings, [](const Finding& each) { return each.verdict == Verdict::problem; });
}

std::string doctor_text(const Findings& findings) {
    std::size_t width = 0;
    for (const Finding& finding : findings)
        width = std::max(width, finding.what.size());
    std::string out;
    std::string where;
    for (const Finding& finding : findings) {
        if (finding.where != where)
            out += fmt::format("{}{}\n", out.empty() ? "" : "\n", core::printable(finding.where));
        where = finding.where;
        out += fmt::format("  {:<7}  {:<{}}  {}\n", text(finding.verdict), finding.what, width,
                           core::printable(finding.said));
        if (!finding.remedy.empty())
            out += fmt::format("  {:<7}  {:<{}}  -> {}\n", "", "", width, core::printable(finding.remedy));
    }
    return out + "\n" + summary(findings);
}

std::string doctor_json(const Findings& findings, core::WallTime at) {
    Json out;
    out["at"] = core::utc_text(at);
    out["good"] = !any_problem(findings);
    out["findings"] = Json::array();
    for (const Finding& finding : findings) {
        Json one;
        one["where"] = finding.where;
        one["what"] = finding.what;
        one["verdict"] = text(finding.verdict);
        one["said"] = finding.said;
        one["remedy"] = finding.remedy.empty() ? Json(nullptr) : Json(finding.remedy);
        out["findings"].push_back(std::move(one));
    }
    return out.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace ecdsnap::cli
