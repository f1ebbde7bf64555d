// A slot's instant as it stands in stamps and keys: "20261124T180000Z". UTC, to the second, always 16 characters for
// the years that schedules know (1970–9999).
#pragma once

#include "core/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace ecdsnap::core {

std::string compact_utc(SlotInstant instant);

// The instant that compact_utc writes as `text`; nullopt for anything else.
std::optional<SlotInstant> read_compact_utc(std::string_view text);

}  // namespace ecdsnap::core
