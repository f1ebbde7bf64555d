// The address of a cloud endpoint as people write it: a scheme, a host and perhaps a port, nothing else.
#pragma once

#include "core/text/text_error.hpp"

#include <optional>
#include <string_view>

namespace ecdsnap::adapters {

// What is wrong with it; nullopt: nothing. Plain http is for loopback only. The messages never repeat the text, since
// it may have a password in it.
std::optional<core::TextError> check_endpoint(std::string_view endpoint);

}  // namespace ecdsnap::adapters
