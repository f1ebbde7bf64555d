// The gateway's own error body, JSON or XML: pure. Code and RequestId together are its mark; what lacks one of them may
// come from anybody on the way.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ecdsnap::adapters {

struct ErrorBody {
    std::string code;  // a word of A-Z a-z 0-9 . _ - that starts with a letter, or empty
    std::string message;
    std::string request_id;

    bool is_the_gateways() const { return !code.empty() && !request_id.empty(); }
};

// nullopt: neither a whole JSON object nor a whole XML document with the root Error. Keys in any case.
std::optional<ErrorBody> read_error_body(std::string_view body);

// For people: "an HTML page, not an answer of the service (a proxy or a captive portal?)", "an empty body", …
std::string describe_foreign_body(std::string_view body);

}  // namespace ecdsnap::adapters
