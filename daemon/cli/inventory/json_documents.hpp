// Finds the JSON objects of a text that may hold several: one after the other (as pages appended to a file are), with
// commas between, or in an array.
#pragma once

#include "core/text/text_error.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace ecdsnap::cli {

struct JsonDocument {
    std::size_t line = 1;   // on which it begins
    std::string_view text;  // from its "{" to the "}" that ends it; what is between may still be wrong
};

// At least one. An error names the line. The views are into `text`.
core::TextResult<std::vector<JsonDocument>> json_documents(std::string_view text);

}  // namespace ecdsnap::cli
