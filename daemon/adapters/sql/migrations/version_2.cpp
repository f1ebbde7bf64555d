#include "adapters/sql/migrations/migration.hpp"

namespace ecdsnap::adapters::sql {

// Builds before the first release wrote the table into version 1, others did not: both are called 1.
const char* const schema_version_2 = R"sql(
CREATE TABLE IF NOT EXISTS verified (
    site_id    INTEGER NOT NULL REFERENCES sites (id),
    desktop_id TEXT NOT NULL,
    disk       TEXT NOT NULL,
    made_at_ms INTEGER NOT NULL,
    PRIMARY KEY (site_id, desktop_id, disk)
) STRICT, WITHOUT ROWID;

INSERT INTO verified (site_id, desktop_id, disk, made_at_ms)
    SELECT site_id, desktop_id, disk, max(accepted_at_ms) FROM tasks
    WHERE outcome = 'done' AND accepted_at_ms IS NOT NULL
    GROUP BY site_id, desktop_id, disk
ON CONFLICT (site_id, desktop_id, disk) DO UPDATE SET made_at_ms = max(made_at_ms, excluded.made_at_ms);
)sql";

}  // namespace ecdsnap::adapters::sql
