// What to do about a problem of calls, by its reason: one event stands for many causes (root_cause), and each has a
// remedy of its own.
#pragma once

#include "core/error.hpp"

#include <string_view>

namespace ecdsnap::core {

// "" where nothing better can be said than the event's own remedy.
std::string_view remedy_for(ErrorClass reason);

// By its word: "permission". "" for any other word.
std::string_view remedy_for(std::string_view reason);

}  // namespace ecdsnap::core
