// What a command writes to and waits with. main() makes one from the process, a test from strings.
#pragma once

#include "core/environment.hpp"
#include "core/time.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <istream>
#include <ostream>

namespace ecdsnap::cli {

// In characters; 0: it is not a terminal.
struct Screen {
    std::size_t width = 0;
    std::size_t height = 0;
};

enum class Output : std::uint8_t { text, json };

struct Terminal {
    std::ostream& out;            // results
    std::ostream& err;            // progress and problems
    std::size_t width = 0;        // of `out`; 0: not a terminal, nothing is cut
    bool progress_moves = false;  // `err` is a terminal: a bar may be redrawn in place
    std::function<void(core::Millis)> pause;
    std::function<core::WallTime()> now = [] { return core::WallTime{}; };   // the wall clock
    std::function<core::Millis()> elapsed = [] { return core::Millis{0}; };  // a clock that only goes forward
    std::istream* in = nullptr;                                              // nullptr: there is nothing to read
    core::Environment environment{};                                         // in which credentials are looked for
    std::function<Screen()> screen = [] { return Screen{}; };  // of `out`, as it is now: windows are resized
};

}  // namespace ecdsnap::cli
