#include "cli/probe/probe_result.hpp"

#include "core/text/printable.hpp"
#include "core/text/utc_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace ecdsnap::cli {

std::string probe_text(const ProbeResult& result) {
    std::string out = fmt::format("Probe of {} in {}, {}\n", core::printable(result.desktop_id),
                                  core::text(result.site), core::utc_text(result.began));
    std::size_t questions = 0;
    std::size_t words = 0;
    for (const ProbeAnswer& each : result.answers) {
        questions = std::max(questions, each.question.size());
        words = std::max(words, each.answer.size());
    }
    for (const ProbeAnswer& each : result.answers)
        out += fmt::format("  {:<{}}  {:<{}}  {}\n", each.question, questions, each.answer, words,
                           core::printable(each.said));
    if (!result.stopped_by.empty())
        out += fmt::format("It did not come to its end: {}\n", core::printable(result.stopped_by));
    if (!result.left.empty())
        out += fmt::format("NOT DELETED, delete them by hand: {}\n",
                           core::printable(fmt::format("{}", fmt::join(result.left, ", "))));
    return out;
}

std::string probe_json(const ProbeResult& result) {
    using Json = nlohmann::ordered_json;
    Json out;
    out["site"] = core::text(result.site);
    out["desktop"] = result.desktop_id;
    out["began"] = core::utc_text(result.began);
    out["whole"] = result.whole();
    out["answers"] = Json::object();
    for (const ProbeAnswer& each : result.answers) {
        Json one;
        one["answer"] = each.answer;
        one["said"] = each.said;
        out["answers"][each.question] = std::move(one);
    }
    out["left"] = result.left;
    out["stopped_by"] = result.stopped_by.empty() ? Json(nullptr) : Json(result.stopped_by);
    return out.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace ecdsnap::cli
