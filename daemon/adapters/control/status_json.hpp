// What the control socket answers, as JSON. Keys are added in later versions, never renamed. Instants are RFC 3339 in
// UTC; a slot also has its local time as its policy's zone has it. What does not apply is null.
#pragma once

#include "ports/status_view.hpp"

#include <nlohmann/json_fwd.hpp>

namespace ecdsnap::adapters {

nlohmann::ordered_json status_json(const ports::Status& status);
nlohmann::ordered_json slot_json(const core::Slot& slot);
nlohmann::ordered_json pause_json(const core::Pause& pause);
nlohmann::ordered_json breach_json(const core::PauseBreach& breach, core::WallTime now);
nlohmann::ordered_json approval_json(const core::Approval& approval);

}  // namespace ecdsnap::adapters
