#include "adapters/sql/last_tasks.hpp"

#include "adapters/sql/enum_words.hpp"
#include "core/figures/excused_disks.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ecdsnap::adapters::sql {
namespace {

// In both `outcome <> 'done'` is said since the index tasks_not_done holds under exactly that condition.

// ?1 a slot, ?2 the policy's next one.
constexpr auto skipped_last = R"sql(
SELECT desktop_id, disk, reason FROM tasks
WHERE slot_id = ?1 AND outcome = 'skipped' AND outcome <> 'done' AND NOT EXISTS (
    SELECT 1 FROM tasks AS next WHERE next.slot_id = ?2 AND next.desktop_id = tasks.desktop_id
        AND next.disk = tasks.disk AND next.site_id = tasks.site_id AND next.outcome <> 'none')
)sql";

constexpr auto never_verified = R"sql(
SELECT desktop_id, (SELECT opened_at_ms FROM slots WHERE id = (
    SELECT min(slot_id) FROM tasks AS earlier WHERE earlier.desktop_id = tasks.desktop_id))
FROM tasks
WHERE slot_id = ?1 AND outcome <> 'done' AND NOT EXISTS (
    SELECT 1 FROM verified WHERE verified.site_id = tasks.site_id AND verified.desktop_id = tasks.desktop_id
        AND verified.disk = tasks.disk)
)sql";

struct LastSlot {
    std::string policy;
    std::int64_t id = 0;
    std::int64_t next = 0;  // the policy's; 0: it is the newest
};

// Of each policy the two newest slots that had tasks: the newest one may not have come to all of them yet.
std::vector<LastSlot> last_slots(Database& database) {
    std::vector<LastSlot> found;
    Statement policies(database, "SELECT DISTINCT policy FROM slots ORDER BY policy");
    Statement newest(database,
                     "SELECT id FROM slots WHERE policy = ?1 AND state <> 'passed' "
                     "ORDER BY instant_s DESC, id DESC LIMIT 2");
    for (policies.start(); policies.next();) {
        const std::string policy = policies.text();
        std::int64_t next = 0;
        for (newest.start(policy); newest.next();) {
            found.push_back({policy, newest.integer(), next});
            next = found.back().id;
        }
    }
    return found;
}

}  // namespace

void add_last_tasks(Database& database, ports::LedgerFigures& figures) {
    Statement skipped(database, skipped_last);
    Statement lacking(database, never_verified);
    for (const LastSlot& slot : last_slots(database)) {
        for (skipped.start(slot.id, slot.next); skipped.next();) {
            ports::ExcusedDisk disk{slot.policy, skipped.text(), read_enum<core::DiskKind>(skipped)};
            if (core::excuses(core::Outcome::skipped, read_enum<core::Reason>(skipped)))
                figures.excused.push_back(std::move(disk));
        }
        for (lacking.start(slot.id); lacking.next();) {
            std::string desktop = lacking.text();
            figures.known_since.insert_or_assign(std::move(desktop), lacking.wall_time());
        }
    }
}

}  // namespace ecdsnap::adapters::sql
