// Lets doctest print a Result: the error in full, or that there is a value.
#pragma once

#include "core/result.hpp"

#include <doctest/doctest.h>

namespace doctest {

template <class T>
struct StringMaker<ecdsnap::core::Result<T>> {
    static String convert(const ecdsnap::core::Result<T>& result) {
        if (result) return "a value";
        return ("error: " + ecdsnap::core::describe(result.error())).c_str();
    }
};

}  // namespace doctest
