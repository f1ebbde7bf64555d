#include "cli/complete/known_names.hpp"

#include "adapters/yaml/settings_reader.hpp"
#include "cli/check/config_environment.hpp"
#include "cli/daemon_answers.hpp"
#include "cli/daemon_socket.hpp"

#include <map>
#include <optional>

namespace ecdsnap::cli {
namespace {

// A person has pressed a key and waits.
constexpr core::Millis patience{800};
constexpr auto newest_outcomes = "/v1/history?limit=2000";

std::optional<std::string> answer_of(const NameSource& source, const std::string& target) {
    const auto answer = DaemonSocket(source.socket, patience).get(target);
    if (!answer || answer->status != 200) return std::nullopt;
    return answer->body;
}

std::optional<ports::Status> status_of(const NameSource& source) {
    const auto body = answer_of(source, "/v1/status");
    if (!body) return std::nullopt;
    const auto status = status_from(*body);
    return status ? std::optional(*status) : std::nullopt;
}

std::vector<Candidate> policies(const NameSource& source) {
    std::vector<Candidate> names;
    if (const auto status = status_of(source)) {
        for (const auto& policy : status->policies)
            names.push_back({policy.name, policy.schedule});
        return names;
    }
    const auto config = adapters::load_config(source.config, environment_without_secrets());
    if (!config) return names;
    for (const auto& policy : config->effective)
        names.push_back({policy.name, policy.file});
    return names;
}

std::vector<Candidate> sites(const NameSource& source) {
    std::vector<Candidate> names;
    if (const auto status = status_of(source)) {
        for (const auto& site : status->sites)
            names.push_back({core::text(site.site), std::to_string(site.desktops) + " desktops"});
        return names;
    }
    const auto config = adapters::load_config(source.config, environment_without_secrets());
    if (!config) return names;
    for (const auto& account : config->settings.accounts)
        for (const auto& region : account.regions)
            names.push_back({account.name + "/" + region, {}});
    return names;
}

std::vector<Candidate> accounts(const NameSource& source) {
    std::vector<Candidate> names;
    const auto config = adapters::load_config(source.config, environment_without_secrets());
    if (!config) return names;
    for (const auto& account : config->settings.accounts)
        names.push_back({account.name, {}});
    return names;
}

std::vector<Candidate> channels(const NameSource& source) {
    std::vector<Candidate> names;
    const auto config = adapters::load_config(source.config, environment_without_secrets());
    if (!config) return names;
    for (const auto& channel : config->settings.notifications)
        names.push_back({channel.name, {}});
    return names;
}

std::vector<Candidate> desktops(const NameSource& source) {
    const auto body = answer_of(source, newest_outcomes);
    const auto entries = body ? history_from(*body) : core::Result<std::vector<ports::HistoryEntry>>(core::Error{});
    if (!entries) return {};
    std::map<std::string, std::string> found;
    for (const auto& entry : *entries)
        if (entry.task) found.emplace(entry.task->desktop_id, entry.task->desktop_name);
    std::vector<Candidate> names;
    for (const auto& [id, name] : found)
        names.push_back({id, name});
    return names;
}

}  // namespace

std::vector<Candidate> known_names(const std::string& value, const NameSource& source) {
    if (value == "POLICY") return policies(source);
    if (value == "SITE") return sites(source);
    if (value == "ACCOUNT") return accounts(source);
    if (value == "CHANNEL") return channels(source);
    if (value == "DESKTOP") return desktops(source);
    return {};
}

}  // namespace ecdsnap::cli
