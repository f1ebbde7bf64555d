// Result<T>: a value or an Error. The one header of `core` that knows Boost.
#pragma once

#include "core/error.hpp"

#include <boost/system/result.hpp>

#include <stdexcept>
#include <utility>

namespace ecdsnap::core {

template <class T>
using Result = boost::system::result<T, Error>;

// value() on an error is a broken program (Boost looks this function up by argument-dependent lookup).
[[noreturn]] inline void throw_exception_from_error(const Error& error, const boost::source_location&) {
    throw std::logic_error("value() called on an error: " + describe(error));
}

}  // namespace ecdsnap::core
