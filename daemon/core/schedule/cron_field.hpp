// One whole field of a cron expression: its list of items added to the sets.
#pragma once

#include "core/schedule/cron_dialect.hpp"
#include "core/schedule/cron_fields.hpp"
#include "core/text/text_error.hpp"

#include <optional>
#include <string_view>

namespace ecdsnap::core {

struct CronFieldText {
    std::string_view text;   // without blanks
    std::size_t column = 0;  // where it starts in the expression, 1-based
};

// Adds what `text` says about `kind` to `fields`; an error leaves `fields` half filled.
std::optional<TextError> read_cron_field(const CronFieldText& text, CronFieldKind kind, CronDialect dialect,
                                         CronFields& fields);

}  // namespace ecdsnap::core
