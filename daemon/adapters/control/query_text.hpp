// The part of a URL after the question mark.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ecdsnap::adapters {

// "policy=nightly&desktop=ecd-1" with percent escapes undone, in order. nullopt: a piece without "=", a broken escape,
// or a name that is given twice. ('+' stays '+': this is no HTML form.)
std::optional<std::vector<std::pair<std::string, std::string>>> query_parameters(std::string_view text);

}  // namespace ecdsnap::adapters
