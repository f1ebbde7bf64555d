// Shares and spans of time as a person types them: "10%", "2.5", "1-20s", "5-50ms".
#pragma once

#include "emulator/time_text.hpp"

#include <boost/system/result.hpp>

#include <string>
#include <string_view>

namespace ecdsnap::emulator {

/// What is wrong with a text, for the person who typed it.
struct Problem {
    std::string text;
};

template <class T>
using Parsed = boost::system::result<T, Problem>;

/// A part of the whole, 0 to 1.
struct Share {
    double part = 0;
};

/// From `least` to `most`; both equal for a fixed span.
struct TimeRange {
    Duration least{0};
    Duration most{0};
};

Parsed<Share> read_share(std::string_view text);           // "10%" or "10"
Parsed<TimeRange> read_time_range(std::string_view text);  // "3", "0.5", "1-20s", "5-50ms"; seconds unless "ms" ends it
Parsed<double> read_number(std::string_view text);         // not negative, digits and one point

}  // namespace ecdsnap::emulator
