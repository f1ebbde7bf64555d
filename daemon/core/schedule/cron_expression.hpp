// A cron expression that is known to be right: parsed strictly, due at least once. Says which local times are due;
// which instants that are in a zone is for next_slot.hpp.
#pragma once

#include "core/schedule/cron_dialect.hpp"
#include "core/schedule/cron_fields.hpp"
#include "core/text/text_error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::core {

// What to do with an expression that can never be due, such as `0 0 30 2 *`.
enum class ImpossibleDates {
    refuse,  // a mistake in a configuration
    accept,  // next_slot then answers "never"; for showing what an expression does
};

// Immutable, cheap to copy, owns no heap memory.
class CronExpression {
public:
    // Strict: what other programs read in different ways is refused, with its column and a hint. `text` may have blanks
    // and tabs around its fields, nothing else; names in any case, macros (@daily ...) in lower case.
    static TextResult<CronExpression> parse(std::string_view text, CronDialect dialect = CronDialect::cron,
                                            ImpossibleDates impossible = ImpossibleDates::refuse);

    // Sentences about what is valid but likely to surprise, e.g. `*/2` in one day field beside a restricted other one.
    std::vector<std::string> warnings() const;

    const CronFields& fields() const { return fields_; }
    CronDialect dialect() const { return dialect_; }

    // Same dialect and same meaning; different texts may be equal ("0 2 * * *" and "00 2 * * *").
    friend bool operator==(const CronExpression&, const CronExpression&) = default;

private:
    CronExpression(const CronFields& fields, CronDialect dialect) : fields_(fields), dialect_(dialect) {}

    CronFields fields_;
    CronDialect dialect_;
};

}  // namespace ecdsnap::core
