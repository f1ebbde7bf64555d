// What `ecdsnap import` says.
#pragma once

#include "cli/import/import_result.hpp"
#include "cli/tables/table.hpp"

#include <cstdint>
#include <string>

namespace ecdsnap::cli {

// A line for each policy that was written to a file.
std::string import_table(const ImportResult& result, std::size_t width = any_width);

// Sites that failed, policies that were left out, what differs in single ones and, if wanted, what differs in all: a
// line for each.
enum class CommonNotes : std::uint8_t { leave_out, tell };
std::string import_notes(const ImportResult& result, CommonNotes common);

// {"timezone", "differences": [{"about", "text"}], "policies": [{"name", "file" or "yaml", …}], "left_out": [...],
// "failed_sites": [...]}
std::string import_json(const ImportResult& result, const std::string& timezone);

}  // namespace ecdsnap::cli
