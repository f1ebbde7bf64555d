#include "app/restart_only.hpp"

namespace ecdsnap::app {
std::vector<std::string> restart_only_changes(const core::Settings& running, const core::Settings& wanted) {
    std::vector<std::string> changes;
    const auto note = [&](bool unchanged, const char* key) {
        if (!unchanged)
            changes.push_back(std::string{key} + ": changed; this needs a restart (systemctl restart ecdsnapd)");
    };
    note(running.owner == wanted.owner, "owner");
    note(running.accounts == wanted.accounts, "accounts");
    note(running.ledger == wanted.ledger, "ledger");
    note(running.control_socket == wanted.control_socket && running.admin_group == wanted.admin_group, "control");
    note(running.metrics == wanted.metrics, "metrics");
    note(running.history_days == wanted.history_days, "history_days");
    note(running.inventory_every == wanted.inventory_every, "inventory");
    note(running.log.file == wanted.log.file, "log: file, rotate_mib, rotate_keep");
    note(running.grace == wanted.grace, "grace");
    return changes;
}

}  // namespace ecdsnap::app
