// The JSON Schema of a line of the log: schemas/log-line.schema.json is what this makes.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace ecdsnap::cli {

// Draft-07. A line is of one event: the event's fields are allowed and no others.
nlohmann::ordered_json line_schema();

}  // namespace ecdsnap::cli
