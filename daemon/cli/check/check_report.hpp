// What `ecdsnap check` and `ecdsnapd --check` say about a configuration that was read: every problem at once.
#pragma once

#include "adapters/yaml/settings_reader.hpp"

#include <string>

namespace ecdsnap::cli {

// One line for each problem or warning, then what was found: "good: 1 account, 3 policies in 4 files".
std::string check_text(const adapters::ConfigResult& result);

// {"good": false, "problems": [{"file": …, "line": …, …}], "warnings": […], "files": […]}
std::string check_json(const adapters::ConfigResult& result);

}  // namespace ecdsnap::cli
