// The catalogue as systemd's journal reads it (journalctl --catalog): `journalctl -x` shows cause and remedy below a
// line. systemd/ecdsnapd.catalog and ecdsnapd.zh_CN.catalog are what this makes.
#pragma once

#include "core/events/event_translations.hpp"

#include <string>

namespace ecdsnap::cli {

// The format: systemd.io/CATALOG. The language is in the name of the file.
std::string journal_catalog(core::Language language);

}  // namespace ecdsnap::cli
