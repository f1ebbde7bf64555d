#include "cli/commands.hpp"
#include "cli/daemon_answers.hpp"
#include "cli/tables/exit_code.hpp"
#include "cli/time_argument.hpp"
#include "core/text/printable.hpp"
#include "core/text/utc_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace ecdsnap::cli {
namespace {

using Json = nlohmann::json;

int refuse_usage(Terminal& terminal, const std::string& message) {
    terminal.err << "ecdsnap: " << core::printable(message) << '\n';
    return exit_usage;
}

// false: none of the three was given, or several.
bool add_scope(Json& body, const PauseTarget& target) {
    const int given = (target.policy.empty() ? 0 : 1) + (target.site.empty() ? 0 : 1) + (target.all ? 1 : 0);
    if (given != 1) return false;
    if (target.all)
        body["all"] = true;
    else if (target.site.empty())
        body["policy"] = target.policy;
    else
        body["site"] = target.site;
    return true;
}

constexpr auto which = "name a policy, or --site ACCOUNT/REGION, or --all";

// How long counts from the daemon's clock, by which it ends the pause.
core::Result<core::WallTime> until_of(const DaemonSocket& daemon, const std::string& typed) {
    const auto duration = time_ago(typed);
    if (!duration) {
        const auto instant = time_point(typed);
        if (instant) return *instant;
        core::Error error;
        error.kind = core::ErrorClass::bad_request;
        error.message = fmt::format(
            "--until: '{}' is not a time (allowed: \"2026-11-25 06:00\" (local), 2026-11-24T22:00:00Z, or how long: "
            "3h, "
            "2d)",
            typed);
        return error;
    }
    const auto answer = daemon.get("/v1/status");
    if (!answer) return answer.error();
    const auto status = status_from(answer->body);
    if (!status) return status.error();
    return status->now + *duration;
}

int tell_answer(Terminal& terminal, const DaemonAnswer& answer, const char* key, Output output) {
    if (answer.status != 200) return tell_refusal(terminal, answer);
    const auto pause = pause_from(answer.body, key);
    if (!pause) return tell_problem(terminal, pause.error());
    if (output == Output::json) {
        terminal.out << answer.body;
        return exit_good;
    }
    const bool paused = std::string_view(key) == "paused";
    terminal.out << core::printable(core::text(pause->key)) << " is "
                 << core::printable(paused ? core::pause_text(*pause) : "no longer paused") << '\n';
    for (const std::string& breach : pause_breaks_from(answer.body))
        terminal.out << "warning: " << core::printable(breach) << '\n';
    return exit_good;
}

std::string text_of(const Json& body) {
    return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

int pause(const DaemonSocket& daemon, Terminal& terminal, const PauseOptions& options, Output output) {
    Json body;
    if (!add_scope(body, options.target)) return refuse_usage(terminal, which);
    const auto until = until_of(daemon, options.until);
    if (!until && until.error().kind == core::ErrorClass::bad_request)
        return refuse_usage(terminal, until.error().message);
    if (!until) return tell_problem(terminal, until.error());
    body["until"] = core::utc_text(*until);
    body["reason"] = options.reason;
    const auto answer = daemon.post("/v1/pause", text_of(body));
    if (!answer) return tell_problem(terminal, answer.error());
    return tell_answer(terminal, *answer, "paused", output);
}

int resume(const DaemonSocket& daemon, Terminal& terminal, const PauseTarget& target, Output output) {
    Json body;
    if (!add_scope(body, target)) return refuse_usage(terminal, which);
    const auto answer = daemon.post("/v1/resume", text_of(body));
    if (!answer) return tell_problem(terminal, answer.error());
    return tell_answer(terminal, *answer, "resumed", output);
}

}  // namespace ecdsnap::cli
