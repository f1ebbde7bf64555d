// What the daemon's events say, field by field.
#pragma once

#include "core/events/event.hpp"
#include "core/time.hpp"

#include <string>
#include <string_view>

namespace ecdsnap::tests {

std::string field(const core::Event& event, std::string_view name);  // empty: there is none
core::WallTime instant_of(const std::string& text);                  // RFC 3339; anything else is the epoch

}  // namespace ecdsnap::tests
