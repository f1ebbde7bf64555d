// Three ways to count calls against a limit per second. How the real service counts is not documented.
#pragma once

#include "emulator/time_text.hpp"

#include <deque>

namespace ecdsnap::emulator {

enum class RateWindowKind {
    token_bucket,    // refills steadily, holds one second's worth
    fixed_second,    // counts from each full second of the clock
    sliding_second,  // counts the second that ends now
};

class RateWindow {
public:
    RateWindow(RateWindowKind kind, double per_second) : kind_(kind), per_second_(per_second), tokens_(per_second) {}

    /// Zero when a call is let in now, else how long until one would be. Changes nothing that is counted.
    Duration wait(Instant now);
    void count(Instant now);  // one call was let in

private:
    RateWindowKind kind_;
    double per_second_;
    double tokens_;               // token_bucket
    Instant refilled_{};          // token_bucket
    std::deque<Instant> let_in_;  // the windows: calls of the second that is looked at
};

}  // namespace ecdsnap::emulator
