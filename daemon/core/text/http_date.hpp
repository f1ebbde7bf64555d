// The Date header of an answer: what time it is by the clock of whoever sent it.
#pragma once

#include "core/time.hpp"

#include <optional>
#include <string_view>

namespace ecdsnap::core {

// "Sun, 06 Nov 1994 08:49:37 GMT", and no other form. nullopt: not such a text.
std::optional<WallTime> http_date_from(std::string_view text);

}  // namespace ecdsnap::core
