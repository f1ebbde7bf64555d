// One comma-separated item of one cron field: `5`, `1-5/2`, `*/15`, `fri-sun`, `L-3`, `15W`, `mon#1`, `5L`.
#pragma once

#include "core/schedule/cron_dialect.hpp"
#include "core/schedule/cron_fields.hpp"
#include "core/text/text_error.hpp"

#include <span>
#include <string_view>

namespace ecdsnap::core {

// What a field may hold in one dialect.
struct CronFieldRule {
    CronFieldKind kind = CronFieldKind::minute;
    std::string_view name;  // "minute"
    int least = 0;
    int most = 0;
    int most_step = 0;                        // a larger step is a mistake: `*/60` is no "every hour"
    std::span<const std::string_view> words;  // three-letter names in lower case; words[0] means `first_word`
    int first_word = 0;
};

const CronFieldRule& field_rule(CronFieldKind kind, CronDialect dialect);

// "0-59, *, */n, a-b, a-b/n and lists of these"
std::string allowed_in(const CronFieldRule& rule, CronDialect dialect);

struct CronItem {
    enum class Kind {
        range,                  // first, first + step ... not above last; last > most means: wraps around
        before_last_day,        // L, L-n; first = n
        weekday_before_last,    // LW, L-nW; first = n
        nearest_weekday,        // nW; first = n
        nth_weekday,            // d#n; first = d, last = n
        last_weekday_of_month,  // dL; first = d
        unspecified,            // ? (Quartz)
    };
    Kind kind = Kind::range;
    int first = 0;
    int last = 0;
    int step = 1;
    bool star = false;     // written with `*`
    bool stepped = false;  // written with `/`
};

// `column` is where the item starts in the whole expression, for messages.
TextResult<CronItem> read_cron_item(std::string_view item, std::size_t column, const CronFieldRule& rule,
                                    CronDialect dialect);

}  // namespace ecdsnap::core
