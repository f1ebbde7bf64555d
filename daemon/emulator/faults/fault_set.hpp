// The faults in force: which call meets which one is drawn from a seeded stream.
#pragma once

#include "emulator/dice.hpp"
#include "emulator/faults/scope.hpp"
#include "emulator/state/snapshot.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ecdsnap::emulator {

/// What a fault leaves of the call itself.
enum class Effect {
    none,   // the call is not performed
    now,    // it is performed, only the answer suffers
    later,  // it is performed after a while
};

/// What the caller sees.
enum class Appearance {
    dropped,        // the connection ends without an answer
    server_error,   // 500 InternalError or 503 ServiceUnavailable
    torn,           // half of the true answer
    html_page,      // 502 with a page of some proxy
    silence,        // nothing until the caller hangs up
    no_permission,  // 403 Forbidden.RAM
    revoked_key,    // 403 Forbidden.AccessKeyDisabled
    quota_reached,  // 403 QuotaExceed.Snapshot
    portal_page,    // 200 with the page of a captive portal, and its own Date
};

struct FaultNature {
    std::string_view name;  // as on the command line and in the counters
    Effect effect;
    Appearance appearance;
};

std::span<const FaultNature> all_faults();

struct FaultRule {
    const FaultNature* nature = nullptr;
    Share share;
    TimeRange later;  // Effect::later only
    Scope scope;
};

/// A fault that a call has met.
struct MetFault {
    const FaultNature* nature = nullptr;
    Duration later{0};
};

class FaultSet {
public:
    /// Each text is `[SCOPE:]KIND=SHARE[:RANGE]`. Refuses shares that add up to more than the whole for some action.
    static Parsed<FaultSet> read(std::span<const std::string> texts);

    std::optional<MetFault> draw(const Action& action, Dice& dice) const;
    SnapshotEnd draw_end(Dice& dice) const;
    const std::vector<std::string>& texts() const { return texts_; }

private:
    std::optional<Problem> add(std::string_view text);  // what is wrong with it
    std::optional<Problem> check_sums() const;

    std::vector<std::string> texts_;
    std::vector<FaultRule> rules_;
    Share failed_snapshots_;
    Share hung_snapshots_;
};

}  // namespace ecdsnap::emulator
