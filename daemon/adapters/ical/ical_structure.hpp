// What libical lets pass in silence: a file that breaks off, ends that belong to no begin, bytes that are no text.
#pragma once

#include "core/text/text_error.hpp"

#include <optional>
#include <string_view>

namespace ecdsnap::adapters {

// What is wrong with the frame of a calendar file, with its line; nullopt: each BEGIN has its END, and the outermost is
// a VCALENDAR.
std::optional<core::TextError> check_structure(std::string_view text);

}  // namespace ecdsnap::adapters
