// What policies, owners and accounts may be called. Names stand in snapshot names and stamps, so their lengths are part
// of a budget (description_stamp.hpp: stamp_limit).
#pragma once

#include "core/text/text_error.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace ecdsnap::core {

inline constexpr std::size_t policy_name_limit = 40;
inline constexpr std::size_t owner_limit = 16;

// nullopt: a good name, 1–40 of [a-z0-9-] starting with a letter, not true or false. Otherwise what is wrong. For accounts too.
std::optional<TextError> check_policy_name(std::string_view name);

// The same with at most 16 characters.
std::optional<TextError> check_owner(std::string_view owner);

}  // namespace ecdsnap::core
