// Defects that are planted into copies of the daemon's sources, to see whether the tests find them. A program that
// links ecdsnap_planted_defects runs those copies; which of the defects is in them is chosen here, one at a time.
#pragma once

#include <span>

namespace ecdsnap::tests {

struct Defect {
    int number;          // from 1
    const char* name;    // "no-look-up-before-resend"
    const char* what;    // a sentence
    const char* expect;  // the kind of violation it leads to, in the words of defects.toml
};

// All of them, by number.
std::span<const Defect> defects();

// From now on, for the whole process; 0: none, the copies do what the sources do.
void plant(int number);

// Asked by the copies.
bool planted(int number);

}  // namespace ecdsnap::tests
