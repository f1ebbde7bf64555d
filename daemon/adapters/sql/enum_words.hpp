// The ledger stores enumerators as the words that core::text() gives them, so that a person can read it. This is the
// way back.
#pragma once

#include "adapters/sql/sqlite.hpp"
#include "core/desktop.hpp"
#include "core/dispatch/call_kind.hpp"
#include "core/pause/pause.hpp"
#include "core/slot/slot.hpp"
#include "core/snapshot.hpp"
#include "core/task/outcome.hpp"
#include "core/task/task.hpp"
#include "core/waking/wake.hpp"

#include <optional>
#include <string_view>

namespace ecdsnap::adapters::sql {

// The enumerator whose core::text() is `word`; nullopt: none. Enumerators count from 0, and text() of what is none is
// "?", or (where an enumeration has two) repeats the last word.
template <class Enum>
std::optional<Enum> from_word(std::string_view word) {
    for (int value = 0; value < 256; ++value) {
        const std::string_view known = core::text(static_cast<Enum>(value));
        if (known == "?") break;
        if (known == word) return static_cast<Enum>(value);
    }
    return std::nullopt;
}

// The same for the next column of a row. A word we do not know means that the ledger was edited or is damaged.
template <class Enum>
Enum read_enum(Statement& row) {
    const auto word = row.word();
    if (const auto value = from_word<Enum>(word)) return *value;
    throw damaged("it holds a word that this version does not know: " + std::string(word.substr(0, 40)));
}

}  // namespace ecdsnap::adapters::sql
