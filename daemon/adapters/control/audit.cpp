#include "adapters/control/audit.hpp"

#include "core/text/utc_text.hpp"

#include <fmt/format.h>

#include <chrono>
#include <utility>

namespace ecdsnap::adapters {
namespace {

std::string target_of(const core::PauseKey& key) {
    switch (key.scope) {
        case core::PauseScope::policy: return key.name;
        case core::PauseScope::site: return "--site " + key.name;
        case core::PauseScope::everything: return "--all";
    }
    return "";
}

// As `ecdsnap` has it.
std::string command_of(const Route& route) {
    if (const auto* run = std::get_if<RunRequest>(&route)) return "run " + run->policy;
    if (const auto* asked = std::get_if<PauseRequest>(&route))
        return fmt::format("pause {} --until {} --reason \"{}\"", target_of(asked->pause.key),
                           core::utc_text(asked->pause.until), asked->pause.reason);
    if (const auto* resume = std::get_if<ResumeRequest>(&route)) return "resume " + target_of(resume->key);
    if (const auto* approve = std::get_if<ApproveRequest>(&route))
        return approve->up_to ? fmt::format("approve {} --up-to {}", approve->policy, *approve->up_to)
                              : "approve " + approve->policy;
    return std::get<ReloadRequest>(route).force == ports::ReloadForce::yes ? "reload --force" : "reload";
}

// One line of several.
std::string first_line(const std::string& text) {
    return text.substr(0, text.find('\n'));
}

}  // namespace

std::string name_of(const Peer& peer) {
    if (peer.uid == 0) return "root";
    const std::string number = "uid " + std::to_string(peer.uid);
    return peer.name.empty() ? number : fmt::format("{} ({})", number, peer.name);
}

std::optional<std::uint64_t> RefusalQuota::tell(uid_t sender, core::SteadyTime now) {
    auto [place, first] = senders_.try_emplace(sender);
    Sender& of = place->second;
    if (first || now - of.since >= std::chrono::minutes{1}) {
        of.since = now;
        of.told = 0;
    }
    if (of.told == told_in_a_minute) {
        ++of.untold;
        return std::nullopt;
    }
    ++of.told;
    return std::exchange(of.untold, 0);
}

core::Event audit_event(const Route& route, const Peer& peer, const ControlReply& reply, std::uint64_t untold) {
    const bool done = reply.refused.empty();
    const std::string who = name_of(peer);
    const std::string command = command_of(route);
    core::Event event{done ? core::EventId::command_done : core::EventId::command_refused,
                      fmt::format("{} {}: ecdsnap {}", who, done ? "did" : "was refused", command),
                      {}};
    event.fields.push_back({"by", who});
    event.fields.push_back({"command", command});
    event.fields.push_back({"from", fmt::format("control socket, pid {}{}", peer.pid, text_of(peer.origin))});
    if (!done) event.fields.push_back({"detail", first_line(reply.refused)});
    if (untold != 0) event.message += fmt::format(" ({} more refusals of theirs were not told)", untold);
    return event;
}

}  // namespace ecdsnap::adapters
