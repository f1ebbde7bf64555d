// A request as the bytes that go on the wire: pure.
#pragma once

#include "core/result.hpp"
#include "ports/http_transport.hpp"

#include <string>

namespace ecdsnap::adapters {

// Adds Host (`authority`) and Content-Length. Error (class `local`): a method, target or header that would break the
// message, such as a value with a line end in it.
core::Result<std::string> request_text(const ports::HttpRequest& request, const std::string& authority);

}  // namespace ecdsnap::adapters
