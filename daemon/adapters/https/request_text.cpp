#include "adapters/https/request_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>

namespace ecdsnap::adapters {
namespace {

bool is_token(std::string_view text) {
    const auto is_allowed = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
    };
    return !text.empty() && std::all_of(text.begin(), text.end(), is_allowed);
}

bool is_target(std::string_view text) {
    return text.starts_with('/') && std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7F'; });
}

bool is_header_value(std::string_view text) {
    return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

// The value is not shown: it may be a secret.
core::Error refused(std::string_view what) {
    core::Error error;
    error.kind = core::ErrorClass::local;
    error.message = fmt::format("the request was not sent: {}", what);
    return error;
}

}  // namespace

core::Result<std::string> request_text(const ports::HttpRequest& request, const std::string& authority) {
    if (!is_token(request.method)) return refused("its method is not one");
    if (!is_target(request.target)) return refused("its target is not a path of printable ASCII");
    std::string text = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\n", request.method, request.target, authority);
    for (const auto& [name, value] : request.headers) {
        if (!is_token(name)) return refused("a header name is not one");
        if (!is_header_value(value)) return refused(fmt::format("the header {} has a line end in its value", name));
        fmt::format_to(std::back_inserter(text), "{}: {}\r\n", name, value);
    }
    fmt::format_to(std::back_inserter(text), "Content-Length: {}\r\n\r\n", request.body.size());
    return text + request.body;
}

}  // namespace ecdsnap::adapters
