// What the bodies of successful answers say: pure. Tolerant of what it does not need (unknown fields and words, numbers
// as text, null), strict about what it does: an answer without that is an error, never an empty list or a success.
#pragma once

#include "core/result.hpp"
#include "core/time.hpp"
#include "ports/cloud.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::adapters {

// On failure only the error's message is set; what it means for the call is call_error's business.
core::Result<std::vector<std::string>> read_regions(std::string_view body);
core::Result<ports::DesktopPage> read_desktop_page(std::string_view body);

// What a person has kept of a listing: a whole answer to DescribeDesktops, or one desktop out of it.
struct ListedDesktop {
    core::Desktop desktop;
    std::string region;  // empty: it is not said
};
core::Result<std::vector<ListedDesktop>> read_listed_desktops(std::string_view body);

// A snapshot without CreationTime (seen by nobody yet, forbidden by nothing) has `created` 1970-01-01T00:00Z.
core::Result<ports::SnapshotPage> read_snapshot_page(std::string_view body);
core::Result<std::string> read_created_snapshot_id(std::string_view body);

// An action that answers with nothing but its RequestId.
core::Result<void> read_request_taken(std::string_view body);

// "2020-11-06T08:28Z" or "2020-11-06T08:28:05Z", surrounded by any white space.
std::optional<core::WallTime> read_cloud_time(std::string_view text);

}  // namespace ecdsnap::adapters
