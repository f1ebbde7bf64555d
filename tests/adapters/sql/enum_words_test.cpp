#include "adapters/sql/enum_words.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

namespace ecdsnap::tests {
namespace {

using adapters::sql::from_word;

// Every enumerator from 0 to `last` has a word of its own that leads back to it, and nothing else has.
template <class Enum>
void check_round_trip(Enum last) {
    std::set<std::string> words;
    for (int value = 0; value <= static_cast<int>(last); ++value) {
        const std::string word = core::text(static_cast<Enum>(value));
        CAPTURE(word);
        CHECK(word != "?");
        CHECK(words.insert(word).second);
        CHECK(from_word<Enum>(word) == static_cast<Enum>(value));
    }
    CHECK_FALSE(from_word<Enum>("?"));
    CHECK_FALSE(from_word<Enum>(""));
    CHECK_FALSE(from_word<Enum>("nonsense"));
}

TEST_CASE("every word that the ledger stores leads back to its enumerator") {
    check_round_trip(core::SlotKind::manual);
    check_round_trip(core::SlotState::passed);
    check_round_trip(core::Overlap::replace);
    check_round_trip(core::DiskKind::data);
    check_round_trip(core::TaskState::settled);
    check_round_trip(core::Outcome::failed);
    check_round_trip(core::Reason::unreachable);
    check_round_trip(core::PauseScope::site);
    check_round_trip(core::SnapshotStatus::unknown);
    check_round_trip(core::Hibernated::wake);
    check_round_trip(core::WakeState::over);
    check_round_trip(core::WakeEnding::unclear);
    check_round_trip(core::CallKind::power);
}

}  // namespace
}  // namespace ecdsnap::tests
