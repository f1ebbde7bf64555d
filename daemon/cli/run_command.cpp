#include "cli/commands.hpp"
#include "cli/daemon_answers.hpp"
#include "cli/tables/exit_code.hpp"
#include "cli/tables/result_table.hpp"
#include "cli/tables/status_table.hpp"
#include "core/text/printable.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace ecdsnap::cli {
namespace {

constexpr core::Millis between_looks{500};
// A daemon that is restarted meanwhile goes on with the slot: wait half a minute for it.
constexpr int most_failed_looks = 60;

// The state of a slot on one line: a bar that is redrawn, or a new line for each change.
class Progress {
public:
    Progress(Terminal& terminal, std::string policy) : terminal_(terminal), policy_(std::move(policy)) {}

    void show(const core::Slot& slot) {
        const auto line = fmt::format("{} {}", core::printable(policy_), progress_text(slot.counts));
        if (line == last_) return;
        if (terminal_.progress_moves)
            terminal_.err << '\r' << line << "\x1b[K" << std::flush;
        else
            terminal_.err << line << '\n';
        last_ = line;
    }
    void end() {
        if (terminal_.progress_moves && !last_.empty()) terminal_.err << '\n';
    }

private:
    Terminal& terminal_;
    std::string policy_;
    std::string last_;
};

// Looks until the slot is closed.
core::Result<DaemonAnswer> follow_slot(const DaemonSocket& daemon, Terminal& terminal, const std::string& policy,
                                       std::int64_t slot_id) {
    Progress progress(terminal, policy);
    int failed_looks = 0;
    while (true) {
        const auto answer = daemon.get(fmt::format("/v1/slots/{}", slot_id));
        const bool answered = answer && (answer->status == 200 || answer->status == 404);
        failed_looks = answered ? 0 : failed_looks + 1;
        if (answered && answer->status == 404) return *answer;
        if (failed_looks > most_failed_looks) return answer;
        if (answered) {
            const auto slot = slot_from(answer->body);
            if (!slot) return slot.error();
            progress.show(*slot);
            if (slot->state != core::SlotState::open) {
                progress.end();
                return *answer;
            }
        }
        terminal.pause(between_looks);
    }
}

// No more than there are: a long history waits for its turn.
std::uint64_t entries_of(const core::Slot& slot) {
    return std::clamp<std::uint64_t>(slot.counts.tasks, 1, 100'000);
}

int exit_code_of(const core::Slot& slot) {
    return slot.counts.missed + slot.counts.failed == 0 ? exit_good : exit_partly;
}

int show_result(const DaemonSocket& daemon, Terminal& terminal, const core::Slot& slot, const std::string& slot_json,
                Output output) {
    const auto answer = daemon.get(fmt::format("/v1/history?slot={}&limit={}", slot.id, entries_of(slot)));
    if (!answer) return tell_problem(terminal, answer.error());
    if (answer->status != 200) return tell_refusal(terminal, *answer);
    if (output == Output::json) {
        auto result = nlohmann::ordered_json::parse(answer->body, nullptr, false);
        if (!result.is_object()) return exit_not_good;
        result["slot"] = nlohmann::ordered_json::parse(slot_json, nullptr, false);
        terminal.out << result.dump() << '\n';
        return exit_code_of(slot);
    }
    const auto entries = history_from(answer->body);
    if (!entries) return tell_problem(terminal, entries.error());
    terminal.out << result_table(*entries, terminal.width);
    return exit_code_of(slot);
}

}  // namespace

int run_policy(const DaemonSocket& daemon, Terminal& terminal, const std::string& policy, Follow follow,
               Output output) {
    const nlohmann::json body{{"policy", policy}};
    const auto opened = daemon.post("/v1/run", body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    if (!opened) return tell_problem(terminal, opened.error());
    if (opened->status != 200) return tell_refusal(terminal, *opened);
    const auto slot_id = opened_slot_from(opened->body);
    if (!slot_id) return tell_problem(terminal, slot_id.error());

    if (follow == Follow::no) {
        if (output == Output::json)
            terminal.out << opened->body;
        else
            terminal.out << fmt::format("slot {} of {} is open; see `ecdsnap history --slot {}`\n", *slot_id,
                                        core::printable(policy), *slot_id);
        return exit_good;
    }
    const auto end = follow_slot(daemon, terminal, policy, *slot_id);
    if (!end) return tell_problem(terminal, end.error());
    if (end->status != 200) return tell_refusal(terminal, *end);
    const auto slot = slot_from(end->body);
    if (!slot) return tell_problem(terminal, slot.error());
    return show_result(daemon, terminal, *slot, end->body, output);
}

}  // namespace ecdsnap::cli
