#include "cli/commands.hpp"
#include "cli/daemon_answers.hpp"
#include "cli/tables/exit_code.hpp"
#include "cli/tables/result_table.hpp"
#include "cli/time_argument.hpp"
#include "core/text/utc_text.hpp"

#include <fmt/format.h>

namespace ecdsnap::cli {
namespace {

core::Error usage_error(std::string message) {
    core::Error error;
    error.kind = core::ErrorClass::bad_request;
    error.message = std::move(message);
    return error;
}

// "How long ago" counts from the daemon's clock, by which it chose its slots.
core::Result<core::WallTime> instant_of(const DaemonSocket& daemon, const char* option, const std::string& typed) {
    const auto ago = time_ago(typed);
    if (!ago) {
        const auto instant = time_point(typed);
        if (!instant) return usage_error(fmt::format("{}: {}", option, core::describe(instant.error())));
        return *instant;
    }
    const auto answer = daemon.get("/v1/status");
    if (!answer) return answer.error();
    const auto status = status_from(answer->body);
    if (!status) return status.error();
    return status->now - *ago;
}

class Target {
public:
    void add(const char* name, const std::string& value) {
        text_ += fmt::format("{}{}={}", text_.find('?') == text_.npos ? '?' : '&', name, url_escaped(value));
    }
    void add(const char* name, const std::optional<std::string>& value) {
        if (value) add(name, *value);
    }
    const std::string& text() const { return text_; }

private:
    std::string text_ = "/v1/history";
};

core::Result<std::string> target_of(const DaemonSocket& daemon, const HistoryOptions& options) {
    Target target;
    target.add("policy", options.policy);
    target.add("desktop", options.desktop);
    target.add("site", options.site);
    target.add("outcome", options.outcome);
    if (options.slot) target.add("slot", std::to_string(*options.slot));
    if (options.since) {
        const auto since = instant_of(daemon, "--since", *options.since);
        if (!since) return since.error();
        target.add("since", core::utc_text(*since));
    }
    if (options.until) {
        const auto until = instant_of(daemon, "--until", *options.until);
        if (!until) return until.error();
        target.add("until", core::utc_text(*until));
    }
    target.add("limit", std::to_string(options.limit));
    return target.text();
}

}  // namespace

int show_history(const DaemonSocket& daemon, Terminal& terminal, const HistoryOptions& options, Output output) {
    const auto target = target_of(daemon, options);
    if (!target) {
        tell_problem(terminal, target.error());
        return target.error().kind == core::ErrorClass::bad_request ? exit_usage : exit_not_good;
    }
    const auto answer = daemon.get(*target);
    if (!answer) return tell_problem(terminal, answer.error());
    if (answer->status != 200) return tell_refusal(terminal, *answer);
    if (output == Output::json) {
        terminal.out << answer->body;
        return exit_good;
    }
    const auto entries = history_from(answer->body);
    if (!entries) return tell_problem(terminal, entries.error());
    terminal.out << history_table(*entries, terminal.width);
    if (entries->size() == options.limit)
        terminal.err << fmt::format("the newest {} lines; more with --limit\n", options.limit);
    return exit_good;
}

}  // namespace ecdsnap::cli
