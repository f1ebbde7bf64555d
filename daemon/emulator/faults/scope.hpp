// Which actions a fault or a latency concerns: `reads:...`, `all:...`, `ActionName:...`, or without prefix
// CreateSnapshot.
#pragma once

#include "emulator/actions/action.hpp"
#include "emulator/amounts.hpp"

#include <string>
#include <string_view>

namespace ecdsnap::emulator {

struct Scope {
    enum class Kind {
        all,
        reads,       // what changes nothing
        one_action,  // `action`
    };
    Kind kind = Kind::one_action;
    std::string action = "CreateSnapshot";

    bool covers(const Action& other) const;
};

/// The text's prefix as a scope; `text` is left with the rest.
Parsed<Scope> take_scope(std::string_view& text);

}  // namespace ecdsnap::emulator
