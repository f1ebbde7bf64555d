#include "app/restart_only.hpp"

#include <algorithm>

namespace ecdsnap::app {
namespace {

bool same(const core::CredentialSource& a, const core::CredentialSource& b) {
    return a.kind == b.kind && a.name == b.name && a.file == b.file;
}

bool same(const core::AccountSettings& a, const core::AccountSettings& b) {
    return a.name == b.name && same(a.credentials, b.credentials) && a.regions == b.regions &&
           a.endpoint == b.endpoint && a.ca_file == b.ca_file && a.limits == b.limits;
}

bool same(const std::vector<core::AccountSettings>& a, const std::vector<core::AccountSettings>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const auto& one, const auto& other) { return same(one, other); });
}

}  // namespace

std::vector<std::string> restart_only_changes(const core::Settings& running, const core::Settings& wanted) {
    std::vector<std::string> changes;
    const auto note = [&](bool unchanged, const char* key) {
        if (!unchanged)
            changes.push_back(std::string{key} + ": changed; this needs a restart (systemctl restart ecdsnapd)");
    };
    note(running.owner == wanted.owner, "owner");
    note(same(running.accounts, wanted.accounts), "accounts");
    note(running.ledger == wanted.ledger, "ledger");
    note(running.control_socket == wanted.control_socket, "control");
    note(running.history_days == wanted.history_days, "history_days");
    note(running.inventory_every == wanted.inventory_every, "inventory");
    note(running.grace == wanted.grace, "grace");
    return changes;
}

}  // namespace ecdsnap::app
