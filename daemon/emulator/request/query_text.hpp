// Names and values in a query or a form: read from percent-encoded text, and written back in canonical order and form.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ecdsnap::emulator {

/// Decoded, in the order of arrival.
using Parameters = std::vector<std::pair<std::string, std::string>>;

/// Appends what `text` holds; false when a percent sign is not followed by two hex digits.
bool read_query(std::string_view text, Parameters& parameters);

/// RFC 3986: all but A-Z a-z 0-9 - _ . ~ encoded, with upper-case hex digits.
std::string percent_encode(std::string_view text);

/// Sorted by name in byte order, each `name=value`, joined with `&`.
std::string canonical_query(const Parameters& parameters);

}  // namespace ecdsnap::emulator
