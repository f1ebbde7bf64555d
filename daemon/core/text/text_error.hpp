// What is wrong with a piece of text that a person wrote, precise enough to mend it: where, what, what is allowed, a
// hint.
#pragma once

#include <boost/system/result.hpp>

#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>

namespace ecdsnap::core {

struct TextError {
    std::size_t column = 0;  // 1-based byte position in the text that was given; 0: the text as a whole
    std::string problem;     // "minute 61 is too large"
    std::string allowed;     // "0-59"; empty when there is nothing to list
    std::string hint;        // a likely way out; may be empty

    TextError() = default;
    // No aggregate: C++20 would make one from a lone number, and then TextResult<int> could not tell a value from an
    // error.
    TextError(std::size_t column_, std::string problem_, std::string allowed_ = {}, std::string hint_ = {})
        : column(column_), problem(std::move(problem_)), allowed(std::move(allowed_)), hint(std::move(hint_)) {}

    friend bool operator==(const TextError&, const TextError&) = default;
};

// One line: "column 3: minute 61 is too large (allowed: 0-59); hint".
std::string describe(const TextError& error);

// A character for use in a message: 'x' when it prints, byte 0xEF when it does not.
std::string shown(char c);

template <class T>
using TextResult = boost::system::result<T, TextError>;

// value() on an error is a broken program (Boost looks this function up by argument-dependent lookup).
[[noreturn]] inline void throw_exception_from_error(const TextError& error, const boost::source_location&) {
    throw std::logic_error("value() called on a text error: " + describe(error));
}

}  // namespace ecdsnap::core
