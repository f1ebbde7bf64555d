// Lines: method, target; then a body. What a request to the control socket asks for.
#include "adapters/control/query_text.hpp"
#include "adapters/control/request_route.hpp"
#include "fuzz/fuzz_entry.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <variant>

namespace ecdsnap::fuzz {
namespace {

using namespace adapters;

void check_refusal(const Refusal& refusal) {
    holds(refusal.status == 400 || refusal.status == 404 || refusal.status == 405, "the client is at fault");
    holds(!refusal.code.empty() && !refusal.message.empty(), "a refusal says why");
}

void check_history(const ports::HistoryQuery& query) {
    holds(query.limit >= 1 && query.limit <= 100'000, "the limit has its limits");
}

}  // namespace

void check(std::string_view input) {
    const auto method = input.substr(0, input.find('\n'));
    const auto rest = input.substr(std::min(method.size() + 1, input.size()));
    const auto target = rest.substr(0, rest.find('\n'));
    const auto body = rest.substr(std::min(target.size() + 1, rest.size()));

    const Route route = route_of(method, target, body);
    if (const auto* refusal = std::get_if<Refusal>(&route)) return check_refusal(*refusal);
    const bool reads = std::holds_alternative<StatusRequest>(route) || std::holds_alternative<HistoryRequest>(route) ||
                       std::holds_alternative<SlotRequest>(route);
    holds(method == (reads ? "GET" : "POST"), "what changes something is a POST, what reads is a GET");
    if (const auto* history = std::get_if<HistoryRequest>(&route)) check_history(history->query);
    if (const auto* slot = std::get_if<SlotRequest>(&route))
        holds(std::stoll(std::string{target.substr(target.rfind('/') + 1)}) == slot->id,
              "a slot is asked for by number");
    if (const auto* approve = std::get_if<ApproveRequest>(&route))
        holds(approve->up_to.value_or(0) <= 1'000'000, "a number of desktops has its limits");
    if (const auto* run = std::get_if<RunRequest>(&route)) {
        const auto again = nlohmann::json{{"policy", run->policy}}.dump();
        const Route same = route_of("POST", "/v1/run", again);
        const auto* found = std::get_if<RunRequest>(&same);
        holds(found != nullptr && found->policy == run->policy, "the policy's name reads back");
    }
}

}  // namespace ecdsnap::fuzz
