// The daemon's JSON back into values. Tolerant, since the daemon may be of another version: what is missing or of
// another type stays at its default; only text that is no JSON object is an error.
#pragma once

#include "core/result.hpp"
#include "ports/ledger.hpp"
#include "ports/status_view.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::cli {

core::Result<ports::Status> status_from(std::string_view json);
core::Result<core::Slot> slot_from(std::string_view json);
core::Result<std::vector<ports::HistoryEntry>> history_from(std::string_view json);
core::Result<core::Pause> pause_from(std::string_view json, const char* key);  // the answer to a pause or resume
std::vector<std::string> pause_breaks_from(std::string_view json);             // what it says of objectives
core::Result<core::Approval> approval_from(std::string_view json);             // the answer to an approve
std::vector<std::string> changes_from(std::string_view json);        // of a reload; empty where there are none
core::Result<std::int64_t> opened_slot_from(std::string_view json);  // the answer to a run

// {"error": {"message": …}}, or the body itself where it is not that.
std::string error_message_from(std::string_view json);

}  // namespace ecdsnap::cli
