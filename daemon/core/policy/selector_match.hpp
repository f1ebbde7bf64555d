// What a selector says of one desktop, and by which of its conditions.
//
// A fact that the cloud did not tell is no answer: a condition on it does not hold. Its opposite (`not`, `pooled:
// false`, a tag that is `absent`) then decides for the backup: it holds in a policy's `select` and does not hold in
// `exclude`. So a desktop never loses its backup to a field that is missing.
#pragma once

#include "core/desktop.hpp"
#include "core/policy/selector.hpp"
#include "core/site.hpp"

#include <cstdint>
#include <string>

namespace ecdsnap::core {

enum class Answer : std::uint8_t {
    no,
    yes,
    unsaid,  // the cloud did not tell what it takes to know; counts as no
};

enum class Purpose : std::uint8_t {
    select,   // what matches is backed up
    exclude,  // what matches is not
};

// Lives as long as the selector.
struct Match {
    Answer answer = Answer::no;
    const Condition* decided_by = nullptr;  // the innermost condition that the answer hangs on
    Answer its_answer = Answer::no;         // what that condition says by itself, without the `not`s around it
};

Match match(const Selector& selector, const Desktop& desktop, const SiteId& site, Purpose purpose);

bool selects(const Selector& selector, const Desktop& desktop, const SiteId& site);
bool excludes(const Selector& selector, const Desktop& desktop, const SiteId& site);  // never without a condition

struct MatchReason {
    Answer answer = Answer::no;
    std::string path;      // of the deciding condition: "select.any[1].tags.env"
    std::string sentence;  // "os is \"Linux\", not Windows"; "the cloud did not say its os"
};
MatchReason explain_match(const Selector& selector, const Desktop& desktop, const SiteId& site, Purpose purpose);

}  // namespace ecdsnap::core
