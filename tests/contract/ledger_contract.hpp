// What every ports::Ledger must do, as one suite: call it inside a TEST_CASE with a way to make a place for a ledger.
#pragma once

#include "contract/ledger_bench.hpp"

namespace ecdsnap::contract {

void ledger_stores_what_it_is_given(const MakeLedgerPlace& make);
void ledger_commits_all_or_nothing(const MakeLedgerPlace& make);
void ledger_answers_questions(const MakeLedgerPlace& make);
void ledger_tells_figures(const MakeLedgerPlace& make);
void ledger_prunes_what_is_over(const MakeLedgerPlace& make);

}  // namespace ecdsnap::contract
